using System.Net;
using System.Text.Json;

using Airworthy.Core.Observations;

namespace Airworthy.Probes.Ci;

/// <summary>Asks GitHub's REST API, or a server that speaks it. Reads only.</summary>
/// <remarks>Source: GitHub REST API, version 2022-11-28: pulls, reviews, check runs, commit statuses, branches, branch protection, rules.</remarks>
public sealed class GithubForge : IForge
{
    private const int PageSize = 100;

    private readonly ForgeLine _line;

    private GithubForge(Uri address, string repository, string token) => _line = new ForgeLine(address, $"repos/{repository}/", $"repository {repository}", followsRedirects: true,
        ("Authorization", $"Bearer {token}"), ("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28"));

    /// <summary>The forge when it is GitHub: GITHUB_API_URL names it, or the remote lies on github.com.</summary>
    public static GithubForge? Of((string Host, string Path)? remote, Func<string, string?> variable)
    {
        if ((variable("GITHUB_TOKEN") ?? variable("GH_TOKEN")) is not { Length: > 0 } token)
        {
            return null;
        }

        var address = Forge.Named(variable("GITHUB_API_URL")) ?? (remote?.Host == "github.com" ? new Uri("https://api.github.com/") : null);
        var repository = variable("GITHUB_REPOSITORY") is { Length: > 0 } slug ? slug : remote?.Path;
        return address is not null && repository is not null && repository.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? new GithubForge(address, repository, token) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PullRequest>> MergedAsync(string branch, DateTimeOffset since, CancellationToken cancel)
    {
        var found = new List<PullRequest>();
        for (var page = 1; ; page++)
        {
            using var answer = await _line.AskAsync($"pulls?state=closed&base={Uri.EscapeDataString(branch)}&sort=updated&direction=desc&per_page={PageSize}&page={page}", cancel);
            var pulls = answer.RootElement.EnumerateArray().ToList();
            found.AddRange(pulls.Where(p => ForgeLine.Text(p, "merged_at") is not null).Select(Read).Where(p => p.MergedAt >= since));
            if (pulls.Count < PageSize || DateTimeOffset.Parse(ForgeLine.Text(pulls[^1], "updated_at")!, null) < since)
            {
                return [.. found.OrderByDescending(p => p.MergedAt)];
            }
        }
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> BroughtByAsync(string commit, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"commits/{commit}/pulls?per_page={PageSize}", HttpStatusCode.UnprocessableEntity, cancel);
        return answer?.RootElement.EnumerateArray().Where(p => ForgeLine.Text(p, "merged_at") is not null).Select(Read).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ApproversAsync(PullRequest request, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"pulls/{request.Number}/reviews?per_page={PageSize}", cancel);
        return [.. answer.RootElement.EnumerateArray()
            .Where(r => r.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.Object && ForgeLine.Text(user, "type") != "Bot" && ForgeLine.Text(user, "login") is { } login && login != request.Author)
            .Where(r => ForgeLine.Text(r, "state") is "APPROVED" or "CHANGES_REQUESTED" or "DISMISSED")
            .GroupBy(r => ForgeLine.Text(r.GetProperty("user"), "login")!)
            .Where(g => ForgeLine.Text(g.Last(), "state") == "APPROVED").Select(g => g.Key)];
    }

    /// <inheritdoc/>
    public async Task<(RunOutcome Outcome, string? Address)> OutcomeAsync(string commit, CancellationToken cancel)
    {
        var ends = new List<(RunOutcome Outcome, string? Address)>();
        using (var checks = await _line.AskAsync($"commits/{commit}/check-runs?filter=latest&per_page={PageSize}", HttpStatusCode.UnprocessableEntity, cancel))
        {
            ends.AddRange(checks?.RootElement.GetProperty("check_runs").EnumerateArray().Select(r => (
                ForgeLine.Text(r, "status") != "completed" ? RunOutcome.Unfinished : ForgeLine.Text(r, "conclusion") switch
                {
                    "success" => RunOutcome.Green,
                    "skipped" or "neutral" or "stale" => RunOutcome.None,
                    _ => RunOutcome.Red,
                }, ForgeLine.Text(r, "html_url"))) ?? []);
        }

        using (var status = await _line.AskAsync($"commits/{commit}/status", HttpStatusCode.UnprocessableEntity, cancel))
        {
            ends.AddRange(status?.RootElement.GetProperty("statuses").EnumerateArray().Select(s => (
                ForgeLine.Text(s, "state") switch { "success" => RunOutcome.Green, "pending" => RunOutcome.Unfinished, _ => RunOutcome.Red }, ForgeLine.Text(s, "target_url"))) ?? []);
        }

        foreach (var outcome in (RunOutcome[])[RunOutcome.Red, RunOutcome.Unfinished, RunOutcome.Green])
        {
            if (ends.FirstOrDefault(e => e.Outcome == outcome) is { Outcome: not RunOutcome.None } end)
            {
                return end;
            }
        }

        return (RunOutcome.None, null);
    }

    /// <inheritdoc/>
    public async Task<int> CountRunsAsync(RunOutcome outcome, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"actions/runs?status={(outcome == RunOutcome.Red ? "failure" : "success")}&per_page=1", HttpStatusCode.Forbidden, cancel);
        return answer?.RootElement.TryGetProperty("total_count", out var count) == true ? count.GetInt32() : 0;
    }

    /// <inheritdoc/>
    public async Task<bool?> RequiresCheckAsync(string branch, CancellationToken cancel)
    {
        var name = Uri.EscapeDataString(branch);
        using (var rules = await _line.AskAsync($"rules/branches/{name}", HttpStatusCode.Forbidden, cancel))
        {
            if (rules?.RootElement.EnumerateArray().Any(r => ForgeLine.Text(r, "type") == "required_status_checks") == true)
            {
                return true;
            }
        }

        using var seen = await _line.AskAsync($"branches/{name}", HttpStatusCode.Forbidden, cancel);
        if (seen is null)
        {
            return null;
        }

        if (seen.RootElement.TryGetProperty("protected", out var isProtected) && isProtected.ValueKind == JsonValueKind.False)
        {
            return false;
        }

        return seen.RootElement.TryGetProperty("protection", out var protection) && protection.TryGetProperty("required_status_checks", out var required) && required.ValueKind == JsonValueKind.Object
            ? Any(required, "contexts") || Any(required, "checks")
            : null;
    }

    public void Dispose() => _line.Dispose();

    private static bool Any(JsonElement element, string list) => element.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0;

    private static PullRequest Read(JsonElement pull) => new(pull.GetProperty("number").GetInt32(), ForgeLine.Text(pull, "title") ?? "", ForgeLine.Text(pull.GetProperty("user"), "login") ?? "",
        ForgeLine.Text(pull.GetProperty("head"), "sha") ?? "", ForgeLine.Text(pull, "merge_commit_sha"), DateTimeOffset.Parse(ForgeLine.Text(pull, "merged_at")!, null));
}
