namespace Airworthy.Core.Statistics.Metrics;

/// <summary>What a model loses when what some columns say is dealt out anew among the rows.</summary>
/// <remarks>Sources: Breiman (2001), Machine Learning 45, 5–32; Fisher, Rudin and Dominici (2019), JMLR 20(177), 1–81.</remarks>
public static class ShuffledGain
{
    /// <summary>Compares the answers to the rows as they are with those to shuffled ones, paired row by row.</summary>
    /// <param name="intact">Answers to the rows as they are.</param>
    /// <param name="shuffled">Answers after each shuffle; at least one.</param>
    /// <param name="up">Whether more of the metric is better.</param>
    /// <returns>
    /// The mean gain of the intact rows over the shuffled ones; its error counts both the rows that happen to be there and the shuffles that happened to be drawn.
    /// Null when the metric does not exist on these rows.
    /// </returns>
    public static PairedGain? Of(PredictionMetric metric, Truth truth, Answers intact, IReadOnlyList<Answers> shuffled, RowUnits units, bool up, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shuffled.Count);
        var compared = shuffled.Select(s => metric.Compare(truth, s, intact)).ToList();
        if (compared.Contains(null))
        {
            return null;
        }

        var influence = new double[compared[0]!.Value.Influence.Length];
        foreach (var one in compared)
        {
            for (var i = 0; i < influence.Length; i++)
            {
                influence[i] += one!.Value.Influence[i] / compared.Count;
            }
        }

        var gains = compared.Select(c => (c!.Value.Second - c.Value.First) * (up ? 1 : -1)).ToList();
        var (unit, gain) = (units.Of(influence), gains.Average());
        var ofShuffles = gains.Count < 2 ? 0 : gains.Sum(g => (g - gain) * (g - gain)) / (gains.Count - 1) / gains.Count;
        var error = Math.Sqrt((unit.Error * unit.Error) + ofShuffles);
        var half = Estimate.Quantile(unit.Units, confidence, unit.Block is not null || metric.Scale == MetricScale.Ranking) * error;
        return new PairedGain(compared.Average(c => c!.Value.First), compared[0]!.Value.Second, gain, gain - half, gain + half, error, unit.Units, unit.Block, confidence);
    }
}
