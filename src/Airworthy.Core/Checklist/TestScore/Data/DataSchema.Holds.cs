using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Holds : ICheck<SchemaFit>
    {
        public Defect Defect => Defect.Planting(size => size switch
        {
            DefectSize.JustBelow => "select 1",
            DefectSize.JustAbove => """
                alter table data alter column $feature set data type double;
                update data set $feature = $feature * 100 where __split = 'train' and abs($feature) = (select max(abs($feature)) from data where __split = 'train')
                """,
            _ => "alter table data alter column $feature set data type double; update data set $feature = $feature * 100",
        });

        public Verdict Judge(ProjectContract contract, SchemaFit seen)
        {
            if (seen.Splits.Count == 0 || seen.Splits.All(s => s.Rows == 0))
            {
                return Verdict.Unknown("There are no rows, so nothing was held against the schema.", "Check data.files and the windows of data.split.");
            }

            var absent = seen.Absent ?? [];
            var unwritten = seen.Unwritten ?? [];
            var broken = seen.Splits.SelectMany(s => (s.Columns ?? []).Select(c => (Split: s, Column: c, Says: Broken(s, c)))).Where(x => x.Says is not null).ToList();
            var strict = broken.Where(x => x.Column.OffType > 0 || x.Column.OffValues > 0 || IsTooMuchMissing(x.Split, x.Column)).ToList();
            var worst = seen.Splits.MaxBy(s => s.Share)!;

            var wrong = new List<string>();
            if (worst.Share > seen.MaxBroken)
            {
                wrong.Add($"{worst.Broken:N0} of {worst.Rows:N0} {worst.Name} rows ({worst.Share:P2}) break the schema; {(seen.MaxBroken == 0 ? "none may" : $"the limit is {seen.MaxBroken:P2}")}");
            }

            if (worst.Share > seen.MaxBroken || strict.Count > 0)
            {
                wrong.AddRange((worst.Share > seen.MaxBroken ? broken : strict).OrderByDescending(x => x.Column.OffType + x.Column.OffRange + x.Column.OffValues + x.Column.OffPattern).Select(x => x.Says!).Distinct().Take(4));
            }

            if (absent.Count > 0)
            {
                wrong.Add($"the table lacks {Listed(absent)}, which the schema promises");
            }

            if (unwritten.Count > 0)
            {
                wrong.Add($"the table has {Listed(unwritten)}, of which the schema does not speak");
            }

            var verdict = wrong.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", wrong)}.", "Correct the data where it is made, or the schema in a reviewed change.")
                : Verdict.Met($"{string.Join(", ", seen.Splits.Where(s => s.Rows > 0).Select(s => $"{s.Rows:N0} {s.Name}"))} rows keep the schema: {seen.Splits.Sum(s => s.Broken):N0} break it{(seen.MaxBroken > 0 ? $"; the limit is {seen.MaxBroken:P2}" : "")}.");
            return verdict
                .With([("limit_broken_share", seen.MaxBroken), .. seen.Splits.SelectMany(s => new[] { ($"{s.Name}_rows", (double)s.Rows), ($"{s.Name}_broken", s.Broken) })])
                .Shares("Rows that break the schema", seen.MaxBroken, seen.Splits.Select(s => ($"{s.Name}_broken", (double)s.Broken, (double)s.Rows))) with
            {
                Shown = wrong.Count > 0 ? seen.Examples : null,
                Blind = "A plausible value that is not true.",
            };
        }

        private static bool IsTooMuchMissing(SplitFit split, ColumnFit column) =>
            column.MaxMissing is { } most && split.Rows > 0 && (double)column.Missing / split.Rows > most;

        private static string? Broken(SplitFit split, ColumnFit column)
        {
            var ways = new List<string>();
            if (column.OffType > 0)
            {
                ways.Add($"{column.OffType:N0} values of another type");
            }

            if (column.OffRange > 0)
            {
                ways.Add($"{column.OffRange:N0} values outside its range");
            }

            if (column.OffValues > 0)
            {
                ways.Add($"{column.OffValues:N0} values that are not in its list");
            }

            if (column.OffPattern > 0)
            {
                ways.Add($"{column.OffPattern:N0} values that do not match its pattern");
            }

            if (IsTooMuchMissing(split, column))
            {
                ways.Add($"{column.Missing:N0} missing values ({(double)column.Missing / split.Rows:P2}, {(column.MaxMissing == 0 ? "none is allowed" : $"at most {column.MaxMissing:P2}")})");
            }

            return ways.Count == 0 ? null
                : $"{column.Name} has {string.Join(" and ", ways)} in {split.Name}{(column.Worst is null ? "" : $", such as {column.Worst}")}{(column.Promised is null ? "" : $" (promised: {column.Promised})")}";
        }
    }
}
