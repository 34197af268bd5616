namespace Airworthy.Core.Statistics.Sequential;

/// <summary>Whether values come from the distribution that was held out, however often one looks: Kolmogorov–Smirnov's question as an e-process.</summary>
/// <remarks>
/// At each bound of the bins the rows at or below it are a share, and M of <see cref="RateAtAllTimes"/> bets against the share that was held out. The mean of these
/// martingales over the bounds is one too, so where nothing has shifted it ever reaches 1⁄α with probability at most α. What was held out is a sample itself: the
/// bet is against the nearest share within its band. Rows of one request that are alike make it readier than that.
/// <para>Source: Ville (1939), Étude critique de la notion de collectif; the band is that of Massart (1990), Ann. Probab. 18(3), 1269–1283.</para>
/// </remarks>
public static class ShiftAtAllTimes
{
    /// <param name="held">Rows per bin that were held out; the same bins in the same order.</param>
    /// <param name="seen">Rows per bin since the counting began.</param>
    /// <param name="alpha">Between 0 and 1: how probable it may be that the band does not hold what was sampled.</param>
    /// <returns>ln E: 0 before the first row; the alarm is at ln(1⁄α).</returns>
    public static double LogE(IReadOnlyList<long> held, IReadOnlyList<long> seen, double alpha)
    {
        const double Least = 1e-12;
        var (all, of) = (seen.Sum(), held.Sum());
        if (all == 0 || of == 0)
        {
            return 0;
        }

        var band = Math.Sqrt(Math.Log(2 / alpha) / (2.0 * of));
        var (logs, below, heldBelow) = (new List<double>(), 0L, 0L);
        for (var bin = 0; bin < Math.Max(held.Count, seen.Count) - 1; bin++)
        {
            (below, heldBelow) = (below + seen.ElementAtOrDefault(bin), heldBelow + held.ElementAtOrDefault(bin));
            var share = (double)heldBelow / of;
            var nearest = Math.Clamp((double)below / all, Math.Max(Least, share - band), Math.Min(1 - Least, share + band));
            logs.Add(RateAtAllTimes.LogMixture(below, all, nearest));
        }

        var most = logs.DefaultIfEmpty(0).Max();
        return logs.Count == 0 ? 0 : most + Math.Log(logs.Sum(l => Math.Exp(l - most)) / logs.Count);
    }
}
