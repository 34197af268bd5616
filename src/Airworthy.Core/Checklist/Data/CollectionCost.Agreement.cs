using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class CollectionCost
{
    public sealed class Agreement : ICheck<LabelledTwice>
    {
        /// <summary>What a declared share may differ from the interval because it was rounded.</summary>
        public const double Rounding = 0.0005;

        /// <summary>A kappa below this is only moderately above chance: Landis and Koch (1977), Biometrics 33(1), 159–174.</summary>
        public const double Moderate = 0.6;

        public Defect Defect => Defect.Promising(("data.collection.needed", "true"), ("data.collection.label_quality.agreement", "0.02"));

        public Verdict Judge(ProjectContract contract, LabelledTwice seen)
        {
            if (Promised.Lacks(contract, "data.collection.label_quality.agreement", "data.collection.label_quality.checked_rows") is { } lacks)
            {
                return lacks;
            }

            if (seen.Rows == 0)
            {
                return Verdict.Unknown($"{seen.File} has no row with both labels.", "Write both labels of each row into it.");
            }

            var quality = contract.Data!.Collection!.LabelQuality!;
            var share = (double)seen.Same / seen.Rows;
            var interval = Proportion.Wilson(seen.Same, seen.Rows);
            var kappa = seen.Kappa is { } k && seen.KappaError is { } error ? $", Cohen's kappa {k:0.00} ({k - (1.96 * error):0.00} to {Math.Min(1, k + (1.96 * error)):0.00})" : "";
            var found = $"{seen.Same:N0} of {seen.Rows:N0} rows carry the same label twice: {share:P1} ({interval.Low:P1} to {interval.High:P1}){kappa}; {quality.Agreement:P1} of {quality.CheckedRows:N0} rows are declared";
            var verdict = quality.CheckedRows > seen.Rows
                ? Verdict.Unmet($"{found}, more rows than {seen.File} has.", "Correct data.collection.label_quality.checked_rows, or bring the other rows.")
                : quality.Agreement < interval.Low - Rounding || quality.Agreement > interval.High + Rounding
                    ? Verdict.Unmet($"{found}, which is outside of the interval.", "Correct data.collection.label_quality.agreement: `airworthy data label-audit` counts it.")
                    : Verdict.Met($"{found}.");
            return verdict.With([("agreement", share), ("agreement_low", interval.Low), ("agreement_high", interval.High), ("declared", quality.Agreement!.Value), ("rows", seen.Rows),
                    .. seen.Kappa is { } number ? new[] { ("kappa", number), ("kappa_error", seen.KappaError ?? 0) } : []])
                .Concern(verdict.Answer == Answer.Met && seen.Kappa < Moderate ? $"A kappa of {seen.Kappa:0.00} says that much of the agreement is chance: one label is far more frequent than the others, or the labels are hard to tell." : null)
                .Concern(seen.Without > 0 ? $"{seen.Without:N0} rows of {seen.File} lack one of the two labels." : null) with
            {
                Shown = seen.Disagreements is { Count: > 0 } pairs ? new Shown(["first", "second", "rows"], [.. pairs.Select(p => (IReadOnlyList<string>)[p.First, p.Second, $"{p.Rows:N0}"])]) : null,
                Plots = [Plot.Bars("Rows with the same label twice", [("counted", 100 * share, new Interval(100 * interval.Low, 100 * interval.High))], 100 * quality.Agreement, "percent, with 95 % interval; the line is what is declared")],
                Blind = "Whether the two who agree are both right, and whether the second saw what the first had said.",
            };
        }
    }
}
