using MathNet.Numerics;

namespace Airworthy.Core.Statistics;

/// <summary>How far the same column differs between two samples, from counts in the same bins. The order of the samples makes no difference.</summary>
/// <param name="Distance">Largest difference of the cumulative shares at the bins' bounds (numbers) or of one category's share; in [0, 1].</param>
/// <param name="Psi">Population stability index less what chance alone brings, in nats; may be below 0.</param>
/// <param name="P">Probability of so large a difference between equal distributions.</param>
public sealed record Shift(double Distance, double Psi, double P)
{
    /// <summary>Added to every count so that an empty bin does not make the index infinite: Jeffreys' prior of half a row.</summary>
    public const double Smoothing = 0.5;

    /// <summary>Bins of ordered values that the indices are taken over: tenths of both samples together.</summary>
    private const int Tenths = 10;

    /// <summary>Jensen–Shannon divergence less what chance alone brings, in nats; at most ln 2, may be below 0.</summary>
    public double JensenShannon { get; init; }

    /// <summary>Compares bins that stand in order.</summary>
    /// <remarks>
    /// Kolmogorov–Smirnov's D at the bounds of the bins, which is at most the exact one; its p-value by the asymptotic series with
    /// Stephens' correction, which ties and bins only make larger. The indices are taken over about ten joined bins, so that they do not depend on how
    /// fine these are. Source: Stephens (1970), J. R. Stat. Soc. B 32, 115–122.
    /// </remarks>
    /// <param name="before">Rows per bin in the first sample.</param>
    /// <param name="after">Rows per bin in the second; the same bins in the same order.</param>
    /// <param name="hasMissing">Whether the first bin holds the rows without a value, which stay a bin of their own.</param>
    public static Shift OfOrdered(ReadOnlySpan<long> before, ReadOnlySpan<long> after, bool hasMissing = false)
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
        var (joinedBefore, joinedAfter) = Joined(before, after, hasMissing);
        return new Shift(distance, Index(joinedBefore, joinedAfter), Kolmogorov((root + 0.12 + (0.11 / root)) * distance)) { JensenShannon = Divergence(joinedBefore, joinedAfter) };
    }

    /// <summary>Compares categories.</summary>
    /// <remarks>
    /// p by Pearson's χ² of homogeneity with k − 1 degrees of freedom. The index itself divided by h = 1⁄n + 1⁄m is about χ² with as many degrees when
    /// nothing changed, hence its mean. Source: Yurdakul (2018), Statistical Properties of Population Stability Index.
    /// </remarks>
    public static Shift OfCategories(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var (n, m) = (Sum(before), Sum(after));
        if (n == 0 || m == 0)
        {
            return new Shift(0, 0, 1);
        }

        var (distance, square, kinds) = (0.0, 0.0, 0);
        for (var i = 0; i < before.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(((double)before[i] / n) - ((double)after[i] / m)));
            if (before[i] + after[i] > 0)
            {
                var gap = (Math.Sqrt((double)m / n) * before[i]) - (Math.Sqrt((double)n / m) * after[i]);
                square += gap * gap / (before[i] + after[i]);
                kinds++;
            }
        }

        var p = kinds < 2 ? 1 : SpecialFunctions.GammaUpperRegularized((kinds - 1) / 2.0, square / 2);
        return new Shift(distance, Index(before, after), p) { JensenShannon = Divergence(before, after) };
    }

    /// <summary>Which of many comparisons stand out when a share <paramref name="q"/> of false alarms among them is accepted.</summary>
    /// <remarks>Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289–300.</remarks>
    /// <returns>The largest p that stands out; 0 when none does.</returns>
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

    /// <summary>What each p-value is worth among the others: it stands out at q exactly when this is at most q. In the order given.</summary>
    /// <remarks>p₍ᵢ₎ · k ⁄ i, made monotone from the largest down. Source: as <see cref="Threshold"/>.</remarks>
    public static IReadOnlyList<double> Adjusted(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var (least, place) = (1.0, p.Count);
        foreach (var (value, at) in p.Select((v, i) => (v, i)).OrderByDescending(x => x.v))
        {
            least = Math.Min(least, value * p.Count / place--);
            adjusted[at] = least;
        }

        return adjusted;
    }

    /// <summary>Joins neighbours until each holds a tenth of both samples together.</summary>
    private static (long[] Before, long[] After) Joined(ReadOnlySpan<long> before, ReadOnlySpan<long> after, bool hasMissing)
    {
        var total = (double)(Sum(before) + Sum(after));
        List<long> first = [], second = [];
        var (f, g, seen) = (0L, 0L, 0L);
        for (var i = 0; i < before.Length; i++)
        {
            (f, g, seen) = (f + before[i], g + after[i], seen + before[i] + after[i]);
            var isFull = (first.Count + 1 - (hasMissing ? 1 : 0)) * total / Tenths <= seen;
            if (f + g > 0 && (isFull || (hasMissing && i == 0) || i == before.Length - 1))
            {
                first.Add(f);
                second.Add(g);
                (f, g) = (0, 0);
            }
        }

        if (f + g > 0)
        {
            first.Add(f);
            second.Add(g);
        }

        return ([.. first], [.. second]);
    }

    /// <summary>PSI = Σ (a − e) ln(a ⁄ e) over the bins that either sample has rows in, less its mean (k − 1)(1⁄n + 1⁄m) between equal distributions; nats.</summary>
    private static double Index(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var k = Kinds(before, after);
        var (n, m) = (Sum(before), Sum(after));
        var sum = 0.0;
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] + after[i] > 0)
            {
                var e = (before[i] + Smoothing) / (n + (k * Smoothing));
                var a = (after[i] + Smoothing) / (m + (k * Smoothing));
                sum += (a - e) * Math.Log(a / e);
            }
        }

        return sum - ((k - 1) * ((1.0 / n) + (1.0 / m)));
    }

    /// <summary>½ Σ e ln(e ⁄ c) + ½ Σ a ln(a ⁄ c) with c = (a + e) ⁄ 2, less its mean (k − 1)(1⁄n + 1⁄m) ⁄ 8 between equal distributions; nats.</summary>
    /// <remarks>Source: Lin (1991), IEEE Trans. Inf. Theory 37, 145–151; the mean is that of the second-order term, an eighth of the index's.</remarks>
    private static double Divergence(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var (n, m) = ((double)Sum(before), (double)Sum(after));
        var sum = 0.0;
        for (var i = 0; i < before.Length; i++)
        {
            var (e, a) = (before[i] / n, after[i] / m);
            var middle = (e + a) / 2;
            sum += ((e > 0 ? e * Math.Log(e / middle) : 0) + (a > 0 ? a * Math.Log(a / middle) : 0)) / 2;
        }

        return sum - ((Kinds(before, after) - 1) * ((1 / n) + (1 / m)) / 8);
    }

    private static int Kinds(ReadOnlySpan<long> before, ReadOnlySpan<long> after)
    {
        var kinds = 0;
        for (var i = 0; i < before.Length; i++)
        {
            kinds += before[i] + after[i] > 0 ? 1 : 0;
        }

        return kinds;
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
