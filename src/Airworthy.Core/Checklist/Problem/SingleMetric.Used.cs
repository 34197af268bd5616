using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class SingleMetric
{
    public sealed class Used : ICheck<Promotions>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new Promotions("drill", "average_precision", "dev", [new Promotion("2", "champion", 0.41, 12, 0.46, "trial-9")]))
        {
            Fields = Defect.Promising(("metric.direction", "up")).Fields,
        };

        public Verdict Judge(ProjectContract contract, Promotions seen)
        {
            if (Promised.Lacks(contract, "metric.direction") is { } lacks)
            {
                return lacks;
            }

            if (seen.Versions.Count == 0)
            {
                return Verdict.Unknown($"No version of {seen.Model} was promoted.", $"Register the model under the name {seen.Model} and give the version in use the alias champion.");
            }

            const string Next = "Promote the best run by the contract's metric, or record why another one was chosen: tag the version airworthy.reason.";
            var sign = contract.Metric!.Direction == Direction.Down ? -1 : 1;
            var unranked = seen.Versions.Where(v => v.Value is null).ToList();
            var worse = seen.Versions.Where(v => v is { Value: { } own, Best: { } best } && sign * (best - own) > 0).ToList();
            var open = worse.Where(v => string.IsNullOrWhiteSpace(v.Reason)).ToList();
            var verdict = unranked is [var first, ..]
                ? Verdict.Unmet($"Version {first.Version} of {seen.Model} ({first.Alias}) was promoted, and no run shows its {seen.Metric} of {seen.Split}.", Next)
                : open is [var lesser, ..]
                    ? Verdict.Unmet(string.Create(CultureInfo.InvariantCulture, $"Version {lesser.Version} of {seen.Model} ({lesser.Alias}) has {seen.Metric} {lesser.Value:0.######}, its sibling {lesser.BestRun} had {lesser.Best:0.######}, and no reason is recorded."), Next)
                    : Verdict.Met($"{seen.Versions.Count - worse.Count} of {seen.Versions.Count} promoted versions of {seen.Model} are the best of their siblings by {seen.Metric}{(worse.Count > 0 ? $"; {worse.Count} were chosen for a recorded reason" : "")}.");
            return verdict.With(("promoted", seen.Versions.Count), ("worse_than_a_sibling", worse.Count), ("without_reason", open.Count), ("siblings", seen.Versions.Sum(v => v.Siblings)))
                .Concern(worse.Except(open).Select(v => $"Version {v.Version} is not the best: {v.Reason}").FirstOrDefault())
                .Concern(seen.Versions.All(v => v.Siblings == 0) ? "No promoted version had a sibling to be chosen from." : null) with
            {
                Blind = "Which numbers people looked at when they chose.",
            };
        }
    }
}
