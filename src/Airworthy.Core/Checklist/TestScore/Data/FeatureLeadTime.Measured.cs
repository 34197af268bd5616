using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static class FeatureLeadTime
{
    public sealed class Measured : ICheck<FeatureLeadTimes>
    {
        private const int Newest = 5;
        private const int Fewest = 2;

        private const string DryRun = "Add a dummy feature along the whole way, note the times, and sign it with `airworthy attest feature-lead-time`.";

        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new FeatureLeadTimes("drill", [.. Enumerable.Range(1, 5).Select(i => Slow($"feature_{i}", 29 + i)), Slow("feature_6", 5)], 365, 0, [], true))
        {
            Fields = Defect.Promising(("features.lead_time_days", "30")).Fields,
        };

        public Verdict Judge(ProjectContract contract, FeatureLeadTimes seen)
        {
            if (Promised.Lacks(contract, "features.lead_time_days") is { } lacks)
            {
                return lacks;
            }

            var newest = seen.Features.Take(Newest).ToList();
            if (newest.Count < Fewest)
            {
                return Verdict.Unknown($"{(newest.Count == 0 ? "No feature" : "Only one feature")} came into use within {seen.Days} days{(seen.Older > 0 ? $"; {seen.Older} did before" : "")}{Without(seen)}.", DryRun);
            }

            var limit = contract.Features!.LeadTimeDays!.Value;
            var days = newest.Select(f => f.Days).Order().ToList();
            var median = (days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2.0;
            var slowest = newest.MaxBy(f => f.Days)!;
            var says = FormattableString.Invariant($"The newest {newest.Count} features took {median:0.#} days in the median from the first commit that names them to the champion; the limit is {limit:0.#}. The slowest was {slowest.Name}, {slowest.Days} days{Without(seen)}.");
            var verdict = median <= limit ? Verdict.Met(says) : Verdict.Unmet(says, "Look where the slowest waited, and shorten the longest wait; it is seldom the code.");
            if (!seen.IsRemembered)
            {
                verdict = verdict.Concern("This server does not tell when a version became champion: the day it was registered stands for it, and only today's champion is known.");
            }

            return verdict.With(("features", newest.Count), ("median_days", median), ("limit_days", limit), ("slowest_days", slowest.Days)) with
            {
                Shown = new Shown(["feature", "first named", "in use", "days"],
                    [.. newest.Select(f => (IReadOnlyList<string>)[f.Name, FormattableString.Invariant($"{f.Named:yyyy-MM-dd} in {f.Commit}"), FormattableString.Invariant($"{f.Used:yyyy-MM-dd} in version {f.Version}"), $"{f.Days}"])]),
                Blind = "When somebody had the idea: the clock starts with the first commit that names the column.",
            };
        }

        private static string Without(FeatureLeadTimes seen) => seen.Unnamed.Count == 0 ? "" : $". When work began on {string.Join(", ", seen.Unnamed.Take(3))}{(seen.Unnamed.Count > 3 ? " and others" : "")} is shown by no commit";

        private static FeatureWay Slow(string name, int days) => new(name, new DateOnly(2026, 1, 5), "3f5a1c9", new DateOnly(2026, 1, 5).AddDays(days), "7");
    }
}
