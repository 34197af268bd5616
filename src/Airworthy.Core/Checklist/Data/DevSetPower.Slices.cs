using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.Data;

public static partial class DevSetPower
{
    public sealed class Slices : ICheck<GainPower>
    {
        public Defect Defect => new Mde().Defect with { Turns = Answer.Met };

        public Verdict Judge(ProjectContract contract, GainPower seen)
        {
            if (seen.Slices is not { Count: > 0 } slices)
            {
                return Verdict.Unknown("The contract declares no slices.", "Write slices into airworthy.yaml: the groups where a good average could hide a bad model.");
            }

            if (contract.Metric?.MinimumImprovement is not { } wanted)
            {
                return Promised.Lacks(contract, "metric.minimum_improvement")!;
            }

            var confidence = contract.Metric.Confidence ?? 0.95;
            var verdict = Verdict.Met("");
            var shown = new List<IReadOnlyList<string>>();
            var bars = new List<(string, double)>();
            var seenIn = new List<string>();
            foreach (var slice in slices)
            {
                if (WhyNot(slice) is { } why)
                {
                    shown.Add([slice.Name, $"{slice.Rows:N0}", "–", "–"]);
                    verdict = verdict.Concern($"Slice \"{slice.Name}\" ({slice.Rows:N0} rows): nothing can be said, because {why}.");
                    continue;
                }

                var smallest = PairedPower.Smallest(slice.Error!.Value, slice.Units, confidence);
                var more = Math.Max(0, slice.Rows * (PairedPower.Times(smallest, wanted) - 1));
                shown.Add([slice.Name, $"{slice.Rows:N0}", $"{smallest:0.0###}", $"{more:N0}"]);
                bars.Add((slice.Name, smallest));
                seenIn.Add($"{slice.Name} {smallest:0.0###}");
                verdict = verdict.With(($"smallest_difference_{slice.Name}", smallest), ($"rows_{slice.Name}", slice.Rows))
                    .Concern(smallest > Mde.Tolerated * wanted ? $"Slice \"{slice.Name}\" shows {smallest:0.0###} or more: you need {more:N0} more rows of it{Price(contract, more, slice, seen)}." : null);
            }

            return verdict with
            {
                Says = seenIn.Count == 0 ? $"None of {slices.Count} slices has rows to tell two models apart." : $"Smallest difference in {seen.Metric} that shows, per slice{(seen.Measured is null ? ", planned" : "")}: {string.Join(", ", seenIn)}; {wanted:0.0###} is wanted.",
                Shown = new Shown(["slice", "rows", "smallest difference", "rows more"], shown),
                Plots = bars.Count == 0 ? [] : [Plot.Bars($"Smallest difference in {seen.Metric} that shows", bars, wanted, seen.Metric)],
                Blind = "Whether the slices are the right ones. They are shown and turn nothing red.",
            };
        }

        /// <summary>What a slice lacks before the error of a difference can be told on it: the same as the whole split needs.</summary>
        private static string? WhyNot(SlicePower slice) => slice switch
        {
            { WhyNot: { } why } => why,
            { Units: < 2 } => "it is a single block of rows",
            { Rarest: < Mde.Least and var rows } => $"of the rarer class it has {rows:N0}, and at least {Mde.Least} are needed",
            { Differing: < Mde.Least and var rows } => $"the two models differ on only {rows:N0}; at least {Mde.Least} are needed",
            { Error: > 0 } => null,
            _ => "the difference of the two models does not vary on it",
        };

        /// <summary>What more rows of a slice cost and how long they take, as far as data.collection says it.</summary>
        private static string Price(ProjectContract contract, double more, SlicePower slice, GainPower seen)
        {
            var collection = contract.Data?.Collection;
            var cost = collection?.CostPer1000 is { } money ? $"which costs {more / 1000 * money.Amount:N0} {money.Unit}" : null;
            var months = collection?.RowsPerMonth is > 0 and var rate && slice.Rows > 0 ? $"takes {more / (rate * slice.Rows / seen.Rows):N0} months" : null;
            return cost is null && months is null ? "" : ", " + string.Join(" and ", new[] { cost, months }.OfType<string>());
        }
    }
}
