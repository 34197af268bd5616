using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.TestScore.Model;

public static partial class Inclusion
{
    public sealed class Gap : ICheck<ModelQuality>
    {
        /// <summary>A shown difference from which there is a concern, whatever the contract allows.</summary>
        public const double Concerning = 0.05;

        public Defect Defect => new Defect.Predicted((contract, group) => contract.Responsibility?.Fairness?.Groups is [{ } column, ..] && group(column) is { } value ? $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\" = {value}" : null, size => size == DefectSize.JustAbove ? 0.9 : 1);

        public Verdict Judge(ProjectContract contract, ModelQuality seen)
        {
            if (Promised.Lacks(contract, "responsibility.fairness.groups", "responsibility.fairness.max_gap") is { } lacks)
            {
                return lacks;
            }

            var fairness = contract.Responsibility!.Fairness!;
            var limit = fairness.MaxGap!.Value;
            var columns = (seen.Groups ?? []).ToDictionary(g => g.Column, StringComparer.Ordinal);
            var (over, open, within, verdictNumbers) = (new List<string>(), new List<string>(), new List<string>(), new List<(string, double)>());
            var concerns = new List<string>();
            foreach (var column in fairness.Groups!)
            {
                if (columns.GetValueOrDefault(column) is not { } apart)
                {
                    open.Add($"the table has no column {column} with groups");
                    continue;
                }

                if (apart.Gap is not { } gap)
                {
                    open.Add($"fewer than two groups of {column} have rows enough");
                    continue;
                }

                verdictNumbers.AddRange([($"{column}_gap", gap), ($"{column}_gap_low", apart.Low), ($"{column}_gap_high", apart.High)]);
                var says = $"{apart.Metric} of {apart.Best} and {apart.Worst} is {gap:0.0###} apart ({apart.Low:0.0###} to {apart.High:0.0###})";
                (gap > limit && apart.Low > 0 ? over : apart.High > limit ? open : within).Add(says);
                if (apart.Low > 0 && gap > Concerning && gap <= limit)
                {
                    concerns.Add($"{says}: more than chance, and more than {Concerning:0.00}.");
                }

                if (apart.Small is { Count: > 0 } small)
                {
                    open.Add($"too few rows of {string.Join(", ", small.Take(4))}{(small.Count > 4 ? " and others" : "")}");
                }
            }

            var verdict = over.Count > 0 ? Verdict.Unmet($"{string.Join("; ", over)}; the limit is {limit:0.0###}.", "Find out why these groups are served worse (`airworthy evaluate --errors FILE`), and mend it before anybody relies on the answers.")
                : open.Count > 0 ? Verdict.Undecided($"{string.Join("; ", open.Concat(within))}; the limit is {limit:0.0###}.", "Collect more rows of the groups, until the interval lies on one side of the limit.")
                : Verdict.Met($"{string.Join("; ", within)}; the limit is {limit:0.0###}.");
            return concerns.Aggregate(verdict.With([.. verdictNumbers, ("limit", limit)]), (v, c) => v.Concern(c)) with
            {
                At = contract.Source.At("responsibility.fairness"),
                Blind = "Groups that are not recorded, and whether the measure suits the decision.",
            };
        }
    }
}
