using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics.Guards;

/// <summary>Whether the coverage that was promised still holds, as labels arrive; it may be looked at after every one.</summary>
/// <remarks>
/// E = mean over θ above t of (θ ⁄ t)^misses · ((1 − θ) ⁄ (1 − t))^hits, where t is the share of misses that is tolerated. While rows miss with probability
/// at most t, each term is a supermartingale that starts at 1, so E ever reaches 1 ⁄ δ with probability at most δ.
/// <para>
/// t is not α: of one calibration the true share of misses is itself drawn, from Beta(l, n + 1 − l) with l = ⌊(n + 1)α⌋, and an unlucky draw is no shift.
/// </para>
/// <para>Sources: Ville (1939), Étude critique de la notion de collectif; the law of the coverage is that of Vovk (2012), PMLR 25, 475–490, proposition 2a.</para>
/// </remarks>
public static class CoverageWatch
{
    private const int Steps = 21;

    /// <summary>The share of misses that a calibration on n rows stays below with probability 1 − δ.</summary>
    /// <param name="n">Rows calibrated on.</param>
    /// <param name="alpha">The share promised; at least 1 ⁄ (n + 1).</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double Tolerated(int n, double alpha, double delta)
    {
        var rank = SplitConformal.Rank(n, alpha);
        return Beta.InvCDF(n + 1 - rank, rank, 1 - delta);
    }

    /// <summary>ln E; 0 before the first label.</summary>
    /// <param name="misses">Rows whose set did not hold the truth, at least 0.</param>
    /// <param name="labelled">All rows with a label, at least <paramref name="misses"/>.</param>
    /// <param name="tolerated">From <see cref="Tolerated"/>; above 0 and below 1.</param>
    public static double LogE(long misses, long labelled, double tolerated)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(misses);
        ArgumentOutOfRangeException.ThrowIfLessThan(labelled, misses);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerated);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tolerated, 1);
        Span<double> terms = stackalloc double[Steps];
        var most = double.NegativeInfinity;
        for (var k = 0; k < Steps; k++)
        {
            // From just above t, where a small shift shows, to almost 1.
            var theta = tolerated + ((1 - tolerated) * 0.98 * Math.Pow(2, -k / 2.0));
            terms[k] = (misses * Math.Log(theta / tolerated)) + ((labelled - misses) * Math.Log((1 - theta) / (1 - tolerated)));
            most = Math.Max(most, terms[k]);
        }

        var sum = 0.0;
        foreach (var term in terms)
        {
            sum += Math.Exp(term - most);
        }

        return most + Math.Log(sum / Steps);
    }
}
