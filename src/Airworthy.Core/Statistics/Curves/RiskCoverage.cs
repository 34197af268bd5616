namespace Airworthy.Core.Statistics.Curves;

/// <param name="Coverage">Share of rows answered, in (0, 1].</param>
/// <param name="Risk">Mean loss among them.</param>
public readonly record struct RiskPoint(double Coverage, double Risk);

/// <summary>How often a model is wrong on the rows it is surest of, as it answers more and more of them.</summary>
/// <param name="Curve">The surest rows first.</param>
/// <param name="Area">Mean risk over all coverages (AURC), in units of the loss.</param>
/// <param name="Best">The same for a model of equal losses that knew which rows it gets wrong: the least there can be.</param>
public sealed record RiskCoverage(IReadOnlyList<RiskPoint> Curve, double Area, double Best)
{
    /// <summary>What a better ordering could still win: area less the least.</summary>
    public double Excess => Area - Best;

    /// <summary>Computes it.</summary>
    /// <remarks>Rows of equal confidence are answered together, at their mean loss. Source: Geifman, Uziel and El-Yaniv (2019), ICLR, Bias-Reduced Uncertainty Estimation; El-Yaniv and Wiener (2010), JMLR 11, 1605–1641.</remarks>
    /// <param name="loss">Per row, ≥ 0.</param>
    /// <param name="confidence">Per row; higher is surer.</param>
    /// <param name="most">Points of the curve kept at most.</param>
    public static RiskCoverage Of(double[] loss, double[] confidence, int most = 100)
    {
        var order = Metrics.RankMetrics.Sorted(confidence);
        var (n, sum, area, kept) = (loss.Length, 0.0, 0.0, 0);
        var curve = new List<RiskPoint>();
        for (var to = n; to > 0;)
        {
            var from = to;
            var tied = 0.0;
            while (from > 0 && confidence[order[from - 1]] == confidence[order[to - 1]])
            {
                tied += loss[order[--from]];
            }

            for (var i = to; i > from; i--)
            {
                area += (sum + (tied * (to - i + 1) / (to - from))) / (n - i + 1);
            }

            (sum, to) = (sum + tied, from);
            if ((long)(n - to) * most / n > kept || to == 0)
            {
                kept = (int)((long)(n - to) * most / n);
                curve.Add(new RiskPoint((double)(n - to) / n, sum / (n - to)));
            }
        }

        var sorted = (double[])loss.Clone();
        Array.Sort(sorted);
        var (least, below) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            below += sorted[i];
            least += below / (i + 1);
        }

        return new RiskCoverage(curve, n == 0 ? double.NaN : area / n, n == 0 ? double.NaN : least / n);
    }
}
