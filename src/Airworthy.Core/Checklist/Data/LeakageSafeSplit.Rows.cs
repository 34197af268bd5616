using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Rows : ICheck<SplitCopies>
    {
        /// <summary>Share of a held-out split that may be copies of training rows: 0.1 % (two tables in a hundred have a few by accident).</summary>
        public const double Limit = 0.001;

        /// <summary>
        /// Share of the copies that chance must explain before it is taken to explain them all. The estimate is a lower bound: rows that agree on
        /// two columns agree on a third more often than others.
        /// </summary>
        public const double Explained = 0.5;

        /// <summary>Share of a held-out split whose features alone may equal those of a train row, above what train's own repetition explains.</summary>
        public const double AlikeLimit = 0.02;

        /// <summary>The same, from which it is worth a look.</summary>
        public const double AlikeConcern = 0.005;

        /// <summary>Share of a held-out split that may be close to a train row beyond chance: 2 %.</summary>
        public const double NearLimit = 0.02;

        /// <summary>The same, from which it is worth a look: 0.5 %.</summary>
        public const double NearConcern = 0.005;

        public Defect Defect => Defect.Planting(size => $"""
            insert into data select * replace ((select min(__split) from data where __split in ('dev', 'test')) as __split) from data where __split = 'train'
            order by rowid
            limit (select cast({size switch { DefectSize.JustBelow => "floor(0.0005 * count(*))", DefectSize.JustAbove => "ceil(0.005 * count(*))", _ => "ceil(0.2 * count(*))" }} as bigint)
                   from data where __split = (select min(__split) from data where __split in ('dev', 'test')))
            """);

        public Verdict Judge(ProjectContract contract, SplitCopies seen)
        {
            if (seen.Splits.All(s => s.Rows == 0))
            {
                return Verdict.Unknown("Dev and test have no rows, so nothing was compared.", "Check the windows or files in data.split.");
            }

            var worst = seen.Splits.OrderByDescending(s => s.Excess).ThenByDescending(s => s.Share).First();
            var alike = seen.Splits.MaxBy(s => Above(s, seen))!;
            var near = (seen.Near ?? []).OrderByDescending(n => n.Excess).FirstOrDefault();
            var found = $"{worst.Copied:N0} of {worst.Rows:N0} {worst.Name} rows ({worst.Share:P3}) are copies of train rows in every column";
            var verdict =
                worst.Excess >= Limit && worst.ByChance < worst.Copied * Explained
                    ? Verdict.Unmet($"{found}; the limit is {Limit:P1}.{(worst.ByChance >= 1 ? $" Chance explains at least {worst.ByChance:N0} of them." : "")}",
                        "Split so that equal rows fall on one side, or remove the copies before splitting.")
                : Above(alike, seen) >= AlikeLimit
                    ? Verdict.Unmet($"{alike.Alike:N0} of {alike.Rows:N0} {alike.Name} rows ({alike.AlikeShare:P1}) equal a train row in every feature; repetition within train explains {seen.TrainAlikeShare:P1}, and {AlikeLimit:P0} more is the limit.",
                        "Look at the rows shown: are they the same case under another id, time or label? Split so that a case falls on one side.")
                : near?.Excess >= NearLimit
                    ? Verdict.Unmet($"{Told(near)}, {near.Excess:P1} beyond chance; the limit is {NearLimit:P0}.",
                        "Look at the pairs shown: was one made from the other? Split so that what was made from one case falls on one side.")
                : Verdict.Met(worst.Share >= Limit
                    ? $"{found}, in columns so coarse that chance explains at least {worst.ByChance:N0} of them."
                    : $"{found}; the limit is {Limit:P1}.");

            return Scored(verdict, worst, seen).With(
                    [("limit_share", Limit), .. seen.Splits.SelectMany(s => new[] { ($"{s.Name}_rows", (double)s.Rows), ($"{s.Name}_copied", s.Copied), ($"{s.Name}_alike", s.Alike) }),
                    ("train_alike_share", seen.TrainAlikeShare), ("limit_near_share", NearLimit),
                    .. (seen.Near ?? []).SelectMany(n => new[] { (Named("near", n), (double)n.Near), (Named("near_of", n), n.Rows), (Named("near_by_chance", n), n.ByChance) })])
                .Shares("Held-out rows that are copies of train rows", Limit, seen.Splits.Select(s => ($"{s.Name}_copied", (double)s.Copied, (double)s.Rows)))
                .Shares("Held-out rows close to a train row", NearLimit, (seen.Near ?? []).Select(n => (Named("near", n), (double)n.Near, (double)n.Rows)))
                .Concern(Changed(seen))
                .Concern(verdict.Answer == Answer.Met && worst is { Copied: > 0, Share: < Limit } ? $"{worst.Copied:N0} copied rows are below the limit, but each is remembered rather than predicted." : null)
                .Concern(verdict.Answer == Answer.Met && worst.Share >= Limit ? $"{worst.Share:P1} of {worst.Name} rows equal a train row: the score on {worst.Name} partly measures memory." : null)
                .Concern(verdict.Answer == Answer.Met && Above(alike, seen) is >= AlikeConcern and < AlikeLimit ? $"{alike.AlikeShare:P1} of {alike.Name} rows equal a train row in every feature; within train it is {seen.TrainAlikeShare:P1}." : null)
                .Concern(verdict.Answer == Answer.Met && near is { Excess: >= NearConcern and < NearLimit } ? $"{Told(near)}." : null) with
            {
                Shown = seen.Examples ?? (near?.Excess >= NearConcern ? seen.Pairs : null),
                Blind = "Rows that mean the same and are written differently. Features that a table repeats anyway hide copies whose label or time was changed.",
            };
        }

        private static string Told(NearRows near) => near.AreImages
            ? $"{near.Near:N0} of {near.Rows:N0} {near.Split} images ({(double)near.Near / near.Rows:P2}{(near.There > near.Rows ? $", drawn of {near.There:N0}" : "")}) look like one of {near.TrainRead:N0} train images{(near.TrainThere > near.TrainRead ? $" drawn of {near.TrainThere:N0}" : "")}, scaled, recompressed or a little changed"
            : near.Column is null
            ? $"{near.Near:N0} of {near.Rows:N0} {near.Split} rows ({(double)near.Near / near.Rows:P2}) lie within 1/50 of the interquartile range of a train row in every number, with all else equal{(near.ByChance >= 1 ? $"; the density of the table explains at most {near.ByChance:N0}" : "")}"
            : $"{near.Near:N0} of {near.Rows:N0} {near.Split} texts of {near.Column} ({(double)near.Near / near.Rows:P2}{(near.There > near.Rows ? $", drawn of {near.There:N0}" : "")}) share 80 % of their words in order with one of {near.TrainRead:N0} train texts{(near.TrainThere > near.TrainRead ? $" drawn of {near.TrainThere:N0}" : "")}";

        private static string Named(string what, NearRows near) => near.Column is null ? $"{near.Split}_{what}" : $"{near.Split}_{near.Column}_{what}";

        /// <summary>Which splits hold other rows than their manifest records: numbers measured on them before do not compare with numbers measured now.</summary>
        private static string? Changed(SplitCopies seen) => seen.Changed is not [var first, ..] ? null
            : $"The split is not what {first.File} records: {string.Join(", ", seen.Changed.Select(c => $"{c.Name} {(c.Then == c.Now ? $"has other {c.Now:N0} rows" : $"has {c.Now:N0} rows, recorded {(c.Then is { } then ? $"{then:N0}" : "none")}")}"))}. Record it with `airworthy data split`, and measure again what is to be compared.";

        /// <summary>How far, at least, a split's share of rows alike in the features lies above train's own; both by their 99.7 % intervals.</summary>
        private static double Above(CopiedRows split, SplitCopies seen) => seen.TrainRows == 0 || split.Rows == 0
            ? 0
            : Proportion.Wilson(split.Alike, split.Rows, z: 3).Low - Proportion.Wilson(seen.TrainAlike, seen.TrainRows, z: 3).High;
    }
}
