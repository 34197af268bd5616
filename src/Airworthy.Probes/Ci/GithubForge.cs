using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>A question that the forge did not answer; the message says why.</summary>
public sealed class ForgeException(string message, string next) : Exception(message)
{
    public string Next { get; } = next;
}

/// <summary>A merged pull request.</summary>
/// <param name="Head">The newest commit of its branch.</param>
/// <param name="MergeCommit">The commit with which it came to the default branch.</param>
public sealed record PullRequest(int Number, string Title, string Author, string Head, string? MergeCommit, DateTimeOffset MergedAt);

/// <summary>Asks GitHub's REST API, or a server that speaks it. Reads only.</summary>
/// <remarks>Source: GitHub REST API, version 2022-11-28: pulls, reviews, check runs, commit statuses, branches, branch protection, rules.</remarks>
public sealed class GithubForge : IDisposable
{
    private const int PageSize = 100;

    /// <summary>Questions in one look, so that a large repository ends in a clear sentence and not in a used-up allowance.</summary>
    private const int MaxQuestions = 400;

    private readonly HttpClient _http;
    private readonly string _repository;
    private int _asked;

    private GithubForge(Uri address, string repository, string token)
    {
        _repository = repository;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true, MaxAutomaticRedirections = 3, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(15),
            MaxResponseContentBufferSize = 20_000_000,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("airworthy");
        _http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
    }

    /// <summary>The name of the interface, as reports say it.</summary>
    public static string Name => "the forge's interface";

    /// <summary>
    /// The forge of a project, when a token is set. The token goes to the address that the CI names in GITHUB_API_URL, or to github.com when the
    /// remote lies there; never to an address that only the repository names.
    /// </summary>
    public static GithubForge? Of(GitHistory? history, Func<string, string?> variable)
    {
        if ((variable("GITHUB_TOKEN") ?? variable("GH_TOKEN")) is not { Length: > 0 } token)
        {
            return null;
        }

        var remote = history?.RemoteAddress is { } url ? RepositoryOf(url) : null;
        var named = variable("GITHUB_API_URL") is { Length: > 0 } api && Uri.TryCreate(api, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) ? uri : null;
        var address = named ?? (remote?.Host == "github.com" ? new Uri("https://api.github.com/") : null);
        var repository = variable("GITHUB_REPOSITORY") is { Length: > 0 } slug ? slug : remote?.Path;
        return address is not null && repository is not null && repository.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? new GithubForge(address, repository, token) : null;
    }

    /// <summary><c>owner/name</c> and host of a remote's address, in its web or its ssh form.</summary>
    public static (string Host, string Path)? RepositoryOf(string remote)
    {
        var text = remote.EndsWith(".git", StringComparison.Ordinal) ? remote[..^4] : remote;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
        {
            return (uri.Host, uri.AbsolutePath.Trim('/'));
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > at && colon + 1 < text.Length ? (text[(at + 1)..colon], text[(colon + 1)..].Trim('/')) : null;
    }

    /// <summary>Pull requests that were merged into a branch since a moment, newest first.</summary>
    public async Task<IReadOnlyList<PullRequest>> MergedAsync(string branch, DateTimeOffset since, CancellationToken cancel)
    {
        var found = new List<PullRequest>();
        for (var page = 1; ; page++)
        {
            using var answer = await AskAsync($"pulls?state=closed&base={Uri.EscapeDataString(branch)}&sort=updated&direction=desc&per_page={PageSize}&page={page}", cancel);
            var pulls = answer!.RootElement.EnumerateArray().ToList();
            found.AddRange(pulls.Where(p => Text(p, "merged_at") is not null).Select(Read).Where(p => p.MergedAt >= since));
            if (pulls.Count < PageSize || DateTimeOffset.Parse(Text(pulls[^1], "updated_at")!, null) < since)
            {
                return [.. found.OrderByDescending(p => p.MergedAt)];
            }
        }
    }

    /// <summary>The merged pull request that a commit came with; null when it came with none.</summary>
    public async Task<PullRequest?> BroughtByAsync(string commit, CancellationToken cancel)
    {
        using var answer = await AskAsync($"commits/{commit}/pulls?per_page={PageSize}", cancel, absent: HttpStatusCode.UnprocessableEntity);
        return answer?.RootElement.EnumerateArray().Where(p => Text(p, "merged_at") is not null).Select(Read).FirstOrDefault();
    }

    /// <summary>Logins of people, not programs, whose newest word on a pull request is an approval, its author left out.</summary>
    public async Task<IReadOnlyList<string>> ApproversAsync(PullRequest request, CancellationToken cancel)
    {
        using var answer = await AskAsync($"pulls/{request.Number}/reviews?per_page={PageSize}", cancel);
        return [.. answer!.RootElement.EnumerateArray()
            .Where(r => r.TryGetProperty("user", out var user) && user.ValueKind == JsonValueKind.Object && Text(user, "type") != "Bot" && Text(user, "login") is { } login && login != request.Author)
            .Where(r => Text(r, "state") is "APPROVED" or "CHANGES_REQUESTED" or "DISMISSED")
            .GroupBy(r => Text(r.GetProperty("user"), "login")!)
            .Where(g => Text(g.Last(), "state") == "APPROVED").Select(g => g.Key)];
    }

    /// <summary>How checks and statuses of a commit ended: red when one is, unfinished when one still runs, none when there is none.</summary>
    public async Task<(RunOutcome Outcome, string? Address)> OutcomeAsync(string commit, CancellationToken cancel)
    {
        var ends = new List<(RunOutcome Outcome, string? Address)>();
        using (var checks = await AskAsync($"commits/{commit}/check-runs?filter=latest&per_page={PageSize}", cancel, absent: HttpStatusCode.UnprocessableEntity))
        {
            ends.AddRange(checks?.RootElement.GetProperty("check_runs").EnumerateArray().Select(r => (
                Text(r, "status") != "completed" ? RunOutcome.Unfinished : Text(r, "conclusion") switch
                {
                    "success" => RunOutcome.Green,
                    "skipped" or "neutral" or "stale" => RunOutcome.None,
                    _ => RunOutcome.Red,
                }, Text(r, "html_url"))) ?? []);
        }

        using (var status = await AskAsync($"commits/{commit}/status", cancel, absent: HttpStatusCode.UnprocessableEntity))
        {
            ends.AddRange(status?.RootElement.GetProperty("statuses").EnumerateArray().Select(s => (
                Text(s, "state") switch { "success" => RunOutcome.Green, "pending" => RunOutcome.Unfinished, _ => RunOutcome.Red }, Text(s, "target_url"))) ?? []);
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

    /// <summary>How many runs of workflows ended in a way: <c>failure</c>, <c>success</c>. The forge keeps them for some months.</summary>
    public async Task<int> CountRunsAsync(string conclusion, CancellationToken cancel)
    {
        using var answer = await AskAsync($"actions/runs?status={conclusion}&per_page=1", cancel, absent: HttpStatusCode.Forbidden);
        return answer?.RootElement.TryGetProperty("total_count", out var count) == true ? count.GetInt32() : 0;
    }

    /// <summary>Whether a branch requires a check before a merge; null when the token may not know.</summary>
    public async Task<bool?> RequiresCheckAsync(string branch, CancellationToken cancel)
    {
        var name = Uri.EscapeDataString(branch);
        using (var rules = await AskAsync($"rules/branches/{name}", cancel, absent: HttpStatusCode.Forbidden))
        {
            if (rules?.RootElement.EnumerateArray().Any(r => Text(r, "type") == "required_status_checks") == true)
            {
                return true;
            }
        }

        using var seen = await AskAsync($"branches/{name}", cancel, absent: HttpStatusCode.Forbidden);
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

    public void Dispose() => _http.Dispose();

    private static bool Any(JsonElement element, string list) => element.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0;

    private static PullRequest Read(JsonElement pull) => new(pull.GetProperty("number").GetInt32(), Text(pull, "title") ?? "", Text(pull.GetProperty("user"), "login") ?? "",
        Text(pull.GetProperty("head"), "sha") ?? "", Text(pull, "merge_commit_sha"), DateTimeOffset.Parse(Text(pull, "merged_at")!, null));

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <param name="absent">A status that stands for "nothing is there for you", besides 404: the answer is then null.</param>
    private async Task<JsonDocument?> AskAsync(string path, CancellationToken cancel, HttpStatusCode absent = HttpStatusCode.NotFound)
    {
        if (++_asked > MaxQuestions)
        {
            throw new ForgeException($"The forge would have to be asked more than {MaxQuestions} times.", "Let the CI publish what it did instead: `airworthy ci install`.");
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri($"repos/{_repository}/{path}", UriKind.Relative), cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound || answer.StatusCode == absent)
            {
                return path.StartsWith("pulls?", StringComparison.Ordinal)
                    ? throw new ForgeException($"{_http.BaseAddress} knows no repository {_repository} for this token.", "Give the token read access to pull requests, checks and contents.")
                    : null;
            }

            if (!answer.IsSuccessStatusCode)
            {
                var limited = answer.StatusCode is HttpStatusCode.TooManyRequests || (answer.Headers.TryGetValues("x-ratelimit-remaining", out var left) && left.First() == "0");
                throw new ForgeException($"{_http.BaseAddress} answered {(int)answer.StatusCode} to {path.Split('?')[0]}.", limited
                    ? "Its allowance is used up; look again in an hour."
                    : "Look whether the token is valid and may read pull requests, checks and contents.");
            }

            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), new JsonDocumentOptions { MaxDepth = 64 }, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new ForgeException($"{_http.BaseAddress} cannot be reached: {e.Message}", "Look at the network, or leave the token out.");
        }
        catch (JsonException)
        {
            throw new ForgeException($"{_http.BaseAddress} answered {path.Split('?')[0]} with something that is not JSON.", "Look whether GITHUB_API_URL is the address of the REST API.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ForgeException($"{_http.BaseAddress} gave no answer within {_http.Timeout.TotalSeconds:0} seconds.", "Look again later.");
        }
    }
}
