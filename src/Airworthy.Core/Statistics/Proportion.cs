namespace Airworthy.Core.Statistics;

/// <summary>An interval of a number, both ends included.</summary>
public readonly record struct Interval(double Low, double High)
{
    public bool Contains(double value) => value >= Low && value <= High;
}

/// <summary>Intervals for a share of counted cases.</summary>
public static class Proportion
{
    /// <summary>The score interval for a share.</summary>
    /// <remarks>
    /// With p = hits ⁄ n: (p + z²⁄2n ± z·√(p(1−p)⁄n + z²⁄4n²)) ⁄ (1 + z²⁄n). Never leaves [0, 1] and keeps its promise for shares near 0.
    /// <para>Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.</para>
    /// </remarks>
    /// <param name="hits">Cases counted, 0 ≤ hits ≤ n.</param>
    /// <param name="n">All cases; 0 gives [0, 1], because nothing is known.</param>
    /// <param name="z">Standard deviations on each side; 1.96 for 95 %.</param>
    public static Interval Wilson(double hits, double n, double z = 1.959964)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, n);
        if (n == 0)
        {
            return new Interval(0, 1);
        }

        var p = hits / n;
        var z2 = z * z;
        var middle = p + (z2 / (2 * n));
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        var scale = 1 + (z2 / n);
        // The share itself lies inside, whatever rounding says.
        return new Interval(Math.Clamp((middle - half) / scale, 0, p), Math.Clamp((middle + half) / scale, p, 1));
    }
}
