using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class DataSchema
{
    public sealed class Holds : ICheck<SchemaFit>
    {
        /// <summary>Rise of the missing share against train that is worth a look: 1 percentage point.</summary>
        public const double RiseSeen = 0.01;

        /// <summary>Rise of the missing share against train that does not hold: 5 percentage points.</summary>
        public const double RiseLimit = 0.05;

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
            var (risen, rising) = Risen(seen);
            var constant = (seen.Splits.FirstOrDefault(s => s.Name is "train" or "data")?.Columns ?? []).Where(c => c.Distinct <= 1).Select(c => c.Name).ToList();

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

            wrong.AddRange(risen);
            var verdict = wrong.Count > 0
                ? Verdict.Unmet($"{string.Join("; ", wrong)}.", "Correct the data where it is made, or the schema in a reviewed change.")
                : Verdict.Met($"{string.Join(", ", seen.Splits.Where(s => s.Rows > 0).Select(s => $"{s.Rows:N0} {s.Name}"))} rows keep the schema: {seen.Splits.Sum(s => s.Broken):N0} break it{(seen.MaxBroken > 0 ? $"; the limit is {seen.MaxBroken:P2}" : "")}.");
            foreach (var concern in rising)
            {
                verdict = verdict.Concern(concern);
            }

            return verdict
                .With([("limit_broken_share", seen.MaxBroken), .. seen.Splits.SelectMany(s => new[] { ($"{s.Name}_rows", (double)s.Rows), ($"{s.Name}_broken", s.Broken) })])
                .Concern(constant.Count > 0 ? $"{Listed(constant)} {(constant.Count == 1 ? "holds" : "hold")} one value in every row, so no model can learn from it." : null) with
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

        /// <summary>Columns with more missing values in dev or test than in train, beyond chance: a two-sample z test of shares at p &lt; .001.</summary>
        private static (List<string> Risen, List<string> Rising) Risen(SchemaFit seen)
        {
            List<string> risen = [], rising = [];
            if (seen.Splits.FirstOrDefault(s => s.Name == "train") is not { Rows: > 0 } train)
            {
                return (risen, rising);
            }

            foreach (var split in seen.Splits.Where(s => s.Name != "train" && s.Rows > 0))
            {
                foreach (var column in split.Columns ?? [])
                {
                    if ((train.Columns ?? []).FirstOrDefault(c => c.Name == column.Name) is not { } before)
                    {
                        continue;
                    }

                    var (p, q) = ((double)before.Missing / train.Rows, (double)column.Missing / split.Rows);
                    var pooled = (double)(before.Missing + column.Missing) / (train.Rows + split.Rows);
                    var error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / train.Rows) + (1.0 / split.Rows)));
                    if (q - p >= RiseSeen - 1e-12 && q - p > 3.09 * error)
                    {
                        (q - p >= RiseLimit - 1e-12 ? risen : rising).Add($"{column.Name} is missing in {q:P1} of {split.Name} and {p:P1} of train");
                    }
                }
            }

            return (risen, [.. rising.Select(r => r + ".")]);
        }
    }
}
