using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Probes.Data;

/// <summary>What somebody can reach who gives one answer to all rows and knows the labels' shares.</summary>
internal static class BestConstant
{
    /// <summary>What a model gains over the best of them; null where the metric does not exist for one answer.</summary>
    /// <param name="up">Whether more of the metric is better.</param>
    public static PairedGain? Gain(PredictionMetric metric, Truth truth, Answers model, RowUnits units, bool up, double threshold, double confidence) =>
        Answers(truth, threshold).Select(constant => PairedGain.Of(metric, truth, constant, model, units, up, confidence)).Where(g => g is not null && double.IsFinite(g.Gain)).MinBy(g => g!.Gain);

    private static IEnumerable<Answers> Answers(Truth truth, double threshold)
    {
        var n = truth.Rows;
        if (n == 0 || truth.Queries is not null)
        {
            yield break;
        }

        if (truth.Classes == 0)
        {
            var sorted = truth.Values.Order().ToArray();
            yield return new Answers([.. Enumerable.Repeat(truth.Values.Average(), n)]);
            yield return new Answers([.. Enumerable.Repeat(sorted[n / 2], n)]);
            yield break;
        }

        var shares = new double[truth.Classes];
        foreach (var value in truth.Values)
        {
            shares[(int)value] += 1.0 / n;
        }

        if (truth.Classes == 2)
        {
            foreach (var score in (double[])[shares[1], 0, 1])
            {
                yield return Core.Statistics.Metrics.Answers.OfScores([.. Enumerable.Repeat(score, n)], truth, threshold);
            }

            yield break;
        }

        var (most, squares) = (shares.Index().MaxBy(s => s.Item).Index, shares.Sum(s => s * s));
        yield return new Answers([.. Enumerable.Repeat(shares[most], n)], [.. Enumerable.Repeat((double)most, n)], [.. truth.Values.Select(y => shares[(int)y])], [.. truth.Values.Select(y => squares - (2 * shares[(int)y]) + 1)]);
    }
}
