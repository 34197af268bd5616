using System.Net;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Observations;

namespace Airworthy.Probes.Ci;

/// <summary>Asks the REST API of Azure DevOps about a repository of Azure Repos, or a server that speaks it. Reads only.</summary>
/// <remarks>Source: Azure DevOps Services REST API 7.1: Git pull requests and their reviewers, Build builds, Policy configurations.</remarks>
public sealed class AzureForge : IForge
{
    private const string Version = "api-version=7.1";
    private const int PageSize = 100;

    /// <summary>Pages of merged pull requests that are read to find the one that a commit came with.</summary>
    private const int MaxPages = 20;

    /// <summary>Builds among which those of a commit are looked for: the interface does not take a commit.</summary>
    private const int MaxBuilds = 1_000;

    /// <summary>The kind of branch policy that asks for a green build.</summary>
    private const string BuildPolicy = "0609b952-1397-4640-95ec-e00a01b2c241";

    private readonly ForgeLine _line;
    private readonly string _repository;
    private List<PullRequest>? _merged;
    private List<Build>? _builds;
    private string? _id;

    private AzureForge(Uri address, string project, string repository, string credentials)
    {
        _line = new ForgeLine(address, $"{Uri.EscapeDataString(project)}/_apis/", $"repository {project}/{repository}", followsRedirects: false, ("Authorization", credentials));
        _repository = $"git/repositories/{Uri.EscapeDataString(repository)}";
    }

    private sealed record Build(long Id, string Definition, string Commit, string Branch, RunOutcome Outcome, string? Address);

    /// <summary>
    /// The forge when it is Azure DevOps: SYSTEM_COLLECTIONURI names it while a pipeline builds a repository of Azure Repos, or the remote lies on
    /// dev.azure.com. The token is a personal one in AZURE_DEVOPS_EXT_PAT (reading code and builds), or the pipeline's own in SYSTEM_ACCESSTOKEN.
    /// </summary>
    public static AzureForge? Of((string Host, string Path)? remote, Func<string, string?> variable)
    {
        var credentials = variable("AZURE_DEVOPS_EXT_PAT") is { Length: > 0 } own ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + own))
            : variable("SYSTEM_ACCESSTOKEN") is { Length: > 0 } job ? "Bearer " + job
            : null;
        if (credentials is null)
        {
            return null;
        }

        if (Forge.Named(variable("SYSTEM_COLLECTIONURI")) is { } named && variable("SYSTEM_TEAMPROJECT") is { Length: > 0 } project
            && variable("BUILD_REPOSITORY_PROVIDER") == "TfsGit" && variable("BUILD_REPOSITORY_NAME") is { Length: > 0 } repository)
        {
            return new AzureForge(named, project, repository, credentials);
        }

        return remote is { } at && Lies(at.Host, at.Path) is var (address, in1, in2) ? new AzureForge(address, in1, in2, credentials) : null;
    }

    /// <summary>Organization, project and repository of a remote of Azure Repos, in its web or its ssh form.</summary>
    private static (Uri Address, string Project, string Repository)? Lies(string host, string path) =>
        (host, path.Split('/').Select(Uri.UnescapeDataString).ToArray()) switch
        {
            ("dev.azure.com", [var organization, var project, "_git", var repository]) => (new Uri($"https://dev.azure.com/{Uri.EscapeDataString(organization)}/"), project, repository),
            ("dev.azure.com", [var organization, "_git", var repository]) => (new Uri($"https://dev.azure.com/{Uri.EscapeDataString(organization)}/"), repository, repository),
            ("ssh.dev.azure.com", ["v3", var organization, var project, var repository]) => (new Uri($"https://dev.azure.com/{Uri.EscapeDataString(organization)}/"), project, repository),
            _ => null,
        };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PullRequest>> MergedAsync(string branch, DateTimeOffset since, CancellationToken cancel) =>
        [.. (await CompletedAsync($"&searchCriteria.targetRefName={Uri.EscapeDataString("refs/heads/" + branch)}&searchCriteria.queryTimeRangeType=closed&searchCriteria.minTime={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}", cancel))
            .Where(r => r.MergedAt >= since).OrderByDescending(r => r.MergedAt)];

    /// <inheritdoc/>
    public async Task<PullRequest?> BroughtByAsync(string commit, CancellationToken cancel) => (await AllMergedAsync(cancel)).FirstOrDefault(r => r.MergeCommit == commit);

    /// <inheritdoc/>
    /// <remarks>A vote of 10 approves and one of 5 approves with suggestions; a group's vote is that of its members, who stand there as well.</remarks>
    public async Task<IReadOnlyList<string>> ApproversAsync(PullRequest request, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"{_repository}/pullRequests/{request.Number}/reviewers?{Version}", cancel);
        return [.. answer.RootElement.GetProperty("value").EnumerateArray()
            .Where(r => r.GetProperty("vote").GetInt32() >= 5 && !(r.TryGetProperty("isContainer", out var group) && group.ValueKind == JsonValueKind.True))
            .Select(r => ForgeLine.Text(r, "uniqueName")).OfType<string>()
            .Where(name => name != request.Author && name.Contains('@', StringComparison.Ordinal))];
    }

    /// <inheritdoc/>
    /// <remarks>A pull request is built as the merge that it would make, under a branch of its own; of several builds of one pipeline the newest counts.</remarks>
    public async Task<(RunOutcome Outcome, string? Address)> OutcomeAsync(string commit, CancellationToken cancel)
    {
        var request = (await AllMergedAsync(cancel)).FirstOrDefault(r => r.Head == commit);
        var ends = (await BuildsAsync(cancel))
            .Where(b => b.Commit == commit || (request is not null && b.Branch == $"refs/pull/{request.Number}/merge"))
            .GroupBy(b => b.Definition).Select(g => g.MaxBy(b => b.Id)!).ToList();
        foreach (var outcome in (RunOutcome[])[RunOutcome.Red, RunOutcome.Unfinished, RunOutcome.Green])
        {
            if (ends.FirstOrDefault(e => e.Outcome == outcome) is { } end)
            {
                return (end.Outcome, end.Address);
            }
        }

        return (RunOutcome.None, null);
    }

    /// <inheritdoc/>
    public async Task<int> CountRunsAsync(RunOutcome outcome, CancellationToken cancel) => (await BuildsAsync(cancel)).Count(b => b.Outcome == outcome);

    /// <inheritdoc/>
    public async Task<bool?> RequiresCheckAsync(string branch, CancellationToken cancel)
    {
        using var answer = await _line.AskAsync($"policy/configurations?policyType={BuildPolicy}&{Version}", HttpStatusCode.Forbidden, cancel);
        var id = await IdAsync(cancel);
        return answer?.RootElement.GetProperty("value").EnumerateArray().Any(p => Is(p, "isEnabled") && Is(p, "isBlocking") && !Is(p, "isDeleted")
            && p.GetProperty("settings").GetProperty("scope").EnumerateArray().Any(s => ForgeLine.Text(s, "repositoryId") is var of && (of is null || of == id) && Covers(s, "refs/heads/" + branch)));
    }

    public void Dispose() => _line.Dispose();

    private static bool Covers(JsonElement scope, string branch) => ForgeLine.Text(scope, "matchKind")?.ToLowerInvariant() switch
    {
        "prefix" => branch.StartsWith(ForgeLine.Text(scope, "refName") ?? "?", StringComparison.Ordinal),
        "defaultbranch" => true,
        _ => ForgeLine.Text(scope, "refName") == branch,
    };

    private static bool Is(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private async Task<List<PullRequest>> AllMergedAsync(CancellationToken cancel) => _merged ??= await CompletedAsync("", cancel);

    private async Task<List<PullRequest>> CompletedAsync(string criteria, CancellationToken cancel)
    {
        var found = new List<PullRequest>();
        for (var page = 0; page < MaxPages; page++)
        {
            using var answer = await _line.AskAsync($"{_repository}/pullrequests?searchCriteria.status=completed{criteria}&$top={PageSize}&$skip={page * PageSize}&{Version}", cancel);
            var requests = answer.RootElement.GetProperty("value").EnumerateArray().ToList();
            found.AddRange(requests.Where(r => ForgeLine.Text(r, "closedDate") is not null).Select(Read));
            if (requests.Count < PageSize)
            {
                break;
            }
        }

        return found;
    }

    private async Task<List<Build>> BuildsAsync(CancellationToken cancel)
    {
        if (_builds is null)
        {
            using var answer = await _line.AskAsync($"build/builds?repositoryId={await IdAsync(cancel)}&repositoryType=TfsGit&queryOrder=queueTimeDescending&$top={MaxBuilds}&{Version}", HttpStatusCode.Forbidden, cancel);
            _builds = [.. (answer?.RootElement.GetProperty("value").EnumerateArray() ?? default).Select(b => new Build(
                b.GetProperty("id").GetInt64(),
                b.TryGetProperty("definition", out var definition) && definition.TryGetProperty("id", out var id) ? id.ToString() : "",
                ForgeLine.Text(b, "sourceVersion") ?? "",
                ForgeLine.Text(b, "sourceBranch") ?? "",
                (ForgeLine.Text(b, "status"), ForgeLine.Text(b, "result")) switch
                {
                    ("completed", "succeeded") => RunOutcome.Green,
                    ("completed", _) => RunOutcome.Red,
                    _ => RunOutcome.Unfinished,
                },
                b.TryGetProperty("_links", out var links) && links.TryGetProperty("web", out var web) ? ForgeLine.Text(web, "href") : null))];
        }

        return _builds;
    }

    private async Task<string?> IdAsync(CancellationToken cancel)
    {
        if (_id is null)
        {
            using var answer = await _line.AskAsync($"{_repository}?{Version}", cancel);
            _id = ForgeLine.Text(answer.RootElement, "id");
        }

        return _id;
    }

    private static PullRequest Read(JsonElement request) => new(request.GetProperty("pullRequestId").GetInt32(), ForgeLine.Text(request, "title") ?? "",
        ForgeLine.Text(request.GetProperty("createdBy"), "uniqueName") ?? "", Commit(request, "lastMergeSourceCommit") ?? "", Commit(request, "lastMergeCommit"),
        DateTimeOffset.Parse(ForgeLine.Text(request, "closedDate")!, null));

    private static string? Commit(JsonElement request, string name) => request.TryGetProperty(name, out var commit) ? ForgeLine.Text(commit, "commitId") : null;
}
