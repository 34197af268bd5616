using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class RunsPage
{
    /// <summary>Why no copy of a project can show these parts their defect.</summary>
    internal const string Elsewhere = "Runs lie on a tracking server, outside any copy of the project.";

    internal const string HowToLog = "Log every training run with its metric, parameters, commit and data, from the training script itself: `airworthy explain runs-page` lists the tags.";

    /// <summary>A run of a drill that tells everything.</summary>
    private static TrackedRun Whole(int i) => new($"trial-{i}", i, Commit: "3f5a1c9", Clean: true, Data: "sha256:77aa", Params: 3, Seed: "7", Metrics: 2, Metric: 0.4, Predictions: true, Environment: "requirements.lock");

    private static TrackedRuns Seen(IEnumerable<TrackedRun> runs) =>
        new("http://drill.invalid", "drill", [.. runs], "drill", [new PromotedVersion("1", "champion", 3, "trial-4", IsRunThere: true)]);

    private static string Several(int n, string what) => $"{n:N0} {what}{(n == 1 ? "" : "s")}";

    /// <summary>What runs lack, the most frequent first: <c>the seed (3), the environment (1)</c>.</summary>
    private static string Lacking(IEnumerable<IEnumerable<string>> lacks) =>
        string.Join(", ", lacks.SelectMany(l => l).CountBy(l => l).OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key} ({l.Value:N0})"));
}
