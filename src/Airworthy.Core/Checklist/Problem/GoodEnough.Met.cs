using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class GoodEnough
{
    public sealed class Met : ICheck<ModelQuality>
    {
        public Defect Defect => new Defect.Predicted((_, _) => "true", size => size == DefectSize.JustAbove ? 0.5 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (Promised.Lacks(contract, "metric.good_enough", "metric.direction") is { } lacks)
            {
                return lacks;
            }

            if (seen.Level is not { } dev)
            {
                return Verdict.Unknown($"{seen.Metric} does not exist on the {seen.Rows:N0} rows of {seen.Split}.", "See with `airworthy evaluate` why not.");
            }

            var bar = contract.Metric!.GoodEnough!.Value;
            var down = contract.Metric.Direction == Direction.Down;
            var on = ((string Split, MetricLevel Level)[])[(seen.Split, dev), .. seen.Test is { } test ? [("test", test)] : Array.Empty<(string, MetricLevel)>()];
            bool Misses(MetricLevel l) => down ? l.Value > bar : l.Value < bar;
            bool Straddles(MetricLevel l) => !double.IsFinite(l.Low) || (down ? l.High > bar : l.Low < bar);
            var says = $"{seen.Metric} of {seen.Model}: {string.Join(", ", on.Select(o => $"{o.Split} {o.Level.Value:0.0###} ({o.Level.Low:0.0###} to {o.Level.High:0.0###})"))}; the bar is {bar:0.0###}";
            var verdict = on.Any(o => Misses(o.Level)) ? Verdict.Unmet($"{says}.", "Nothing ships below the bar: a better model, or a bar that was argued for before the result.")
                : on.Any(o => Straddles(o.Level)) ? Verdict.Undecided($"{says}: the interval reaches over it.", "Take more rows into the split, or a better model.")
                : Verdict.Met($"{says}.").Concern(seen.Test is null ? "Test was not looked at: store its predictions (predictions.test) when the decision is due, once." : null);
            return verdict.With([.. on.SelectMany(o => new[] { ($"{o.Split}_value", o.Level.Value), ($"{o.Split}_low", o.Level.Low), ($"{o.Split}_high", o.Level.High) }), ("limit", bar)]) with
            {
                At = contract.Source.At("metric.good_enough"),
                Blind = "Whether users will agree that this is good enough.",
            };
        }
    }
}
