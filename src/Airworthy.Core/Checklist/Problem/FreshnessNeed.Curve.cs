using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class FreshnessNeed
{
    public sealed class Curve : ICheck<StalenessCurve>
    {
        public Defect Defect => Turned;

        public Verdict Judge(ProjectContract contract, StalenessCurve seen) => Against(contract, seen);
    }

    /// <summary>A label that follows a feature, and from some day on says the opposite in most rows.</summary>
    internal static Defect Turned => Defect.Planting(size => $"""
        alter table data add column airworthy_label varchar;
        update data set airworthy_label = case when ($feature > (select median($feature) from data)) != ($time > (select quantile_disc($time, 0.4) from data) and hash(rowid) % 100 < {size switch { DefectSize.JustBelow => 0, DefectSize.JustAbove => 65, _ => 97 }}) then 'high' else 'low' end
        """, ("data.label", "airworthy_label"), ("kind", "tabular-classification"), ("freshness.max_age_days", "3650"), ("freshness.tolerated_loss", "0.05"));

    /// <summary>Lays a curve beside the ages and the loss that the contract allows.</summary>
    internal static Verdict Against(ProjectContract contract, StalenessCurve seen)
    {
        if (Promised.Lacks(contract, "freshness.max_age_days", "freshness.tolerated_loss") is { } lacks)
        {
            return lacks;
        }

        var (oldest, tolerated) = (contract.Freshness!.MaxAgeDays!.Value, contract.Freshness.ToleratedLoss!.Value);
        // The first age beyond the limit speaks for it: what an older model does not lose, a younger one does not.
        var within = seen.Ages.TakeWhile(a => a.Days <= oldest).ToList();
        var covering = seen.Ages.Take(within.Count + 1).ToList();
        var longest = seen.Ages.Count == 0 ? 0 : seen.Ages[^1].Days;
        string Of(StalenessAge a) => FormattableString.Invariant($"{a.Gap:0.####} ({a.Low:0.####} to {a.High:0.####}) points of {seen.Metric} at {a.Days:0} days");
        var verdict = within.Find(a => a.Low > tolerated) is { } broken
            ? Verdict.Unmet(FormattableString.Invariant($"A model loses {Of(broken)} against a fresh one; {tolerated:G4} are tolerated, and it may be {oldest:G6} days old."),
                FormattableString.Invariant($"Lower freshness.max_age_days below {broken.Days:0} and retrain as often, or tolerate more."))
            : longest < oldest
                ? Verdict.Unknown(FormattableString.Invariant($"History reaches models of {longest:0} days, and freshness.max_age_days is {oldest:G6}."), "Keep more history, or lower freshness.max_age_days to what can be measured.")
                : covering.Find(a => a.High > tolerated) is { } open
                    ? Verdict.Undecided(FormattableString.Invariant($"Whether an old model loses more than {tolerated:G4} cannot be told: {Of(open)}."), "Keep more history, or compare an older model with the current one on live traffic.")
                    : Verdict.Met(FormattableString.Invariant($"A model of up to {oldest:G6} days loses no more than {tolerated:G4} against a fresh one: at most {Of(covering.MaxBy(a => a.Gap)!)}."));
        return verdict.With(("cutoffs", seen.Cutoffs), ("longest_age_days", longest), ("largest_gap", seen.Ages.Select(a => a.Gap).DefaultIfEmpty(0).Max()), ("lost_per_30_days", seen.Slope), ("tolerated", tolerated)) with
        {
            Plots = seen.Ages.Count == 0 ? [] : [Plot.Bars($"Points of {seen.Metric} lost against a fresh model, by age in days", seen.Ages.Select(a => (FormattableString.Invariant($"{a.Days:0}"), a.Gap, new Statistics.Interval(a.Low, a.High))), tolerated, "points, with the interval of all ages together at 95 %")],
            Blind = $"The next break; how another learner than {seen.Learner} ages; what changes slower than the history is long.",
        };
    }
}
