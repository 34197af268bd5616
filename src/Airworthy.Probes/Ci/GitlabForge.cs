using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

using Airworthy.Core.Observations;

namespace Airworthy.Probes.Ci;

/// <summary>Asks GitLab's REST API, or a server that speaks it. Reads only.</summary>
/// <remarks>Source: GitLab REST API, version 4: merge requests, merge request approvals, commits, pipelines, projects.</remarks>
public sealed partial class GitlabForge : IForge
{
    private const int PageSize = 100;

    private readonly ForgeLine _line;

    private GitlabForge(Uri address, string project, string token) =>
        _line = new ForgeLine(address, $"projects/{Uri.EscapeDataString(project)}/", $"project {project}", followsRedirects: false, ("PRIVATE-TOKEN", token));

    /// <summary>
    /// The forge when it is GitLab: CI_API_V4_URL names it, or the remote lies on gitlab.com. The token is an access token with the scope
    /// <c>read_api</c> in GITLAB_TOKEN; a job's own token may not read merge requests.
    /// </summary>
    public static GitlabForge? Of((string Host, string Path)? remote, Func<string, string?> variable)
    {
        if (variable("GITLAB_TOKEN") is not { Length: > 0 } token)
        {
            return null;
        }

        var address = Forge.Named(variable("CI_API_V4_URL")) ?? (remote?.Host == "gitlab.com" ? new Uri("https://gitlab.com/api/v4/") : null);
        var project = variable("CI_PROJECT_PATH") is { Length: > 0 } path ? path : remote?.Path;
        return address is not null && project?.Contains('/', StringComparison.Ordinal) == true ? new GitlabForge(address, project, token) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PullRequest>> MergedAsync(string branch, DateTimeOffset since, CancellationToken cancel)
    {
        var found = new List<PullRequest>();
        for (var page = 1; ; page++)
        {
            using var answer = await _line.AskAsync($"merge_requests?state=merged&target_branch={Uri.EscapeDataString(branch)}&updated_after={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
                + $"&order_by=updated_at&sort=desc&per_page={PageSize}&page={page}", cancel);
            var requests = answer.RootElement.EnumerateArray().ToList();
            found.AddRange(requests.Where(r => ForgeLine.Text(r, "merged_at") is not null).Select(Read).Where(r => r.MergedAt >= since));
            if (requests.Count < PageSize)
            {
                return [.. found.OrderByDescending(r => r.MergedAt)];
            }
        }
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> BroughtByAsync(string commit, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"repository/commits/{commit}/merge_requests?state=merged&per_page={PageSize}", HttpStatusCode.NotFound, cancel);
        return answer?.RootElement.EnumerateArray().Where(r => ForgeLine.Text(r, "state") == "merged" && ForgeLine.Text(r, "merged_at") is not null).Select(Read).FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ApproversAsync(PullRequest request, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"merge_requests/{request.Number}/approvals", cancel);
        return [.. answer.RootElement.GetProperty("approved_by").EnumerateArray()
            .Select(a => ForgeLine.Text(a.GetProperty("user"), "username")).OfType<string>()
            .Where(login => login != request.Author && !Bot().IsMatch(login))];
    }

    /// <inheritdoc/>
    /// <remarks>Of several pipelines of one commit on one branch the newest counts: an older one was run again.</remarks>
    public async Task<(RunOutcome Outcome, string? Address)> OutcomeAsync(string commit, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"pipelines?sha={commit}&order_by=id&sort=desc&per_page={PageSize}", HttpStatusCode.Forbidden, cancel);
        var ends = (answer?.RootElement.EnumerateArray() ?? default)
            .Where(p => ForgeLine.Text(p, "status") != "skipped")
            .GroupBy(p => ForgeLine.Text(p, "ref")).Select(g => g.MaxBy(p => p.GetProperty("id").GetInt64()))
            .Select(p => (Outcome: ForgeLine.Text(p, "status") switch
            {
                "success" => RunOutcome.Green,
                "failed" or "canceled" => RunOutcome.Red,
                _ => RunOutcome.Unfinished,
            }, Address: ForgeLine.Text(p, "web_url"))).ToList();
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
    /// <remarks>At most one page is counted: whether there were any is what is asked.</remarks>
    public async Task<int> CountRunsAsync(RunOutcome outcome, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"pipelines?status={(outcome == RunOutcome.Red ? "failed" : "success")}&per_page={PageSize}", HttpStatusCode.Forbidden, cancel);
        return answer?.RootElement.GetArrayLength() ?? 0;
    }

    /// <inheritdoc/>
    public async Task<bool?> RequiresCheckAsync(string branch, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync("", HttpStatusCode.Forbidden, cancel);
        return answer?.RootElement.TryGetProperty("only_allow_merge_if_pipeline_succeeds", out var required) == true && required.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? required.GetBoolean()
            : null;
    }

    public void Dispose() => _line.Dispose();

    // A squash that was merged without a merge commit is on the branch itself; a fast-forward brought the branch's own commits.
    private static PullRequest Read(JsonElement request) => new(request.GetProperty("iid").GetInt32(), ForgeLine.Text(request, "title") ?? "",
        ForgeLine.Text(request.GetProperty("author"), "username") ?? "", ForgeLine.Text(request, "sha") ?? "",
        ForgeLine.Text(request, "merge_commit_sha") ?? ForgeLine.Text(request, "squash_commit_sha") ?? ForgeLine.Text(request, "sha"),
        DateTimeOffset.Parse(ForgeLine.Text(request, "merged_at")!, null));

    // Access tokens of projects and groups act as users of these names.
    [GeneratedRegex("^(project|group)_[0-9]+_bot")]
    private static partial Regex Bot();
}
