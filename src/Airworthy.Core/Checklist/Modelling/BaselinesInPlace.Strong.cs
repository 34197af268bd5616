using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Modelling;

public static partial class BaselinesInPlace
{
    public sealed class Strong : ICheck<BaselineGains>
    {
        public Defect Defect => new Defect.Seen(
            "The rule of a copy knows the table as well as before.",
            new BaselineGains("drill", "roc_auc", "dev", 4000, 0.71, [new BaselineGain("hour rule", BaselineKind.Heuristic, 0.498, 0.212, 0.19, 0.23, -0.002, -0.01)]))
        { Turns = Answer.Met };

        public Verdict Judge(ProjectContract contract, BaselineGains seen)
        {
            var declared = seen.Baselines.Where(b => b.Declared && b.Kind != BaselineKind.Constant).ToList();
            if (declared.Count == 0)
            {
                return Verdict.Unknown($"No baseline of the contract other than a constant has stored predictions for {seen.Split}.", "Store their predictions and name the files in baselines[].predictions.");
            }

            if (declared.Where(b => b.OverConstant is not null).MaxBy(b => b.OverConstant) is not { } best)
            {
                return Verdict.Unknown($"{seen.Metric} does not exist for one answer to all rows, so no constant can be compared with.", "Look by hand whether the best baseline beats one answer for all.");
            }

            var says = FormattableString.Invariant($"The best baseline, {best.Name}, reaches {seen.Metric} {best.Level:0.0###} on {seen.Split}: {(best.OverConstant >= 0 ? "better" : "worse")} than one answer for all rows by {Math.Abs(best.OverConstant!.Value):0.0###}");
            var verdict = Verdict.Met($"{says}.");
            verdict = best.OverConstant <= 0 ? verdict.Concern($"{best.Name} is made of straw: it does not beat one answer for all rows, so beating it says nothing.")
                : best.OverLow <= 0 ? verdict.Concern(FormattableString.Invariant($"That {best.Name} beats one answer for all rows may be chance (lower end {best.OverLow:0.0###})."))
                : verdict;
            return verdict.With(("over_constant", best.OverConstant.Value), ("low", best.OverLow ?? double.NaN)) with { At = contract.Source.At("baselines") };
        }
    }
}
