namespace Airworthy.Core.Statistics.Sequential;

/// <summary>Whether failures come more often than a rate that was declared, looked at after every request without correction.</summary>
/// <remarks>
/// E = mean over p in {1.5, 2, 3, 5, 10, 30, 100}·p₀ (those below 1) of ∏ (p⁄p₀)^x ((1 − p)⁄(1 − p₀))^(1 − x). While the rate is p₀ or lower, E is a supermartingale
/// that starts at 1, so it ever reaches 1⁄α with probability at most α. Source: Robbins (1970), Annals of Mathematical Statistics 41(5), 1397–1409; Ville (1939).
/// </remarks>
public static class RateAlarm
{
    private static readonly double[] s_times = [1.5, 2, 3, 5, 10, 30, 100];

    /// <param name="failed">Requests that failed, 0 to <paramref name="all"/>.</param>
    /// <param name="usual">p₀, above 0 and below 1.</param>
    /// <returns>ln E.</returns>
    public static double LogE(long failed, long all, double usual)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failed, all);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(usual);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(usual, 1);
        var rates = s_times.Select(t => t * usual).Where(p => p < 1).DefaultIfEmpty((1 + usual) / 2).ToArray();
        var logs = rates.Select(p => (failed * Math.Log(p / usual)) + ((all - failed) * (Math.Log(1 - p) - Math.Log(1 - usual)))).ToArray();
        var largest = logs.Max();
        return largest + Math.Log(logs.Sum(l => Math.Exp(l - largest)) / logs.Length);
    }

    /// <param name="alpha">How probable a false alarm may be, over all looks together; between 0 and 1.</param>
    public static bool Fires(long failed, long all, double usual, double alpha) => all > 0 && LogE(failed, all, usual) >= DiscordantPairs.LogLimit(alpha);
}
