using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Costs;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>What decisions cost by the contract's <c>error_costs</c>.</summary>
public static class DecisionPrices
{
    private static readonly double[] s_times = [0.25, 0.5, 2, 4];

    /// <summary>The cost of the answers; null, with the reason, where the contract's costs do not fit them.</summary>
    /// <param name="classes">The classes, in order.</param>
    /// <param name="hasScores">Of two classes: whether there are probabilities, so that other thresholds can be tried.</param>
    public static (CostResult? Costs, string? WhyNot) Of(ErrorCosts? costs, Truth truth, Answers answers, IReadOnlyList<string> classes, bool hasScores, double threshold, RowUnits units, double confidence)
    {
        if (costs is null)
        {
            return (null, null); // error-costs asks for them
        }

        var unit = costs.Unit ?? "units";
        if (classes.Count == 2)
        {
            return DecisionCosts.Of(costs.Matrix) is { } four ? (OfTwo(unit, four, truth, answers, hasScores, threshold, units, confidence), null) : (null, "error_costs.matrix has not the four cells of two classes.");
        }

        if (classes.Count > 2)
        {
            return OfMany(unit, costs.Matrix, truth, answers, classes, units, confidence);
        }

        if (truth.Queries is not null)
        {
            return (null, "Costs of a ranking by position are not computed.");
        }

        if (costs is not { UnderPerUnit: { } under, OverPerUnit: { } over })
        {
            return (null, "error_costs.under_per_unit or over_per_unit is missing.");
        }

        // The cheapest fixed number is the quantile under ⁄ (under + over) of the labels: Koenker and Bassett (1978).
        var sorted = truth.Values.Order().ToArray();
        var fixedAt = sorted.Length == 0 ? 0 : Statistics.Curves.Residuals.At(sorted, under + over > 0 ? under / (under + over) : 0.5);
        double Cost(double label, double said) => label > said ? under * (label - said) : over * (said - label);
        var result = Mean(unit, [.. truth.Values.Select((y, i) => Cost(y, answers.Score[i]))], units, confidence);
        return (result with { Fixed = 1000 * truth.Values.Average(y => Cost(y, fixedAt)), FixedAnswer = $"always {fixedAt:G4}" }, null);
    }

    private static CostResult OfTwo(string unit, DecisionCosts costs, Truth truth, Answers answers, bool hasScores, double threshold, RowUnits units, double confidence)
    {
        var n = (double)truth.Rows;
        var (tp, fn, fp, tn) = (0.0, 0.0, 0.0, 0.0);
        var cost = new double[truth.Rows];
        for (var i = 0; i < cost.Length; i++)
        {
            var (isSo, yes) = (truth.Values[i] > 0.5, answers.Answer![i] > 0.5);
            cost[i] = costs.Of(isSo, yes);
            (tp, fn, fp, tn) = (tp + (isSo && yes ? 1 : 0), fn + (isSo && !yes ? 1 : 0), fp + (!isSo && yes ? 1 : 0), tn + (!isSo && !yes ? 1 : 0));
        }

        var (never, always) = ((((tp + fn) * costs.FalseNo) + ((fp + tn) * costs.TrueNo)) / n, (((tp + fn) * costs.TrueYes) + ((fp + tn) * costs.FalseYes)) / n);
        var (alarm, miss) = CostCurve.BreakEven(costs, tp / n, fn / n, fp / n, tn / n);
        var result = Mean(unit, cost, units, confidence) with
        {
            Elkan = costs.Optimal,
            Fixed = 1000 * Math.Min(never, always),
            FixedAnswer = never <= always ? "no to all" : "yes to all",
            BreakEvenFalseAlarm = alarm,
            BreakEvenMiss = miss,
        };
        return !hasScores ? result : result with
        {
            Curve = CostCurve.Of(truth, answers.Score, costs, threshold, units),
            Sensitivity =
            [
                .. s_times.Select(t =>
                {
                    var other = CostCurve.Of(truth, answers.Score, costs with { FalseNo = costs.FalseNo * t }, threshold, RowUnits.None, draws: 0);
                    return new CostIf(t, other.Cheapest, other.Least == 0 ? 0 : (other.Cost - other.Least) / Math.Abs(other.Least));
                }),
            ],
        };
    }

    private static (CostResult?, string?) OfMany(string unit, IReadOnlyDictionary<string, double>? cells, Truth truth, Answers answers, IReadOnlyList<string> classes, RowUnits units, double confidence)
    {
        double? Cell(string actual, string said) => cells is not null && cells.TryGetValue($"{actual}/{said}", out var cost) ? cost : null;
        var lacking = classes.SelectMany(a => classes.Where(s => Cell(a, s) is null).Select(s => $"{a}/{s}")).ToList();
        if (lacking.Count > 0)
        {
            return (null, $"error_costs.matrix lacks {string.Join(", ", lacking.Take(4))}{(lacking.Count > 4 ? " and more" : "")}.");
        }

        if (answers.Answer!.Any(a => a < 0))
        {
            return (null, "Some answers are none of the label's classes, and what those cost nobody says.");
        }

        var table = classes.Select(a => classes.Select(s => Cell(a, s)!.Value).ToArray()).ToArray();
        var result = Mean(unit, [.. truth.Values.Select((y, i) => table[(int)y][(int)answers.Answer![i]])], units, confidence);
        var (at, least) = classes.Select((_, said) => truth.Values.Average(y => table[(int)y][said])).Index().MinBy(x => x.Item);
        return (result with { Fixed = 1000 * least, FixedAnswer = $"always {classes[at]}" }, null);
    }

    private static CostResult Mean(string unit, double[] cost, RowUnits units, double confidence)
    {
        var mean = cost.Length == 0 ? double.NaN : cost.Average();
        var error = units.Of([.. cost.Select(c => c - mean)]);
        var half = Estimate.Quantile(error.Units, confidence, error.Block is not null) * error.Error;
        return new CostResult(unit, 1000 * mean, new Interval(1000 * (mean - half), 1000 * (mean + half)));
    }
}
