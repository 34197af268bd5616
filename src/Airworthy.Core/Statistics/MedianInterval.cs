using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics;

/// <summary>An interval for the median of which nothing is assumed but that the values are independent.</summary>
public static class MedianInterval
{
    /// <summary>The k-th smallest and the k-th largest value, k as large as the confidence allows.</summary>
    /// <remarks>
    /// The median lies below the k-th smallest of n values only if fewer than k of them lie below it: P = Σ_{i&lt;k} C(n, i) ⁄ 2ⁿ, on each side.
    /// <para>Source: Thompson (1936), Annals of Mathematical Statistics 7, 122–128.</para>
    /// </remarks>
    /// <param name="values">In any order; 15 give 95 % between the fourth and the twelfth.</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <returns>From −∞ to ∞ where so few values tell nothing.</returns>
    public static Interval Of(IReadOnlyCollection<double> values, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var (sorted, k) = (values.Order().ToList(), 0);
        while (k < sorted.Count / 2 && 2 * Binomial.CDF(0.5, sorted.Count, k) <= 1 - confidence)
        {
            k++;
        }

        return k == 0 ? new Interval(double.NegativeInfinity, double.PositiveInfinity) : new Interval(sorted[k - 1], sorted[^k]);
    }
}
