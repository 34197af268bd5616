using Airworthy.Core.Records;

namespace Airworthy.Cli;

/// <summary>Tells who runs a command: a person, a CI, or a scheduler.</summary>
internal static class RunBy
{
    /// <summary>The writer of this run's records; null for a person at this machine.</summary>
    /// <param name="claimed">What <c>--as</c> said.</param>
    /// <exception cref="Refusal">The word is unknown, or a CI is claimed where none runs.</exception>
    public static Writer? Of(string? claimed)
    {
        var ci = Detect();
        return claimed switch
        {
            null => ci,
            "person" => null,
            "ci" => ci ?? throw new Refusal(64, "--as ci: none of the variables that a CI sets are here, so its records would prove nothing. Run it in the CI, or without --as."),
            "scheduler" => new Writer(WriterKind.Scheduler, $"scheduler-{Environment.MachineName}"),
            _ => throw new Refusal(64, $"--as {claimed}: expected ci, scheduler or person."),
        };
    }

    private static Writer? Detect()
    {
        static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        return Get("GITHUB_RUN_ID") is { } github
                ? new Writer(WriterKind.Ci, $"github-{github}-{Get("GITHUB_RUN_ATTEMPT") ?? "1"}", $"{Get("GITHUB_SERVER_URL")}/{Get("GITHUB_REPOSITORY")}/actions/runs/{github}")
            : Get("CI_JOB_URL") is { } gitlab ? new Writer(WriterKind.Ci, $"gitlab-{Get("CI_JOB_ID")}", gitlab)
            : Get("BUILD_BUILDID") is { } azure
                ? new Writer(WriterKind.Ci, $"azure-{azure}", $"{Get("SYSTEM_COLLECTIONURI")}{Get("SYSTEM_TEAMPROJECT")}/_build/results?buildId={azure}")
            : Get("JENKINS_URL") is not null && Get("BUILD_URL") is { } jenkins ? new Writer(WriterKind.Ci, $"jenkins-{Get("BUILD_TAG")}", jenkins)
            : null;
    }
}
