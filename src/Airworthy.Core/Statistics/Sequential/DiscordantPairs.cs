namespace Airworthy.Core.Statistics.Sequential;

/// <summary>Evidence that the candidate goes wrong more often than live, which may be looked at after every pair.</summary>
/// <remarks>
/// Among the pairs on which exactly one arm went wrong, E = mean over θ in {0.525, 0.550 … 0.975} of (2θ)^bad · (2(1−θ))^good, where bad counts the pairs
/// on which it was the candidate and good those on which it was live. While the candidate is no worse than live the next such pair is the candidate's
/// with probability at most ½, so each term, and their mean, is a supermartingale that starts at 1: the probability that E ever reaches 1⁄α is at most α,
/// however often one looks.
/// <para>Sources: Ville (1939), Étude critique de la notion de collectif; the mixture of likelihood ratios is that of Robbins (1970), Ann. Math. Stat. 41(5), 1397–1409.</para>
/// </remarks>
public static class DiscordantPairs
{
    private const int Steps = 19;

    private static readonly double[] s_logBad = [.. Enumerable.Range(0, Steps).Select(i => Math.Log(2 * Theta(i)))];
    private static readonly double[] s_logGood = [.. Enumerable.Range(0, Steps).Select(i => Math.Log(2 * (1 - Theta(i))))];

    /// <summary>ln E; 0 before the first pair that differs. Exact to about 12 digits for any counts: the mean is taken after the largest term is drawn out.</summary>
    /// <param name="bad">Pairs on which the candidate alone went wrong, at least 0.</param>
    /// <param name="good">Pairs on which live alone went wrong, at least 0.</param>
    public static double LogE(long bad, long good)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bad);
        ArgumentOutOfRangeException.ThrowIfNegative(good);
        var most = double.NegativeInfinity;
        for (var i = 0; i < Steps; i++)
        {
            most = Math.Max(most, Term(i, bad, good));
        }

        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            sum += Math.Exp(Term(i, bad, good) - most);
        }

        return most + Math.Log(sum / Steps);
    }

    /// <summary>Whether E has reached 1⁄α: the candidate is worse, and this is wrong with probability at most α over all looks together.</summary>
    /// <param name="alpha">Between 0 and 1; 0.01 divided by the kinds of event that are watched.</param>
    public static bool IsAlarm(long bad, long good, double alpha) => LogE(bad, good) >= LogLimit(alpha);

    /// <summary>ln(1⁄α): where the alarm fires.</summary>
    /// <param name="alpha">Between 0 and 1.</param>
    public static double LogLimit(double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);
        return -Math.Log(alpha);
    }

    private static double Theta(int i) => 0.525 + (0.025 * i);

    private static double Term(int i, long bad, long good) => (bad * s_logBad[i]) + (good * s_logGood[i]);
}
