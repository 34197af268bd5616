using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Data;

public static partial class LeakageSafeSplit
{
    public sealed class Entity : ICheck<SplitEntities>
    {
        /// <summary>What <c>data.entity</c> says when rows do not belong together.</summary>
        public const string None = "none";

        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column planted_group varchar;
            update data set planted_group = coalesce(__split, 'none') || '-' || cast(rowid % 50 as varchar);
            update data set planted_group = (select min(planted_group) from data where __split in ('dev', 'test'))
            where __split = 'train' and {size switch { DefectSize.JustBelow => "false", DefectSize.JustAbove => "planted_group = (select min(planted_group) from data where __split = 'train')", _ => "true" }}
            """, ("data.entity", "planted_group"));

        public Verdict Judge(ProjectContract contract, SplitEntities seen)
        {
            var declared = contract.Data?.Entity;
            var suggested = (seen.Suggested ?? []).Where(s => s.Shared > 0).ToList();
            var names = string.Join(", ", suggested.Take(3).Select(s => s.Column)) + (suggested.Count > 3 ? $" and {suggested.Count - 3} more" : "");
            if (declared is null)
            {
                return Verdict.Unknown(
                    $"data.entity is not stated, so nobody knows which rows belong together.{(suggested.Count > 0 ? $" {Shared(suggested[0])}" : "")}",
                    suggested.Count > 0
                        ? $"Write data.entity: the column whose rows never cross a split ({names}?), or none."
                        : "Write data.entity: the column whose rows never cross a split, or none.") with
                {
                    At = contract.Source.At("data"),
                };
            }

            if (declared == None)
            {
                return Verdict.Met($"data.entity says none: rows stand for themselves.{(suggested.Count == 0 ? " No column repeats like a key." : "")}")
                    .With([.. suggested.Select(s => ($"{s.Column}_shared", (double)s.Shared))])
                    .Concern(suggested.Count > 0 ? $"{names} {(suggested.Count == 1 ? "repeats" : "repeat")} like a key: {Shared(suggested[0])}" : null) with
                {
                    Blind = "An entity that no column names cannot be seen.",
                };
            }

            if (seen.Splits.All(s => s.Groups == 0))
            {
                return Verdict.Unknown($"No row of dev or test has a {declared}, so nothing was compared.", "Check data.entity and the splits.");
            }

            var worst = seen.Splits.MaxBy(s => s.Groups == 0 ? 0 : (double)s.Shared / s.Groups)!;
            var verdict = worst.Shared > 0
                ? Verdict.Unmet($"{worst.Shared:N0} of {worst.Groups:N0} values of {declared} in {worst.Name} are also in train{Named(worst.Examples)}; none may be.",
                    $"Split by {declared}, so that all rows of one fall on one side.")
                : Verdict.Met($"None of the {seen.Splits.Sum(s => s.Groups):N0} values of {declared} in {string.Join(" and ", seen.Splits.Select(s => s.Name))} is in train.");
            return verdict
                .With([.. seen.Splits.SelectMany(s => new[] { ($"{s.Name}_groups", (double)s.Groups), ($"{s.Name}_shared", s.Shared), ($"{s.Name}_shared_rows", s.SharedRows) })])
                .Shares($"Values of {declared} that are also in train", 0, seen.Splits.Select(s => ($"{s.Name}_shared", (double)s.Shared, (double)s.Groups)))
                .Concern(seen.RowsWithout > 0 ? $"{seen.RowsWithout:N0} rows have no {declared}; they were not compared." : null)
                .Concern(suggested.Count > 0 ? $"{names} {(suggested.Count == 1 ? "repeats" : "repeat")} like a key too: {Shared(suggested[0])}" : null) with
            {
                At = contract.Source.At("data.entity"),
                Blind = "An entity that no column names cannot be seen.",
            };
        }

        private static string Shared(SuggestedKey key) => $"{key.Shared:N0} of {key.Values:N0} values of {key.Column} outside train are also in train.";

        private static string Named(IReadOnlyList<string>? examples) => examples is { Count: > 0 } ? $" (such as {string.Join(", ", examples.Take(3))})" : "";
    }
}
