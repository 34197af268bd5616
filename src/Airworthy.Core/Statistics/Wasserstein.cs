namespace Airworthy.Core.Statistics;

/// <summary>How far values have moved on the average, in the units of the column: the distance of Wasserstein of order 1.</summary>
/// <remarks>
/// W₁ = ∫ |F(x) − G(x)| dx over the two cumulative shares.
/// <para>Source: Vallender (1974), Theory Probab. Appl. 18, 784–786.</para>
/// </remarks>
public static class Wasserstein
{
    /// <summary>From counts in the same bins: the integral between the lowest and the highest bound, F and G known at each.</summary>
    /// <param name="bounds">Ascending; the upper bounds of all bins but the last.</param>
    /// <param name="before">Rows per bin, one more than bounds.</param>
    /// <param name="after">Rows per bin of the other sample.</param>
    /// <returns>At least 0; 0 when a sample has no rows. Values beyond the outer bounds count as if they were at them.</returns>
    public static double OfBins(IReadOnlyList<double> bounds, ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(before.Length, bounds.Count + 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(after.Length, bounds.Count + 1);
        var (n, m) = (0L, 0L);
        for (var i = 0; i < before.Length; i++)
        {
            (n, m) = (n + before[i], m + after[i]);
        }

        if (n == 0 || m == 0)
        {
            return 0;
        }

        var (f, g, moved) = (0L, 0L, 0.0);
        for (var i = 0; i + 1 < bounds.Count; i++)
        {
            (f, g) = (f + before[i], g + after[i]);
            moved += Math.Abs(((double)f / n) - ((double)g / m)) * (bounds[i + 1] - bounds[i]);
        }

        return moved;
    }

    /// <summary>The spread that a distance is measured in: √((s² + t²) ⁄ 2) of the two samples' own standard deviations.</summary>
    public static double Spread(double first, double second) => Math.Sqrt(((first * first) + (second * second)) / 2);
}
