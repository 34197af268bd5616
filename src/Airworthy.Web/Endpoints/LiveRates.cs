using System.Globalization;

using Airworthy.Serving.Monitoring;

namespace Airworthy.Web.Endpoints;

/// <summary>How an endpoint fares right now, in words; empty where nothing was asked.</summary>
/// <param name="PerSecond">Requests that callers made.</param>
/// <param name="Failed">The share of them that got no answer, from anything.</param>
/// <param name="Fallbacks">The share that something else answered.</param>
/// <param name="Within">The time within which 99 of 100 were answered.</param>
internal sealed record LiveRates(string PerSecond, string Failed, string Fallbacks, string Within)
{
    /// <summary>What counts as now.</summary>
    public const int Minutes = 5;

    /// <summary>The first minute that counts, since 1970.</summary>
    public static long Since(DateTimeOffset now) => (now.ToUnixTimeSeconds() / 60) - Minutes + 1;

    /// <param name="minutes">Of one endpoint, from <see cref="Since"/> on; copies to a shadow are no requests of callers.</param>
    public static LiveRates Of(IEnumerable<MinuteCounts> minutes, DateTimeOffset now)
    {
        var counted = minutes.Where(m => m.Arm.Name is "live" or "candidate").ToList();
        var (requests, failed) = SwitchBook.OutcomesOf(counted.Select(m => (m.Arm.Name, m.Counts)));
        if (requests == 0)
        {
            return new("0", "", "", "");
        }

        var all = counted.Select(m => m.Counts).Aggregate((a, b) => a.Plus(b));
        // The present minute is not over.
        var seconds = ((Minutes - 1) * 60) + Math.Max(1, now.ToUnixTimeSeconds() % 60);
        return new(((double)requests / seconds).ToString("0.##", CultureInfo.InvariantCulture), Share(failed, requests), Share(all[Event.Fallbacks], requests), EndpointText.Milliseconds(all.LatencyWithin(0.99)));
    }

    private static string Share(long part, long all) => (100.0 * part / all) switch
    {
        0 => "0",
        < 0.01 => "< 0.01 %",
        var percent => percent.ToString("0.##", CultureInfo.InvariantCulture) + " %",
    };
}
