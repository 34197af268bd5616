using System.Globalization;

using Airworthy.Core.Observations;
using Airworthy.Core.Trials;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    /// <summary>What both parts ask first that judge a trial of the project's own commands.</summary>
    private static Verdict? NotTried(LeakTrial seen) => seen.NewerThan is { } newer
        ? Verdict.Unknown($"The commands were tried on {seen.MadeAt:yyyy-MM-dd HH:mm} UTC, and {newer}.", "Run `airworthy check leakage-safe-split --here` again.")
        : seen.Wrong is { } wrong
            ? Verdict.Unknown(wrong, $"See what was printed in {TestRun.LeaksOutput}, and what `airworthy check training-pipeline-tests --here` says.")
            : null;

    /// <summary>A trial as a drill plants it.</summary>
    private static Defect.Files Planting(Func<DefectSize, LeakTrial> trial) => new(size => new Dictionary<string, string?> { [TestRun.Leaks] = TrialJson.TextOf(trial(size)) });

    private static LeakTrial Drilled { get; } = new("0000000000000000000000000000000000000000", new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), 2_000, 12,
        new Dictionary<string, long>(), new Dictionary<string, long>(), new TrialMetric("roc_auc", 0.64, 0.58, 0.7, 0.5), new TrialMetric("roc_auc", 0.51, 0.44, 0.58, 0.5));

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Interval(TrialMetric metric) => $"{metric.Name} {Number(metric.Value)} [{Number(metric.Low)}, {Number(metric.High)}]";

    /// <summary>Whether a metric is better than the best answer that is the same for every row, beyond its interval.</summary>
    private static bool IsClearlyBetter(TrialMetric metric) => metric.IsUp ? metric.Low > metric.Constant : metric.High < metric.Constant;
}
