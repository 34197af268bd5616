using System.Text.Json;

namespace Airworthy.Probes.Ci;

/// <summary>The CI run that this program is part of, as the CI's own variables tell it.</summary>
/// <param name="Id">A name of the run that no other run of the project has.</param>
/// <param name="Address">Where the run can be looked at.</param>
/// <param name="Commit">The head commit of the change it runs for, not the merge that some CI systems check out.</param>
public sealed record CiRun(string Id, string? Address, string? Commit)
{
    /// <summary>The run of these variables; null outside a CI.</summary>
    /// <remarks>Sources: the pages on predefined variables of GitHub Actions, GitLab CI, Azure Pipelines, Jenkins.</remarks>
    public static CiRun? Of(Func<string, string?> variable)
    {
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        return Get("GITHUB_RUN_ID") is { } github
                ? new CiRun($"github-{github}-{Get("GITHUB_RUN_ATTEMPT") ?? "1"}", $"{Get("GITHUB_SERVER_URL")}/{Get("GITHUB_REPOSITORY")}/actions/runs/{github}", GithubHead(Get("GITHUB_EVENT_PATH")) ?? Get("GITHUB_SHA"))
            : Get("CI_JOB_URL") is { } gitlab ? new CiRun($"gitlab-{Get("CI_JOB_ID")}", gitlab, Get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? Get("CI_COMMIT_SHA"))
            : Get("BUILD_BUILDID") is { } azure
                ? new CiRun($"azure-{azure}", $"{Get("SYSTEM_COLLECTIONURI")}{Get("SYSTEM_TEAMPROJECT")}/_build/results?buildId={azure}", Get("SYSTEM_PULLREQUEST_SOURCECOMMITID") ?? Get("BUILD_SOURCEVERSION"))
            : Get("JENKINS_URL") is not null && Get("BUILD_URL") is { } jenkins ? new CiRun($"jenkins-{Get("BUILD_TAG")}", jenkins, Get("GIT_COMMIT"))
            : null;
    }

    /// <summary>On pull requests GITHUB_SHA is a merge made for the run; the event's file has the head.</summary>
    private static string? GithubHead(string? eventFile)
    {
        if (eventFile is null || !File.Exists(eventFile))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(eventFile));
            return json.RootElement.TryGetProperty("pull_request", out var request) && request.TryGetProperty("head", out var head) && head.TryGetProperty("sha", out var sha) ? sha.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
