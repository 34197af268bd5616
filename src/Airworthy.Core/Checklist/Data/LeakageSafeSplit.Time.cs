using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Time : ICheck<SplitTimes>
    {
        /// <summary>By how much AUC on later rows must lie below AUC on rows of all times to be worth a look.</summary>
        public const double LaterConcern = 0.02;

        /// <summary>Standard errors from which a gap is told from chance four times in five: 1.96 + 0.84.</summary>
        public const double LaterErrors = 2.8;

        /// <summary>Share of rows without a readable time above which nobody can say where the splits lie: 1 %.</summary>
        public const double Unread = 0.01;

        public Defect Defect => Defect.Planting(size => $"""
            update data set __split = 'train' where rowid in (
                select rowid from data where __split = (select min(__split) from data where __split in ('dev', 'test'))
                order by $time desc, rowid
                limit {size switch
        {
            DefectSize.JustBelow => "0",
            DefectSize.JustAbove => "1",
            _ => "(select cast(ceil(0.2 * count(*)) as bigint) from data where __split = (select min(__split) from data where __split in ('dev', 'test')))",
        }})
            """, ("data.split.method", "by-time"));

        public Verdict Judge(ProjectContract contract, SplitTimes seen)
        {
            var time = contract.Data?.Time ?? "data.time";
            var method = contract.Data?.Split?.Method;
            if (seen.Splits.FirstOrDefault(s => s.Rows - s.Without <= 0) is { } empty)
            {
                return Verdict.Unknown(
                    empty.Rows == 0 ? $"The split {empty.Name} has no rows, so its place in time is not known." : $"None of the {empty.Rows:N0} {empty.Name} rows has a {time} that can be read.",
                    "Check data.time and the windows, column or files in data.split.");
            }

            if (seen.Splits.Count < 2 || seen.Gaps.Count == 0)
            {
                return Verdict.Unknown("There are no two splits to compare in time.", "Set data.split in airworthy.yaml.");
            }

            var gap = contract.Data?.Split?.GapDays ?? 0;
            var worst = seen.Gaps.MaxBy(g => g.Share)!;
            var without = seen.Splits.Sum(s => s.Without);
            var mustFollow = method == SplitMethod.ByTime || contract.Kind == ProjectKind.Forecasting;
            var narrow = seen.Gaps.Where(g => g.Days < gap).MinBy(g => g.Days);
            var longest = contract.Features?.LookBack is { Count: > 0 } stated ? stated.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First() : default;
            var back = longest.Value.Span.TotalDays;
            var seenAcross = seen.Gaps.Where(g => g.Days < back).MinBy(g => g.Days);
            var verdict = (mustFollow, worst.Overlapping, narrow ?? seenAcross) switch
            {
                (true, > 0, _) => Verdict.Unmet(
                    $"{worst.Overlapping:N0} of {worst.EarlierRows:N0} {worst.Earlier} rows ({worst.Share:P2}) are not before the first {worst.Later} row ({Of(seen, worst.Later).First}); none may be{(method == SplitMethod.ByTime ? "" : " when the future is forecast")}.",
                    $"End {worst.Earlier} before {worst.Later} begins."),
                (true, _, { } across) when narrow is null => Verdict.Unmet(
                    $"{longest.Key} looks back {longest.Value}, and {across.Days:0.##} days lie between {across.Earlier}, which ends {Of(seen, across.Earlier).Last}, and {across.Later}, which begins {Of(seen, across.Later).First}.",
                    $"Leave a gap of at least {Math.Ceiling(back):0} days: `airworthy data split --gap {Math.Ceiling(back):0}`."),
                (true, _, { } tight) => Verdict.Unmet(
                    $"{tight.Earlier} ends {Of(seen, tight.Earlier).Last} and {tight.Later} begins {Of(seen, tight.Later).First}: {tight.Days:0.##} days between them, and data.split.gap_days promises {gap:0.##}.",
                    "Move the windows apart, or promise the gap that features need."),
                (true, _, _) => Verdict.Met($"The splits follow each other in time: {string.Join(", ", seen.Splits.Select(s => $"{s.Name} {s.First} to {s.Last}"))}{(gap > 0 ? $", at least {gap:0.##} days apart" : "")}{(back > 0 ? $"; no feature looks back longer than {longest.Value} ({longest.Key})" : "")}."),
                _ => Verdict.Met(worst.Overlapping == 0
                    ? $"The splits follow each other in time, though the split is not by time: {string.Join(", ", seen.Splits.Select(s => $"{s.Name} {s.First} to {s.Last}"))}."
                    : $"{worst.Share:P1} of {worst.Earlier} rows are not before the first {worst.Later} row; the split is {Reading.WordAttribute.Of(method ?? SplitMethod.Given)}, so it does not promise an order.")
                    .Concern(worst.Overlapping == 0 ? null : $"The model is judged on rows from the same days it learnt from ({worst.Share:P0} overlap). In use it only meets later days: measure a split by time beside it."),
            };
            if (verdict.Answer == Answer.Met && without > Unread * seen.Splits.Sum(s => s.Rows))
            {
                return Verdict.Unknown($"{without:N0} of {seen.Splits.Sum(s => s.Rows):N0} rows have no {time} that can be read, so nobody knows where they lie in time.", $"Write {time} in one form in every row, such as 2026-01-31 08:15:00: data-schema/forms names the forms it has.");
            }

            return verdict
                .With([("gap_days_promised", gap), ("look_back_days", back), .. seen.Gaps.Select(g => ($"{g.Earlier}_{g.Later}_overlapping", (double)g.Overlapping)),
                    .. seen.Gaps.Where(g => g.Days is not null).Select(g => ($"{g.Earlier}_{g.Later}_days", g.Days!.Value))])
                .Shares("Rows that are not before the later split begins", mustFollow ? 0 : null, seen.Gaps.Select(g => ($"{g.Earlier}_{g.Later}_overlapping", (double)g.Overlapping, (double)g.EarlierRows)))
                .With([.. seen.Later is { } l ? [("mixed_auc", l.Mixed.Auc), ("later_auc", l.After.Auc), ("later_gap", l.Gap), ("later_gap_error", l.Error), ("limit_later_gap", LaterConcern)] : Array.Empty<(string, double)>()])
                .Concern(seen.Later is { } later && later.Gap >= Math.Max(LaterConcern, LaterErrors * later.Error)
                    ? $"Trees that learnt from the earlier {later.Learnt:N0} rows tell the label of the latest {later.Asked:N0} with AUC {Told(later.After)}; learnt and asked in a mix of all times they reach {Told(later.Mixed)}. The score of this split promises about {later.Gap:0.00} too much for later days: measure a split by time beside it."
                    : null)
                .Concern(!mustFollow && back > 0 && worst.Overlapping > 0 ? $"{longest.Key} looks back {longest.Value}, so it sees rows of the other splits." : null)
                .Concern(without > 0 ? $"{without:N0} rows have no {time} that can be read." : null) with
            {
                At = contract.Source.At("data.split"),
                Blind = back > 0
                    ? "It believes features.look_back; a feature that looks back further than stated is not seen."
                    : "Whether the gap is as long as the longest look-back of a feature: features.look_back is not written down.",
            };
        }

        private static string Told(AreaFound area) => $"{area.Auc:0.000} ({Math.Max(0, area.Auc - (1.96 * area.Error)):0.000} to {Math.Min(1, area.Auc + (1.96 * area.Error)):0.000})";

        private static SplitTime Of(SplitTimes seen, string name) => seen.Splits.First(s => s.Name == name);
    }
}
