using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class BaselinesInPlace
{
    public sealed class Gain : ICheck<BaselineGains>
    {
        public Defect Defect => Overtaken;

        public Verdict Judge(ProjectContract contract, BaselineGains seen) => GainOver(contract, seen, kind => true, "baseline");
    }

    /// <summary>Boosted trees that <c>airworthy baselines</c> grew: learned as a model is, so they warn and do not decide.</summary>
    private const string Trees = "boosted trees";

    /// <summary>The model's answers become worse than those of a rule.</summary>
    internal static Defect Overtaken => new Defect.Predicted((_, _) => "true", size => size == DefectSize.JustAbove ? 0.5 : 1);

    internal static bool Warns(BaselineGain baseline) => !baseline.Declared && baseline.Name == Trees;

    /// <summary>Judges the gain over the best of some baselines.</summary>
    internal static Verdict GainOver(ProjectContract contract, BaselineGains seen, Func<BaselineKind, bool> counts, string what)
    {
        if (Promised.Lacks(contract, "metric.minimum_improvement") is { } lacks)
        {
            return lacks;
        }

        var compared = seen.Baselines.Where(b => counts(b.Kind) && !Warns(b)).ToList();
        var unscored = (seen.Unscored ?? []).Where(u => counts(u.Kind)).ToList();
        if (compared.Count == 0)
        {
            return unscored is [var first, ..]
                ? Verdict.Unknown($"The {what} {first.Name} could not be scored on {seen.Split}: {first.Because}", "Let its command write predictions of all rows of the split, and run `airworthy baselines`.")
                : Verdict.Unknown($"No {what} has stored predictions for {seen.Split}.", "Run `airworthy baselines`, or store their predictions and name the files in baselines[].predictions.");
        }

        // The one that is hardest to beat is the one with the smallest gain.
        var best = compared.MinBy(b => b.Gain)!;
        var asked = contract.Metric!.MinimumImprovement!.Value;
        var says = FormattableString.Invariant($"{seen.Model} {(best.Gain >= 0 ? "is better" : "is worse")} than the best {what} ({best.Name}, {seen.Metric} {best.Level:0.0###}) by {Math.Abs(best.Gain):0.0###} on {seen.Rows:N0} rows of {seen.Split} (interval {best.Low:0.0###} to {best.High:0.0###}); {asked:0.0###} is asked");
        var verdict = best.Gain < asked || best.Gain <= 0 ? Verdict.Unmet($"{says}.", $"Use {best.Name}: it is simpler. Or find what the model misses, and come again with a better one.")
            : unscored is [var left, ..] ? Verdict.Unknown($"{left.Name} could not be scored, and may be better than {best.Name}: {left.Because}", "Let its command write predictions of all rows of the split, and run `airworthy baselines`.")
            : best.Low < asked || best.Low <= 0 ? Verdict.Undecided($"{says}: the rows cannot tell.", "Take more rows into the split, or a better model.")
            : Verdict.Met($"{says}.");
        foreach (var trees in seen.Baselines.Where(b => counts(b.Kind) && Warns(b) && b.Gain < 0))
        {
            verdict = verdict.Concern(FormattableString.Invariant($"Plain boosted trees on the same features reach {trees.Level:0.0###}: better than {seen.Model} by {-trees.Gain:0.0###}."));
        }

        return verdict.With(("gain", best.Gain), ("low", best.Low), ("high", best.High), ("asked", asked), ("baselines", compared.Count)) with
        {
            At = contract.Source.At("baselines"),
            Plots = [Plot.Bars($"{seen.Metric} of the model and the baselines", seen.Baselines.Select(b => (b.Name, b.Level)).Prepend((seen.Model, seen.Level)), null, seen.Metric)],
            Blind = "A simple method that nobody tried.",
        };
    }
}
