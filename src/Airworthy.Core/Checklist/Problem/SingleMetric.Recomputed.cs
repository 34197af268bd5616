using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class SingleMetric
{
    public sealed class Recomputed : ICheck<RecomputedMetrics>
    {
        /// <summary>Relative difference between what was logged and what was computed again.</summary>
        private const double Limit = 1e-6;

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new RecomputedMetrics("average_precision", "dev", [new RecomputedRun("trial-4", 0.4713, 0.4212), new RecomputedRun("trial-3", 0.4188, 0.4188)], 20));

        public Verdict Judge(ProjectContract contract, RecomputedMetrics seen)
        {
            var keep = $"Let every run keep predictions/{seen.Split}.parquet (id, label, and score, score_<class> or value) beside the metric, unrounded.";
            if (seen.Runs.Count == 0)
            {
                return Verdict.Unknown($"No tracked run logged {seen.Metric} of {seen.Split}.", $"Log {seen.Metric}, or {seen.Split}_{seen.Metric}, with every training run.");
            }

            var wrong = seen.Runs.Where(r => r.Apart > Limit).ToList();
            var bare = seen.Runs.Where(r => r is { Recomputed: null, WhyNot: null }).ToList();
            var unfit = seen.Runs.Where(r => r is { Recomputed: null, WhyNot: not null }).ToList();
            var same = seen.Runs.Count - wrong.Count - bare.Count - unfit.Count;
            var of = $"{same} of {seen.Runs.Count} looked at {(seen.Runs.Count == 1 ? "run" : "runs")}";
            var verdict = wrong is [var first, ..]
                ? Verdict.Unmet(string.Create(CultureInfo.InvariantCulture, $"{first.Run} logged {seen.Metric} {first.Logged:0.########}, and its own predictions of {seen.Split} give {first.Recomputed:0.########}; {of} {(same == 1 ? "agrees" : "agree")}."), "Log the number that the stored predictions give, on all rows of the split.")
                : bare is [var without, ..]
                    ? Verdict.Unmet($"{without.Run} logged {seen.Metric} and kept no predictions of {seen.Split}, so nobody can compute it again; {of} {(same == 1 ? "agrees" : "agree")}.", keep)
                    : same == 0
                        ? Verdict.Unknown($"The predictions of {unfit[0].Run} could not be used: {unfit[0].WhyNot}", keep)
                        : Verdict.Met($"{seen.Metric} of {seen.Split}, computed again from stored predictions, equals what was logged in {of}; the largest relative difference is {seen.Runs.Max(r => r.Apart ?? 0).ToString("0.0e+0", CultureInfo.InvariantCulture)}, {Limit.ToString("0e+0", CultureInfo.InvariantCulture)} is the limit.");
            return verdict.With(("runs", seen.Runs.Count), ("equal", same), ("different", wrong.Count), ("without_predictions", bare.Count), ("limit", Limit))
                .Concern(unfit.Count > 0 && verdict.Answer != Answer.Unknown ? $"{unfit[0].Run}: {unfit[0].WhyNot}" : null) with
            {
                Shown = new Shown(["run", "logged", "computed again", "why not"], [.. seen.Runs.Select(r => (IReadOnlyList<string>)
                    [r.Run, r.Logged.ToString("0.########", CultureInfo.InvariantCulture), r.Recomputed?.ToString("0.########", CultureInfo.InvariantCulture) ?? "", r.WhyNot ?? (r.Recomputed is null ? "no predictions" : "")])]),
                Blind = "Whether the predictions are those of the model that was kept.",
            };
        }
    }
}
