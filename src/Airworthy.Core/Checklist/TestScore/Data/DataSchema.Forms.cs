using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Forms : ICheck<ColumnForms>
    {
        /// <summary>Share of a column's values in another form that is worth a look: 0.5 %.</summary>
        public const double Seen = 0.005;

        /// <summary>Share of a column's values in another form that does not hold: 2 %.</summary>
        public const double Limit = 0.02;

        /// <summary>Share of a text column's values that must be dates, or numbers, for it to be a column of them.</summary>
        public const double Mostly = 0.9;

        /// <summary>Share of the rows with one value from which a column is nearly constant.</summary>
        public const double Even = 0.999;

        /// <summary>Correlation from which two numbers say the same.</summary>
        public const double Same = 0.999;

        /// <summary>Size from which a number has no room for fractions: 10¹⁵.</summary>
        public const double Huge = 1e15;

        private const int MostNamed = 4;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data alter column $feature set data type double;
            update data set $feature = {(size == DefectSize.JustBelow ? "999999999999999" : "cast('infinity' as double)")} where rowid in
                (select rowid from data order by rowid limit (select {(size == DefectSize.FarAbove ? "cast(floor(0.01 * count(*)) as bigint)" : "least(1, count(*))")} from data))
            """);

        public Verdict Judge(ProjectContract contract, ColumnForms seen)
        {
            if (seen.Rows == 0)
            {
                return Verdict.Unknown("The table has no rows, so no value was seen.", "Check data.files in airworthy.yaml.");
            }

            var unstable = (seen.Numbers ?? []).Where(n => n.Undeclared > 0).OrderByDescending(n => n.Undeclared).ToList();
            var texts = (seen.Texts ?? []).OrderByDescending(t => t.Share).ToList();
            var mixed = texts.Where(t => t.Share >= Limit).ToList();
            List<string> wrong = [.. unstable.Take(MostNamed).Select(Told), .. mixed.Take(MostNamed).Select(Told)];
            if (unstable.Count + mixed.Count > wrong.Count)
            {
                wrong.Add($"{unstable.Count + mixed.Count - wrong.Count} more columns");
            }

            var misnamed = seen.Files.Where(f => f.Trouble == FileTrouble.Misnamed).ToList();
            var areMisnamed = misnamed.Sum(f => f.Files) >= Limit * seen.Rows;
            var troubled = seen.Files.Where(f => f.Trouble == FileTrouble.Unusable || (areMisnamed && f.Trouble == FileTrouble.Misnamed)).ToList();
            wrong.AddRange(troubled.Select(Told));

            var verdict = (wrong.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", wrong)}.", troubled.Count > 0
                    ? "Bring those files again or take their rows out, and let the job that writes them open each once."
                    : unstable.Count > 0
                    ? "Mend it where the number is made, or declare it in the schema: max_missing for NaN, a range for very large numbers."
                    : "Write every value of a column in one form before it is stored.")
                : Verdict.Met($"{Columns(seen.Columns)} in {seen.Rows:N0} rows hold ordinary numbers and write each kind of value in one form{(texts.Count > 0 ? $", but for at most {texts[0].Share:P2} of the values of a column; the limit is {Limit:P0}" : "")}."))
                .With(("rows", seen.Rows), ("columns", seen.Columns), ("unstable_rows", unstable.Sum(n => n.Undeclared)), ("largest_mixed_share", texts.Select(t => t.Share).DefaultIfEmpty().Max()),
                    ("limit_mixed_share", Limit), ("limit_unstable_rows", 0))
                .Shares("Values in another form than the most frequent", Limit, texts.Where(t => t.Minority > 0).Take(8).Select(t => (t.Column, (double)t.Minority, (double)t.Values)));
            if (seen.Files.Count > 0)
            {
                verdict = verdict.With(("unusable_files", seen.Files.Where(f => f.Trouble == FileTrouble.Unusable).Sum(f => f.Files)), ("misnamed_files", misnamed.Sum(f => f.Files)));
            }

            List<string?> concerns =
            [
                .. seen.Files.Except(troubled).Take(MostNamed).Select(f => $"{Told(f)}."),
                .. texts.Where(t => t.Share is >= Seen and < Limit).Take(MostNamed).Select(t => $"{Told(t)}."),
                .. texts.Where(t => t is { Kind: FormKind.Numbers, Minority: 0 }).Take(MostNamed).Select(t => $"{t.Column} is text, though {(double)t.OfKind / t.Values:P1} of its values are numbers ({string.Join(", ", t.Forms)})."),
                Listed((seen.Even ?? []).Select(e => $"{e.Column} ({e.Value ?? "missing"} in {e.Holding:N0} of {seen.Rows:N0} rows)")) is { Length: > 0 } even ? $"One value in nearly every row, so hardly anything to learn from: {even}." : null,
                Listed((seen.Same ?? []).Where(s => s.BothWays).Select(s => $"{s.First} and {s.Second}{(s.Correlation is { } r ? $" (r = {r:0.0000})" : "")}")) is { Length: > 0 } same ? $"Two features that say the same: {same}." : null,
                Listed((seen.Same ?? []).Where(s => !s.BothWays).Select(s => $"{s.First} tells {s.Second}")) is { Length: > 0 } tells ? $"A feature that another one tells: {tells}." : null,
            ];
            return concerns.Aggregate(verdict, (v, concern) => v.Concern(concern)) with
            {
                Shown = seen.Examples,
                Blind = $"A form that is the same everywhere and means different things: 03/04 is a day in March or in April.{(seen.Drawn.Count > 0 ? $" Of {Listed(seen.Drawn)} only a part of the different values was read, drawn by a hash." : "")}",
            };
        }

        private static string Columns(int columns) => $"{columns:N0} column{(columns == 1 ? "" : "s")}";

        private static string Told(FilesInForm files) => (files.Trouble switch
        {
            FileTrouble.Undecoded => $"{Files(files)} {files.What}, of which the pixels are not read here",
            FileTrouble.TooLarge => $"{Files(files)} too large to be looked into",
            _ => $"{Files(files)} {files.What}",
        }) + $": {string.Join(", ", files.Examples)}{(files.Files > files.Examples.Count ? " …" : "")}";

        private static string Files(FilesInForm files) => files.Files == 1 ? "1 file is" : $"{files.Files:N0} files are";

        private static string Told(UnstableNumbers numbers)
        {
            (long Rows, string Word)[] all = [(numbers.MayLack ? 0 : numbers.Nan, "NaN"), (numbers.Infinite, "infinite"), (numbers.Denormal, "too small for all its digits"), (numbers.MayBeHuge ? 0 : numbers.Huge, "beyond 1e15")];
            return $"{numbers.Column} is {string.Join(" and ", all.Where(a => a.Rows > 0).Select(a => $"{a.Word} in {a.Rows:N0} rows"))}";
        }

        private static string Told(MixedForms text) => text.Kind == FormKind.Words
            ? $"{text.Column} writes the same word differently in {text.Minority:N0} of {text.Values:N0} rows ({text.Share:P2}): {string.Join(", ", text.Forms)}"
            : $"{text.Column} writes {(text.Kind == FormKind.Dates ? "dates" : "numbers")} in {text.Forms.Count} forms, {text.Minority:N0} of {text.Values:N0} values ({text.Share:P2}) not in the most frequent one: {string.Join(", ", text.Forms)}";
    }
}
