using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class GoodEnough
{
    public sealed class Baseline : ICheck<BaselineGains>
    {
        public Defect Defect => Defect.Promising(("metric.good_enough", "0.01"));

        public Verdict Judge(ProjectContract contract, BaselineGains seen)
        {
            if (Promised.Lacks(contract, "metric.good_enough", "metric.direction") is { } lacks)
            {
                return lacks;
            }

            var bar = contract.Metric!.GoodEnough!.Value;
            var down = contract.Metric.Direction == Direction.Down;
            if (seen.Baselines.Where(b => !BaselinesInPlace.Warns(b)).OrderBy(b => down ? b.Level : -b.Level).FirstOrDefault() is not { } best)
            {
                return Verdict.Unknown($"No baseline has stored predictions for {seen.Split}.", "Run `airworthy baselines`, or store their predictions and name the files in baselines[].predictions.");
            }

            var says = FormattableString.Invariant($"The bar is {bar:0.0###}; the best baseline ({best.Name}) reaches {seen.Metric} {best.Level:0.0###} on {seen.Rows:N0} rows of {seen.Split}");
            var verdict = down ? bar < best.Level : bar > best.Level;
            return (verdict ? Verdict.Met($"{says}.") : Verdict.Unmet($"{says}: a rule of thumb would be good enough.", $"Set metric.good_enough {(down ? "below" : "above")} it, before the next run; or ship {best.Name}, which is simpler."))
                .With(("bar", bar), ("best_baseline", best.Level)) with
            {
                At = contract.Source.At("metric.good_enough"),
                Blind = "A simple method that nobody tried.",
            };
        }
    }
}
