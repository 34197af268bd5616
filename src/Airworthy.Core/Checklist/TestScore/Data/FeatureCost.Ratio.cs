using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class FeatureCost
{
    public sealed class Ratio : ICheck<FeatureWorth>
    {
        public Defect Defect => new Defect.Seen(RunsPage.Elsewhere, new FeatureWorth("drill", "2", "average_precision", "dev", 1,
            [new(["distance"], new(0.2, 0.19, 0.21), new(0.12, 0.11, 0.13), new(0.02, 0.02, 0.03), ["ledger"]), new(["weather"], new(0.01, 0.008, 0.012), new(0.004, 0.003, 0.005), new(0.4, 0.35, 0.45), ["meteo"])], WholeMs: new(1, 1, 2)))
        { Turns = Answer.Met };

        public Verdict Judge(ProjectContract contract, FeatureWorth seen)
        {
            if (FeaturesBeneficial.Old(seen) is { } old)
            {
                return old;
            }

            var both = seen.Groups.Where(g => g.Ms is not null).ToList();
            if (both.Count == 0)
            {
                return Verdict.Unknown($"What each group of features of version {seen.Version} of {seen.Model} costs was not measured apart, so it cannot be laid beside its gain.", "Let `airworthy train` write the model, or lay gain beside cost by hand and sign the table: `airworthy attest feature-cost`.");
            }

            static WorthWithin Gain(WorthOfGroup g) => g.Kept ?? g.Shuffled;
            var dominated = both.Select(g => (Group: g, By: both.Find(o => (o.Kept is null) == (g.Kept is null) && Gain(g).High < Gain(o).Low && g.Ms!.Low > o.Ms!.High))).Where(d => d.By is not null).ToList();
            var verdict = Verdict.Met($"The gain of {both.Count} group{(both.Count == 1 ? " is" : "s is")} laid beside the cost; {(dominated.Count == 0 ? "none gains less and costs more than another" : $"{dominated.Count} {(dominated.Count == 1 ? "gains" : "gain")} less and {(dominated.Count == 1 ? "costs" : "cost")} more than another")}.");
            foreach (var (group, by) in dominated.Take(5))
            {
                verdict = verdict.Concern(FormattableString.Invariant($"{group.Name} gains {Gain(group).Gain:0.0####} for {group.Ms!.P99:0.0###} ms; {by!.Name} gains {Gain(by).Gain:0.0####} for {by.Ms!.P99:0.0###} ms."));
            }

            return verdict.With(("groups", both.Count), ("dominated", dominated.Count)) with
            {
                Shown = new Shown(["features", $"gain in {seen.Metric}", "p99 ms", "sources"], [.. both.OrderByDescending(g => Gain(g).Gain).Take(20).Select(g =>
                    (IReadOnlyList<string>)[g.Name, Gain(g).Gain.ToString("0.0####", System.Globalization.CultureInfo.InvariantCulture), Ms(g.Ms!.P99), string.Join(", ", g.Sources ?? [])])]),
                Blind = "Money, people's time, and what a source costs when it fails.",
            };
        }
    }
}
