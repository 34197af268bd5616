using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Models.Tabular;

namespace Airworthy.Pipelines.Learning;

/// <summary>What a model said of a split's rows, measured.</summary>
/// <param name="Ranked">The metric that ranks, first of <paramref name="All"/>.</param>
/// <param name="Costs">What its decisions cost by <c>error_costs</c>; null where the contract's costs do not fit, or are none.</param>
public sealed record Scored(Estimate Ranked, IReadOnlyList<Estimate> All, CostResult? Costs)
{
    /// <summary>Answers of a model as metrics read them.</summary>
    public static Answers AnswersOf(FloatMatrix answers, Target target, double threshold)
    {
        if (target.Scale != AnswerScale.Classes)
        {
            double[] scores = [.. answers.Values.Select(v => (double)v)];
            return target.Scale == AnswerScale.Number ? new Answers(scores) : Answers.OfScores(scores, new Truth(target.Values, 2), threshold);
        }

        var (answer, ofLabel, square) = (new double[answers.Rows], new double[answers.Rows], new double[answers.Rows]);
        for (var row = 0; row < answers.Rows; row++)
        {
            var said = answers.Row(row);
            var label = (int)target.Values[row];
            answer[row] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(said);
            ofLabel[row] = said[label];
            for (var k = 0; k < said.Length; k++)
            {
                square[row] += Math.Pow(said[k] - (k == label ? 1 : 0), 2);
            }
        }

        return new Answers(new double[answers.Rows], answer, ofLabel, square);
    }

    /// <summary>Measures them.</summary>
    /// <param name="hasProbabilities">Whether there are probabilities, not only decisions.</param>
    public static Scored Of(ProjectContract contract, LearningTask task, Truth truth, Answers answers, RowUnits units, bool hasProbabilities = true)
    {
        var confidence = contract.Metric?.Confidence ?? 0.95;
        var all = UsualMetrics.Of(task.Metric, truth, hasProbabilities).Select(m => Estimate.Of(m, truth, answers, units, confidence)).ToList();
        var (costs, _) = DecisionPrices.Of(contract.ErrorCosts, truth, answers, task.Classes, hasProbabilities, DecisionThreshold.Of(contract).From, units, confidence);
        var ranked = all.FirstOrDefault(e => e.Metric == task.Metric.Name) ?? new Estimate(task.Metric.Name, double.NaN, double.NaN, double.NaN, double.NaN, 0);
        return new Scored(ranked, all, costs);
    }
}
