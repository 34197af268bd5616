using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class DevSetPower
{
    public sealed class Mde : ICheck<GainPower>
    {
        /// <summary>How many times the wanted gain the smallest visible one may be before dev is too small; from once on it is a concern.</summary>
        public const double Tolerated = 2;

        /// <summary>Rows on which two models must differ, and rows of the rarer class, before their difference has an error.</summary>
        public const int Least = 10;

        /// <summary>Blocks below which the error itself is uncertain.</summary>
        public const int FewBlocks = 10;

        public Defect Defect => Defect.Planting(size => $"""
            update data set __split = null where __split = 'dev' and rowid not in (
                select rowid from (select rowid, __label, row_number() over (partition by __label order by hash(rowid)) as place from data where __split = 'dev') as dev
                order by place, __label limit {size switch { DefectSize.JustBelow => "(select cast(0.98 * count(*) as bigint) from data where __split = 'dev')", DefectSize.JustAbove => "60", _ => "30" }})
            """);

        public Verdict Judge(ProjectContract contract, GainPower seen)
        {
            var confidence = contract.Metric?.Confidence ?? 0.95;
            var wanted = contract.Metric?.MinimumImprovement;
            if (seen.Rows < 2)
            {
                return Verdict.Unknown($"{seen.Split} has {seen.Rows:N0} labelled rows.", "Check the windows or files in data.split.");
            }

            var verdict = seen.Measured is { } measured ? OfMeasured(seen, measured, wanted, confidence)
                : seen.Planned is { } planned ? OfPlanned(seen, planned, wanted, confidence)
                : Verdict.Unknown(seen.NotPlanned ?? $"{seen.Metric} cannot be computed from the predictions on these rows.", "Store predictions of two models: predictions.dev and baselines[].predictions.");
            return verdict with { At = contract.Source.At("metric.minimum_improvement"), Blind = "Whether rows are really independent, and whether the wanted gain is the right one." };
        }

        private static Verdict OfMeasured(GainPower seen, MeasuredError measured, double? wanted, double confidence)
        {
            if (!double.IsFinite(measured.Error) || measured.Units < 2)
            {
                return Verdict.Unknown($"{seen.Rows:N0} {seen.Split} rows are {measured.Units:0} {Units(measured.Block)}, and from that no error can be told.", $"Take {seen.Split} from more {measured.Block ?? "row"}s.");
            }

            if (measured.Rarest < Least)
            {
                return Verdict.Unknown($"Only {measured.Rarest:N0} {seen.Split} rows are of the rarer class; at least {Least} are needed to say how much {seen.Metric} varies.", $"Take more rows of the rarer class into {seen.Split}.");
            }

            if (measured.Differing < Least)
            {
                return Verdict.Unknown($"{measured.First} and {measured.Second} say the same on all but {measured.Differing:N0} of {seen.Rows:N0} {seen.Split} rows, so they do not show how far two models differ.", "Compare two models that were made in different ways.");
            }

            var smallest = PairedPower.Smallest(measured.Error, measured.Units, confidence);
            var difference = measured.SecondLevel - measured.FirstLevel;
            var units = measured.Block is null ? $"{seen.Rows:N0} {seen.Split} rows" : $"{seen.Rows:N0} {seen.Split} rows in {measured.Units:N0} {Units(measured.Block)} of about {measured.BlockRows:N0}";
            var says = $"{units} show a difference of {smallest:0.0###} in {seen.Metric} or more, measured between {measured.First} ({measured.FirstLevel:0.000#}) and {measured.Second} ({measured.SecondLevel:0.000#})";
            var verdict = Answered(seen, says, smallest, smallest, wanted, Units(measured.Block));
            return Numbered(verdict, seen, smallest, wanted, confidence, measured.Units)
                .With(("standard_error", measured.Error), ("difference", difference), ("rows_differing", measured.Differing), ("block_rows", measured.BlockRows),
                    ("intraclass_correlation", measured.Correlation), ("design_effect", measured.DesignEffect))
                .With(measured.Discordance is { } share ? [("discordance", share)] : [])
                .With(measured.Drawn is { } drawn ? [("rows_drawn", drawn)] : [])
                .Concern(measured.HasCandidate ? null : "No model has stored predictions yet (predictions.dev), so two baselines were compared. Two models that are more alike tell smaller gains apart.")
                .Concern(measured.Block is not null && measured.Units < FewBlocks ? $"{measured.Units:0} {Units(measured.Block)} are few: the error itself is only roughly known. Rows of one {measured.Block} are alike (design effect {measured.DesignEffect:N1}), so more {Units(measured.Block)} help and more rows of the same do not." : null)
                .Concern(measured.Drawn is { } part ? $"{part:N0} of {seen.Rows:N0} rows were drawn to measure it." : null);
        }

        private static Verdict OfPlanned(GainPower seen, PlannedError planned, double? wanted, double confidence)
        {
            var (low, high) = (PairedPower.Smallest(planned.Low, Math.Max(2, planned.Units), confidence), PairedPower.Smallest(planned.High, Math.Max(2, planned.Units), confidence));
            var says = $"Planned, not measured: {seen.Rows:N0} {seen.Split} rows will show a difference between {low:0.0###} (two models nearly alike) and {high:0.0###} (errors of nothing in common) in {seen.Metric}, from its level {planned.Level:0.0##} in {planned.From}";
            return Numbered(Answered(seen, says, low, high, wanted, "rows"), seen, high, wanted, confidence, planned.Units)
                .With(("planned_from", low), ("planned_to", high), ("level", planned.Level))
                .Concern("This is a planning value. Store predictions of a model and a baseline (predictions.dev, baselines[].predictions), and it will be measured.");
        }

        private static Verdict Answered(GainPower seen, string says, double low, double high, double? wanted, string units)
        {
            if (wanted is not { } gain)
            {
                return Verdict.Unknown($"{says}. The smallest gain worth having is not declared.", "Set metric.minimum_improvement.");
            }

            var asked = $"{says}; {gain:0.0###} was asked";
            var times = PairedPower.Times(high, gain);
            var more = $"about {(times < 10 ? $"{times:0.0}" : $"{times:N0}")} × the {units}";
            var next = $"Take {more} into {seen.Split}, compare less noisy numbers, or declare a larger gain honestly. `airworthy data plan` prints the trade.";
            return high <= gain ? Verdict.Met($"{asked}.")
                : low > Tolerated * gain ? Verdict.Unmet($"{asked}: {more}{(low < high ? " at worst" : "")}.", next)
                : high <= Tolerated * gain ? Verdict.Met($"{asked}.").Concern($"A gain of {gain:0.0###} itself would often be missed: that needs {more}.")
                : Verdict.Undecided($"{asked}.", next);
        }

        private static Verdict Numbered(Verdict verdict, GainPower seen, double smallest, double? wanted, double confidence, double units) =>
            verdict.With(("smallest_difference", smallest), ("rows", seen.Rows), ("units", units), ("confidence", confidence), ("power", PairedPower.Power))
                .With(wanted is { } gain ? [("limit_wanted", gain), ("limit_tolerated", Tolerated * gain), ("times_the_rows", PairedPower.Times(smallest, gain))] : []) with
            {
                Plots = [Curve(seen, smallest, wanted)],
            };

        /// <summary>The smallest visible difference over the number of rows: it falls with their root.</summary>
        private static Plot Curve(GainPower seen, double smallest, double? wanted)
        {
            var largest = wanted is { } gain ? Math.Clamp(PairedPower.Times(smallest, gain) * 1.5, 2, 100) : 4;
            double[] shares = [.. Enumerable.Range(0, 25).Select(i => 0.1 * Math.Pow(largest / 0.1, i / 24.0))];
            return new Plot("lines", $"Smallest difference in {seen.Metric} that shows, by rows of {seen.Split}", ["smallest difference"], [[.. shares.Select(s => smallest / Math.Sqrt(s))]])
            {
                X = [.. shares.Select(s => Math.Round(s * seen.Rows))],
                XAxis = $"rows of {seen.Split} ({seen.Rows:N0} now)",
                YAxis = seen.Metric,
                Limit = wanted,
            };
        }

        private static string Units(string? block) => block switch { null => "rows", "entity" => "entities", "query" => "queries", _ => block + "s" };
    }
}
