namespace Airworthy.Core.Statistics.Curves;

/// <param name="Share">Of rows whose residual is at most that, in (0, 1).</param>
public readonly record struct ResidualQuantile(double Share, double Residual);

/// <summary>Rows of about equal prediction.</summary>
/// <param name="Predicted">Mean prediction.</param>
/// <param name="Mean">Mean residual.</param>
/// <param name="Lower">A quarter of the residuals is below.</param>
/// <param name="Upper">A quarter is above.</param>
public readonly record struct ResidualBin(double Predicted, double Mean, double Lower, double Upper);

/// <summary>How predicted numbers miss: label less prediction.</summary>
/// <param name="Quantiles">Share and residual, lowest first: 1, 5, 10, 25, 50, 75, 90, 95 and 99 in 100.</param>
/// <param name="ByPrediction">Rows in ten bins of about equal size by what was predicted: mean prediction, mean residual, and the middle half of the residuals.</param>
public sealed record Residuals(IReadOnlyList<ResidualQuantile> Quantiles, IReadOnlyList<ResidualBin> ByPrediction)
{
    private static readonly double[] s_shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    /// <param name="labels">At least one.</param>
    /// <param name="predicted">As many.</param>
    public static Residuals Of(double[] labels, double[] predicted, int bins = 10)
    {
        var order = Metrics.RankMetrics.Sorted(predicted);
        var all = labels.Select((y, i) => y - predicted[i]).Order().ToArray();
        var n = order.Length;
        var parts = new List<ResidualBin>();
        for (var k = 0; k < Math.Min(bins, n); k++)
        {
            var rows = order[(int)((long)k * n / Math.Min(bins, n))..(int)((long)(k + 1) * n / Math.Min(bins, n))];
            var residuals = rows.Select(i => labels[i] - predicted[i]).Order().ToArray();
            parts.Add(new ResidualBin(rows.Average(i => predicted[i]), residuals.Average(), At(residuals, 0.25), At(residuals, 0.75)));
        }

        return new Residuals([.. s_shares.Select(s => new ResidualQuantile(s, At(all, s)))], parts);
    }

    /// <summary>A quantile between order statistics, linearly: Hyndman and Fan (1996), type 7.</summary>
    public static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (below, part) = ((int)place, place - Math.Floor(place));
        return below + 1 < sorted.Length ? sorted[below] + (part * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }
}
