using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Proxy : ICheck<LoneFeatures>
    {
        /// <summary>AUC or R² of one column from which it is the label under another name.</summary>
        public const double Same = 0.999;

        /// <summary>AUC or R² from which a person has to say when the column is known. No limit separates a leak from an honest strong column.</summary>
        public const double Ask = 0.95;

        /// <summary>AUC or R² from which it is worth a look.</summary>
        public const double Look = 0.80;

        /// <summary>Rows that the rarest class needs before an AUC means anything.</summary>
        public const long Least = 10;

        /// <summary>What rounding leaves of 1.</summary>
        private const double Exactly = 0.9999;

        /// <summary>Writes the label into the first numeric feature; in a share e of rows that of another row, which leaves an AUC of 1 − e ⁄ 2.</summary>
        public Defect Defect => Defect.Planting(size => $"""
            alter table data alter $feature type double;
            update data set $feature = planted.value
            from (
                select place, case when hash(place) % 1000 < {size switch { DefectSize.JustBelow => 140, DefectSize.JustAbove => 20, _ => 0 }} then coalesce(another, own) else own end as value
                from (
                    select place, own, lag(own) over (order by hash(place, 1), place) as another
                    from (select rowid as place, coalesce(try_cast(__label as double), cast(hash(__label) % 1000003 as double)) as own from data) as labels
                ) as pairs
            ) as planted
            where data.rowid = planted.place
            """, ("data.available_after", null)) with
        {
            Turns = Answer.Undecided,
        };

        public Verdict Judge(ProjectContract contract, LoneFeatures seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown($"No row has a {seen.Label}, so nothing was tried.", "Check data.label and the rows of the table.");
            }

            if (seen.Values < 2)
            {
                return Verdict.Unknown($"{seen.Label} has one value in all {seen.Rows:N0} rows; there is nothing to tell apart.", "Check data.label.");
            }

            if (seen.Rarest < Least)
            {
                return Verdict.Unknown($"Only {seen.Rarest:N0} rows are of the rarest {seen.Label}; at least {Least} are needed.", "Bring more labelled rows.");
            }

            if (seen.Features.Count == 0)
            {
                return Verdict.Unknown("No feature could be tried alone.", "Look at features.columns and features.except.");
            }

            var verdict = Decide(contract, seen);
            foreach (var near in seen.Features.Where(f => f.Strength >= Look && (verdict.Answer == Answer.Met || !verdict.Says.Contains(Told(f, seen), StringComparison.Ordinal))).Take(5))
            {
                verdict = verdict.Concern(near.Strength >= Ask && IsRecorded(contract, near)
                    ? $"{Told(near, seen)}; recorded as known {contract.Data!.AvailableAfter![near.Column]} after {contract.Data.Time}{Answered(contract, near.Column)}"
                    : $"{Told(near, seen)}: say when it is known.");
            }

            return verdict.With(
                    [("limit_ask", Ask), ("limit_same", Same), ("rows", seen.Rows), .. seen.Features.Take(5).Select(f => (f.OfNull ? $"{f.Column}_empty" : f.Column, f.Strength)),
                    .. seen.Together is { } all ? [("together_r2", all.R2)] : Array.Empty<(string, double)>()])
                .Concern(seen.NotTried is { Count: > 0 } skipped ? $"Not tried alone: {string.Join(", ", skipped.Take(5))}{(skipped.Count > 5 ? $" and {skipped.Count - 5} more" : "")}." : null) with
            {
                Plots = [Plot.Bars($"{seen.Unit} of single features for {seen.Label}", seen.Features.Take(12).Select(f => (f.Name, f.Strength)), limit: Ask, axis: seen.Unit)],
                Shown = seen.Features[0].Strength >= Look && seen.Examples is not null ? seen.Examples : Table(seen),
                Blind = "A weak leak, and one that takes two columns together" + (seen.Scale == LabelScale.Number ? " other than by a straight line." : "."),
            };
        }

        private static Verdict Decide(ProjectContract contract, LoneFeatures seen)
        {
            var top = seen.Features[0];
            if (seen.Features.FirstOrDefault(f => f.Strength >= Same && (f.Strength >= Exactly || !IsRecorded(contract, f))) is { } same)
            {
                return Verdict.Unmet($"{Told(same, seen)}: it is {seen.Label} under another name (limit {Same:0.000}).",
                    contract.Data?.Media?.Measures(same.Column) == true
                        ? $"The model sees {same.Column} in the files themselves, so leaving the column out hides this and mends nothing: bring files of every {seen.Label} from the same sources and in the same form. Only where it is the task itself, name it in features.except."
                        : same.OfNull ? $"Find out why {same.Column} is empty exactly then, and drop it or fill it as it will be when the answer is needed." : $"Take {same.Column} out of the features.");
            }

            if (seen.Together is { R2: >= Same } together)
            {
                return Verdict.Unmet($"{string.Join(" and ", together.Columns)} together give {seen.Label} by a straight line (R² {F(together.R2)}, limit {Same:0.000}).",
                    $"Take {string.Join(", ", together.Columns)} out of the features: {seen.Label} is made from them.");
            }

            var asked = seen.Features.Where(f => f.Strength >= Ask && !IsRecorded(contract, f)).ToList();
            if (asked.Count > 0)
            {
                var names = string.Join(", ", asked.Select(a => a.Column).Distinct().Take(5));
                return Verdict.Undecided($"{Told(asked[0], seen)}{(asked.Count > 1 ? $" (and {asked.Count - 1} more)" : "")}. From {Ask:0.00} a person has to say when it is known: the machine cannot tell a leak from a good feature.",
                    contract.Data?.Media?.Measures(asked[0].Column) == true
                        ? $"Is {names} the task itself? Then say so by name, `airworthy known {asked[0].Column} 0h --because \"…\"`. Else bring files of every {seen.Label} from the same sources and in the same form; the model sees it in them whatever columns it is given."
                        : $"When is {names} known? Answer by name, `airworthy known {asked[0].Column} 0h --because \"…\"` (0h: at data.time itself), or take it out of the features.") with
                {
                    At = contract.Source.At("data.available_after"),
                };
            }

            return Verdict.Met($"Of {seen.Features.Select(f => f.Column).Distinct().Count():N0} features tried alone on {seen.Rows:N0} rows the strongest is {Told(top, seen)}; from {Ask:0.00} a person is asked.");
        }

        private static bool IsRecorded(ProjectContract contract, LoneFeature feature) => contract.Data?.AvailableAfter?.ContainsKey(feature.Column) == true;

        /// <summary>Who answered and why; or that nobody did by name.</summary>
        private static string Answered(ProjectContract contract, string column) => contract.Data?.KnownBy?.GetValueOrDefault(column) is { } answer
            ? $" by {answer.By} on {answer.On:yyyy-MM-dd}: {answer.Because.TrimEnd('.')}."
            : $"; nobody answered for it by name (`airworthy known {column} {contract.Data!.AvailableAfter![column]} --because \"…\"`).";

        private static string Told(LoneFeature feature, LoneFeatures seen) =>
            $"{feature.Name}{(feature.Class is null ? "" : $" for {feature.Class}")} with {seen.Unit} {F(feature.Strength)}{(feature.High > 0 ? $" ({F(feature.Low)} to {F(feature.High)})" : "")}";

        private static Shown Table(LoneFeatures seen) => new(["feature", seen.Unit, "95 % interval"],
            [.. seen.Features.Take(10).Select(f => (IReadOnlyList<string>)[f.Name, F(f.Strength), f.High > 0 ? $"{F(f.Low)} – {F(f.High)}" : "–"])]);

        /// <summary>Three digits, but never rounded up to a limit that was not reached.</summary>
        private static string F(double value) => (Math.Floor((value * 1000) + 1e-9) / 1000).ToString("0.000", CultureInfo.InvariantCulture);
    }
}
