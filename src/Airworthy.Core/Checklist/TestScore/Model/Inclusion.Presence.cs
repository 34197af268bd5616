using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class Inclusion
{
    public sealed class Presence : ICheck<GroupShares>
    {
        /// <summary>Of its share of the population, what a group has to have in the rows; and below what there is a concern.</summary>
        public const double Least = 0.5, Concerning = 0.8;

        private const double OneIn100 = 2.575829;

        public Defect Defect => Defect.Planting(size => $"""
            alter table data add column planted_group varchar;
            update data set planted_group = case when hash(rowid, 5) % 1000 < {size switch { DefectSize.JustBelow => "300", DefectSize.JustAbove => "150", _ => "10" }} then 'few' else 'many' end
            """, ("responsibility.fairness.groups", "[planted_group]"), ("responsibility.fairness.population", "[{column: planted_group, shares: {few: 0.4, many: 0.6}}]"));

        public Verdict Judge(ProjectContract contract, GroupShares seen)
        {
            if (Promised.Lacks(contract, "responsibility.fairness.groups", "responsibility.fairness.population") is { } lacks)
            {
                return lacks;
            }

            var fairness = contract.Responsibility!.Fairness!;
            var (over, open, within, unknown, concerns) = (new List<string>(), new List<string>(), new List<string>(), new List<string>(), new List<string>());
            var numbers = new List<(string, double)>();
            var table = new List<IReadOnlyList<string>>();
            foreach (var column in fairness.Groups!)
            {
                var stated = fairness.Population!.FirstOrDefault(p => p.Column == column)?.Shares;
                if (stated is not { Count: > 0 } || stated.Values.Sum() > 1.005 || stated.Values.Max() == 0)
                {
                    unknown.Add(stated is not { Count: > 0 } ? $"how large the groups of {column} are in the population is not stated" : $"the shares of {column} add up to {stated.Values.Sum():0.###}");
                    continue;
                }

                var there = seen.There.Where(t => t.Column == column).ToList();
                if (there.Count == 0 || there.Exists(t => t.Groups is null || t.Rows == 0))
                {
                    unknown.Add(there.Count == 0 ? $"the table has no column {column}" : there.Exists(t => t.Rows == 0) ? $"{there.First(t => t.Rows == 0).Split} has no rows" : $"{column} has too many values to be groups");
                    continue;
                }

                foreach (var t in there)
                {
                    foreach (var (group, share) in stated.Where(s => s.Value > 0))
                    {
                        var rows = t.Groups!.GetValueOrDefault(group);
                        var found = (double)rows / t.Rows;
                        var range = Proportion.Wilson(rows, t.Rows, OneIn100);
                        var says = $"{column} {group} is {found:P1} of {t.Split} ({rows:N0} rows) and {share:P1} of the population";
                        (range.High < Least * share ? over : range.Low < Least * share ? open : within).Add(says);
                        if (range.High < Concerning * share && range.High >= Least * share)
                        {
                            concerns.Add($"{says}.");
                        }

                        numbers.Add(($"{column}_{group}_{t.Split}_share", found));
                        table.Add([column, group, t.Split, $"{rows:N0}", $"{found:P1}", $"{share:P1}"]);
                    }

                    var unstated = t.Groups!.Where(g => !stated.ContainsKey(g.Key) && g.Value >= 0.01 * t.Rows).Select(g => g.Key).Order(StringComparer.Ordinal).ToList();
                    var unrecorded = t.Rows - t.Groups!.Values.Sum();
                    concerns.AddRange(unstated.Count == 0 ? [] : [$"{t.Split} has groups of {column} that the population does not state: {string.Join(", ", unstated.Take(5))}{(unstated.Count > 5 ? " and others" : "")}."]);
                    concerns.AddRange(unrecorded > 0.05 * t.Rows ? [$"{unrecorded:N0} of {t.Rows:N0} rows of {t.Split} do not say their {column}."] : []);
                }
            }

            var verdict = over.Count > 0 ? Verdict.Unmet($"{string.Join("; ", over)}: less than half of its share.", "Collect rows of the group, or say to whom the model does not apply.")
                : unknown.Count > 0 ? Verdict.Unknown($"{string.Join("; ", unknown)}.", "Write into responsibility.fairness.population the share of each group, as far as anybody counted.")
                : open.Count > 0 ? Verdict.Undecided($"{string.Join("; ", open)}: too few rows to say whether it has half of its share.", "Collect more rows of the group.")
                : Verdict.Met($"Each of the {within.Count / Math.Max(1, seen.There.Select(t => t.Split).Distinct().Count())} stated groups has more than half of its share of the population, in {string.Join(" and ", seen.There.Select(t => t.Split).Distinct())}.");
            return concerns.Aggregate(verdict.With([.. numbers, ("limit_of_share", Least)]), (v, c) => v.Concern(c)) with
            {
                At = contract.Source.At("responsibility.fairness"),
                Shown = table.Count == 0 ? null : new Shown(["column", "group", "split", "rows", "share", "population"], table),
                Blind = "Whether the stated shares are right, and groups that nobody recorded.",
            };
        }
    }
}
