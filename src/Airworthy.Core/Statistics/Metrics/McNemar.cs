using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics.Metrics;

/// <summary>Whether two deciders are right equally often on the same rows.</summary>
public static class McNemar
{
    /// <summary>Above so many rows on which exactly one is right the normal curve stands for the binomial one.</summary>
    private const long Many = 100_000;

    /// <summary>The mid-p value, two-sided: the exact probability less half of that of what was seen on either side.</summary>
    /// <remarks>
    /// 2·P(X ≤ min(b, c)) − P(X = min(b, c)) with X binomial over b + c rows at one half. Keeps its level nearly everywhere and is less cautious than the exact test.
    /// <para>Source: Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13:91; McNemar (1947), Psychometrika 12, 153–157.</para>
    /// </remarks>
    /// <param name="first">Rows on which only the first is right, ≥ 0.</param>
    /// <param name="second">Rows on which only the second is right, ≥ 0.</param>
    /// <returns>In [0, 1]; 1 when there are no such rows.</returns>
    public static double MidP(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        var (all, fewer) = (first + second, Math.Min(first, second));
        if (all == 0)
        {
            return 1;
        }

        if (all > Many)
        {
            return 2 * Normal.CDF(0, 1, -Math.Abs(first - second) / Math.Sqrt(all));
        }

        var binomial = new Binomial(0.5, (int)all);
        return Math.Min(1, (2 * binomial.CumulativeDistribution(fewer)) - binomial.Probability((int)fewer));
    }
}
