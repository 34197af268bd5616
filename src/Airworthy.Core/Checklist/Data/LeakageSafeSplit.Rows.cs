using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Rows : ICheck<SplitCopies>
    {
        /// <summary>Share of a held-out split that may be copies of training rows: 0.1 % (two tables in a hundred have a few by accident).</summary>
        public const double Limit = 0.001;

        public Defect Defect => Defect.Planting(size => $"""
            insert into data select * replace ('dev' as __split) from data where __split = 'train'
            limit (select cast(floor({size switch { DefectSize.JustBelow => 0.0005, DefectSize.JustAbove => 0.005, _ => 0.2 }} * count(*)) as bigint) from data where __split = 'dev')
            """);

        public Verdict Judge(ProjectContract contract, SplitCopies seen)
        {
            if (seen.Splits.All(s => s.Rows == 0))
            {
                return Verdict.Unknown("Dev and test have no rows, so nothing was compared.", "Check the windows or files in data.split.");
            }

            var worst = seen.Splits.MaxBy(s => s.Share)!;
            var verdict = worst.Share >= Limit
                ? Verdict.Unmet($"{worst.Copied:N0} of {worst.Rows:N0} {worst.Name} rows ({worst.Share:P2}) are copies of train rows in every column; the limit is {Limit:P1}.",
                    "Split so that equal rows fall on one side, or remove the copies before splitting.")
                : Verdict.Met($"{worst.Copied:N0} of {worst.Rows:N0} {worst.Name} rows ({worst.Share:P3}) are copies of train rows in every column; the limit is {Limit:P1}.");

            return verdict.With([("limit_share", Limit), .. seen.Splits.SelectMany(s => new[] { ($"{s.Name}_rows", (double)s.Rows), ($"{s.Name}_copied", s.Copied) })])
                .Concern(worst is { Copied: > 0, Share: < Limit } ? $"{worst.Copied:N0} copied rows are below the limit, but each is remembered rather than predicted." : null) with
            {
                Shown = seen.Examples,
                Blind = "A copy with one changed digit is not equal here.",
            };
        }
    }
}
