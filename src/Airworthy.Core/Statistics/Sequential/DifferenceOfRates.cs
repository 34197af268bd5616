namespace Airworthy.Core.Statistics.Sequential;

/// <summary>The interval for (rate of the candidate − rate of live) that holds at all times at once, however often one looks and whenever one stops.</summary>
/// <remarks>
/// Each pair is a number d: 1 when the candidate alone went wrong, −1 when live alone did, else 0. To test that the mean of d is m (or more), a gambler
/// bets the share u of what he could lose against it: his capital is K(m) = mean over u of ∏ (1 − u·(d − m)⁄(1 − m)). Were the mean m or more, K would be
/// a supermartingale that starts at 1, so it ever reaches 2⁄α with probability at most α⁄2; the upper end is the m where it does. K grows with m, so
/// this is one number, found by halving. The lower end is that of the other side. The shares u = 2^(−k⁄2), k = 0 … 20, are fixed before, so that K
/// depends on the counts alone and those of replicas add; u fits the optimum from a handful to some millions of differing pairs.
/// <para>It is an interval for a difference that stays as it is. Where it moves, only the interval of the pairs since then speaks for now.</para>
/// <para>
/// Source: Waudby-Smith and Ramdas (2024), Estimating means of bounded random variables by betting, J. R. Stat. Soc. B 86(1), 1–27, section 4 and theorem 3
/// (capital process, closed under mixtures of bets), here of numbers between −1 and 1.
/// </para>
/// </remarks>
public static class DifferenceOfRates
{
    private const int Bets = 21;

    private static readonly double[] s_shares = [.. Enumerable.Range(0, Bets).Select(k => Math.Pow(2, -k / 2.0))];

    /// <summary>Both ends; each is wrong with probability at most α⁄2 over all times together.</summary>
    /// <param name="alpha">Between 0 and 1.</param>
    /// <returns>Between −1 and 1, and always around the difference as counted; [−1, 1] before the first pair.</returns>
    public static Interval Of(PairCounts counts, double alpha)
    {
        var limit = DiscordantPairs.LogLimit(alpha / 2);
        return new Interval(
            -Upper(counts.Pairs, counts.LiveOnly, counts.CandidateOnly, limit),
            Upper(counts.Pairs, counts.CandidateOnly, counts.LiveOnly, limit));
    }

    /// <summary>ln K(m), the capital of who has bet that the difference is below <paramref name="mean"/>.</summary>
    /// <param name="mean">m, above −1 and below 1.</param>
    public static double LogCapital(PairCounts counts, double mean) => LogCapital(counts.Pairs, counts.CandidateOnly, counts.LiveOnly, mean);

    private static double Upper(long pairs, long up, long down, double limit)
    {
        if (pairs == 0)
        {
            return 1;
        }

        // At the mean as counted no bet has won: the product of numbers that average 1 is at most 1.
        var (low, high) = ((double)(up - down) / pairs, 1.0);
        for (var i = 0; i < 200; i++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = LogCapital(pairs, up, down, middle) < limit ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static double LogCapital(long pairs, long up, long down, double mean)
    {
        Span<double> terms = stackalloc double[Bets];
        var most = double.NegativeInfinity;
        for (var k = 0; k < Bets; k++)
        {
            var u = s_shares[k];
            terms[k] = Times(up, -u) + Times(pairs - up - down, u * mean / (1 - mean)) + Times(down, u * (1 + mean) / (1 - mean));
            most = Math.Max(most, terms[k]);
        }

        var sum = 0.0;
        foreach (var term in terms)
        {
            sum += Math.Exp(term - most);
        }

        return most + Math.Log(sum / Bets);
    }

    /// <summary>n·ln(1 + x); nothing when there are none, even where one of them would ruin the bet.</summary>
    private static double Times(long n, double x) => n == 0 ? 0 : n * Math.Log(1 + x);
}
