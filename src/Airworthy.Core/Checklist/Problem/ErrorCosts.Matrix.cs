using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Problem;

public static partial class ErrorCosts
{
    public sealed class Matrix : IContractCheck
    {
        public Defect Defect => Defect.Promising(
            ("error_costs.matrix", "{false_alarm: 5, missed: 5, true_alarm: 5, true_quiet: 5}"),
            ("error_costs.under_per_unit", "0"), ("error_costs.over_per_unit", "0"), ("error_costs.per_position", "[1, 1]"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "error_costs.unit", "error_costs.worst_case") is { } lacks)
            {
                return lacks;
            }

            var costs = contract.ErrorCosts!;
            return contract.Kind switch
            {
                ProjectKind.TabularRegression or ProjectKind.Forecasting => PerUnit(contract, costs),
                ProjectKind.Ranking => PerPosition(contract, costs),
                ProjectKind.TabularClassification or ProjectKind.ImageClassification or ProjectKind.TextClassification => Cells(contract, costs),
                _ => costs.Matrix is not null ? Cells(contract, costs) : costs.PerPosition is not null ? PerPosition(contract, costs) : PerUnit(contract, costs),
            };
        }

        private static Verdict Cells(ProjectContract contract, Contracts.ErrorCosts costs)
        {
            if (Promised.Lacks(contract, "error_costs.matrix", "error_costs.threshold") is { } lacks)
            {
                return lacks;
            }

            var at = contract.Source.At("error_costs.matrix");
            var cells = costs.Matrix!;
            if (Confusion.Of(cells.Keys) is not { } confusion)
            {
                return Verdict.Unknown($"error_costs.matrix has {cells.Count} cells ({string.Join(", ", cells.Keys.Take(6))}), and a whole matrix cannot be read from their names.",
                    "Name four cells, the two correct ones true_…, or one cell actual/predicted for every pair of classes.") with
                { At = at };
            }

            if (confusion.Missing.Count > 0)
            {
                return Verdict.Unknown($"error_costs.matrix lacks {confusion.Missing.Count} of {confusion.Size} cells, the first {confusion.Missing[0]}.",
                    "Give every cell a cost, correct answers included; 0 is allowed.") with
                { At = at };
            }

            var dearest = cells.Where(c => !confusion.Correct.Contains(c.Key)).MaxBy(c => c.Value);
            var correct = cells.Where(c => confusion.Correct.Contains(c.Key)).MaxBy(c => c.Value);
            var numbers = ((string, double)[])[("cells", cells.Count), ("dearest_mistake", dearest.Value), ("dearest_correct", correct.Value)];
            return cells.Values.Distinct().Count() < 2
                ? Verdict.Unmet($"All {cells.Count} cells cost {dearest.Value:G6} {costs.Unit}, so no decision is better than another.", "Ask those who pay for each mistake what it costs.").With(numbers) with { At = at }
                : correct.Value > dearest.Value
                    ? Verdict.Unmet($"The correct answer {correct.Key} costs {correct.Value:G6} {costs.Unit}, more than the dearest mistake, {dearest.Key} at {dearest.Value:G6}.",
                        "Look whether a sign or two cells are swapped.").With(numbers) with
                    { At = at }
                    : Verdict.Met($"All {cells.Count} cells have a cost in {costs.Unit}; the dearest mistake, {dearest.Key}, costs {dearest.Value:G6}, the dearest correct answer {correct.Value:G6}.").With(numbers);
        }

        private static Verdict PerUnit(ProjectContract contract, Contracts.ErrorCosts costs)
        {
            if (Promised.Lacks(contract, "error_costs.under_per_unit", "error_costs.over_per_unit") is { } lacks)
            {
                return lacks;
            }

            var (under, over) = (costs.UnderPerUnit!.Value, costs.OverPerUnit!.Value);
            var numbers = ((string, double)[])[("under_per_unit", under), ("over_per_unit", over)];
            return under == 0 && over == 0
                ? Verdict.Unmet("Predicting too little and too much both cost 0, so no mistake matters.", "Ask those who pay for each mistake what a unit of it costs.").With(numbers) with
                {
                    At = contract.Source.At("error_costs.under_per_unit"),
                }
                : Verdict.Met($"A unit too little costs {under:G6} {costs.Unit}, a unit too much {over:G6}.").With(numbers);
        }

        private static Verdict PerPosition(ProjectContract contract, Contracts.ErrorCosts costs)
        {
            if (Promised.Lacks(contract, "error_costs.per_position") is { } lacks)
            {
                return lacks;
            }

            var places = costs.PerPosition!;
            var numbers = ((string, double)[])[("positions", places.Count), ("dearest", places.Max())];
            return places.Distinct().Count() < 2
                ? Verdict.Unmet($"A mistake costs {places[0]:G6} {costs.Unit} at each of {places.Count} positions, so no order is better than another.",
                    "Say what a mistake costs at the first position and at later ones.").With(numbers) with
                { At = contract.Source.At("error_costs.per_position") }
                : Verdict.Met($"A mistake costs from {places.Min():G6} to {places.Max():G6} {costs.Unit} over {places.Count} positions.").With(numbers);
        }
    }
}
