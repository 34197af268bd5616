using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class Inclusion
{
    public sealed class Swap : ICheck<GroupSwaps>
    {
        /// <summary>The share of turned decisions from which somebody has to decide, where the contract says nothing.</summary>
        public const double Ask = 0.05;

        public Defect Defect => new Defect.Seen("no folder holds a champion that can be asked",
            new GroupSwaps("drill", "1", "dev", 1, [new("planted_group", 1_000, 240, ["this side", "that side"])]))
        {
            Fields = Defect.Promising(("responsibility.fairness.groups", "[planted_group]"), ("responsibility.fairness.max_flips", "0.1")).Fields,
        };

        public Verdict Judge(ProjectContract contract, GroupSwaps seen)
        {
            if (Promised.Lacks(contract, "responsibility.fairness.groups") is { } lacks)
            {
                return lacks;
            }

            var fairness = contract.Responsibility!.Fairness!;
            var limit = fairness.MaxFlips ?? Ask;
            var columns = fairness.Groups!.Select(g => seen.Columns.FirstOrDefault(c => c.Column == g) ?? new SwappedColumn(g, WhyNot: "it was not among the groups when the model was asked")).ToList();
            var asked = columns.Where(c => c is { WhyNot: null, Rows: > 0 }).Select(c => (c.Column, c.Flipped, c.Rows, Share: (double)c.Flipped / c.Rows, Range: Proportion.Wilson(c.Flipped, c.Rows))).ToList();
            if (asked.Count == 0)
            {
                return Verdict.Unknown($"No group of version {seen.Version} of {seen.Model} could be swapped: {string.Join("; ", columns.Select(c => $"{c.Column}, {c.WhyNot ?? "no rows"}"))}.",
                    "Where the model is not given a group, the part proxies says what stands in for it. Else run `airworthy evaluate champion --importance` again.");
            }

            var says = $"{string.Join("; ", asked.Select(a => $"with another {a.Column} in the row and all else as it is, {a.Flipped:N0} of {a.Rows:N0} decisions ({a.Share:P1}) of version {seen.Version} are others"))}; {(fairness.MaxFlips is null ? "where nobody set a limit, a person has to decide from" : "the limit is")} {limit:P1}.";
            var verdict = asked.Exists(a => a.Range.Low > limit)
                ? fairness.MaxFlips is null
                    ? Verdict.Undecided(says, "Leave the group out of the features, or write the share that may turn into responsibility.fairness.max_flips.")
                    : Verdict.Unmet(says, "Leave the group out of the features and train again.")
                : asked.Exists(a => a.Range.High > limit) ? Verdict.Undecided(says, "Ask on more rows, or settle what may turn in responsibility.fairness.max_flips.")
                : Verdict.Met(says);
            return columns.Where(c => c.WhyNot is not null).Aggregate(verdict.With([.. asked.Select(a => ($"{a.Column}_flipped", a.Share)), ("limit", limit), ("days_ago", seen.DaysAgo)]), (v, c) => v.Concern($"{c.Column} was not swapped: {c.WhyNot}.")) with
            {
                At = contract.Source.At("responsibility.fairness"),
                Blind = "Whatever goes with the group in real life and did not change with it in the row.",
            };
        }
    }
}
