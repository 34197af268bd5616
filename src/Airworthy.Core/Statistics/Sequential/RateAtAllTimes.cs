using MathNet.Numerics;

namespace Airworthy.Core.Statistics.Sequential;

/// <summary>The interval for a rate that holds at all times at once, however often one looks and whenever one stops.</summary>
/// <remarks>
/// M(p) = ∫ q^hits (1 − q)^misses dBeta(q; ½, ½) ⁄ (p^hits (1 − p)^misses), the likelihood mixed over all rates against that of p. Where p is the rate, M is a
/// martingale that starts at 1 and so ever reaches 1⁄α with probability at most α; the interval holds every p for which it has not. It needs the two
/// sums alone, so counts of several replicas add. The usual interval for a share, looked at over and over, is left by the truth sooner or later.
/// <para>Source: Robbins (1970), Ann. Math. Stat. 41(5), 1397–1409; Ville (1939), Étude critique de la notion de collectif.</para>
/// </remarks>
public static class RateAtAllTimes
{
    /// <param name="hits">0 to <paramref name="all"/>.</param>
    /// <param name="alpha">Between 0 and 1: how probable it may be that the rate is ever outside.</param>
    /// <returns>Between 0 and 1, and always around the rate as counted; [0, 1] before the first.</returns>
    public static Interval Of(long hits, long all, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, all);
        var limit = DiscordantPairs.LogLimit(alpha);
        if (all == 0)
        {
            return new Interval(0, 1);
        }

        // The mixture is never likelier than the rate as counted, and M grows to both sides of it.
        var counted = (double)hits / all;
        return new Interval(hits == 0 ? 0 : End(counted, 0), hits == all ? 1 : End(counted, 1));

        double End(double inside, double outside)
        {
            for (var i = 0; i < 200; i++)
            {
                var middle = inside + ((outside - inside) / 2);
                if (middle == inside || middle == outside)
                {
                    break;
                }

                (inside, outside) = LogMixture(hits, all, middle) < limit ? (middle, outside) : (inside, middle);
            }

            return outside;
        }
    }

    /// <summary>ln M(p).</summary>
    /// <param name="rate">p, above 0 and below 1.</param>
    public static double LogMixture(long hits, long all, double rate) =>
        SpecialFunctions.BetaLn(hits + 0.5, all - hits + 0.5) - Math.Log(Math.PI) - (hits * Math.Log(rate)) - ((all - hits) * Math.Log(1 - rate));
}
