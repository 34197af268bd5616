using MathNet.Numerics;

namespace Airworthy.Core.Statistics;

/// <summary>How far the same column differs between two samples, from counts in the same bins.</summary>
/// <param name="Distance">Largest difference of the cumulative shares at the bins' bounds (numbers) or of one category's share; in [0, 1].</param>
/// <param name="Psi">Population stability index less what chance alone brings, in nats; may be below 0.</param>
/// <param name="P">Probability of so large a difference between equal distributions.</param>
public sealed record Shift(double Distance, double Psi, double P)
{
    /// <summary>Added to every count so that an empty bin does not make the index infinite: Jeffreys' prior of half a row.</summary>
    public const double Smoothing = 0.5;

    /// <summary>Compares bins that stand in order.</summary>
    /// <remarks>
    /// Kolmogorov–Smirnov's D at the bounds of the bins, which is at most the exact one; its p-value by the asymptotic series with
    /// Stephens' correction. Source: Stephens (1970), J. R. Stat. Soc. B 32, 115–122.
    /// </remarks>
    /// <param name="before">Rows per bin in the first sample.</param>
    /// <param name="after">Rows per bin in the second; the same bins in the same order.</param>
    public static Shift OfOrdered(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var (n, m) = (Sum(before), Sum(after));
        if (n == 0 || m == 0)
        {
            return new Shift(0, 0, 1);
        }

        var (f, g, distance) = (0L, 0L, 0.0);
        for (var i = 0; i < before.Length; i++)
        {
            (f, g) = (f + before[i], g + after[i]);
            distance = Math.Max(distance, Math.Abs(((double)f / n) - ((double)g / m)));
        }

        var root = Math.Sqrt((double)n * m / (n + m));
        return new Shift(distance, Index(before, after), Kolmogorov((root + 0.12 + (0.11 / root)) * distance));
    }

    /// <summary>Compares categories.</summary>
    /// <remarks>
    /// The index divided by h = 1⁄n + 1⁄m is about χ² with k − 1 degrees of freedom when nothing changed.
    /// Source: Yurdakul (2018), Statistical Properties of Population Stability Index.
    /// </remarks>
    public static Shift OfCategories(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var (n, m) = (Sum(before), Sum(after));
        if (n == 0 || m == 0)
        {
            return new Shift(0, 0, 1);
        }

        var distance = 0.0;
        for (var i = 0; i < before.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(((double)before[i] / n) - ((double)after[i] / m)));
        }

        var h = (1.0 / n) + (1.0 / m);
        var degrees = Math.Max(1, before.Length - 1);
        var debiased = Index(before, after);
        var x = Math.Max(0, (debiased + (degrees * h)) / h);
        return new Shift(distance, debiased, SpecialFunctions.GammaUpperRegularized(degrees / 2.0, x / 2));
    }

    /// <summary>Which of many comparisons stand out when a share <paramref name="q"/> of false alarms among them is accepted.</summary>
    /// <remarks>Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289–300.</remarks>
    public static double Threshold(IEnumerable<double> p, double q)
    {
        var sorted = p.Order().ToList();
        var threshold = 0.0;
        for (var i = 0; i < sorted.Count; i++)
        {
            threshold = sorted[i] <= q * (i + 1) / sorted.Count ? sorted[i] : threshold;
        }

        return threshold;
    }

    /// <summary>PSI = Σ (a − e) ln(a ⁄ e) over bins, less its mean (k − 1)(1⁄n + 1⁄m) between equal distributions; nats.</summary>
    private static double Index(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var k = before.Length;
        var (n, m) = (Sum(before), Sum(after));
        var sum = 0.0;
        for (var i = 0; i < k; i++)
        {
            var e = (before[i] + Smoothing) / (n + (k * Smoothing));
            var a = (after[i] + Smoothing) / (m + (k * Smoothing));
            sum += (a - e) * Math.Log(a / e);
        }

        return sum - ((k - 1) * ((1.0 / n) + (1.0 / m)));
    }

    private static double Kolmogorov(double lambda)
    {
        if (lambda < 0.2)
        {
            return 1;
        }

        var sum = 0.0;
        for (var j = 1; j <= 50; j++)
        {
            sum += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2 * j * j * lambda * lambda);
        }

        return Math.Clamp(sum, 0, 1);
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
