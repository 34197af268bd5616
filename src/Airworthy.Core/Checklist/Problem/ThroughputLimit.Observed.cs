using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class ThroughputLimit
{
    public sealed class Observed : ICheck<ServedTraffic, Today>
    {
        /// <summary>Days of traffic below which a peak says little.</summary>
        private const int Least = 1;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServedTraffic("drill", "drill", new DateOnly(2000, 1, 1), Requests: 9_000_000_000_000, PeakPerMinute: 9_000_000_000_000, PeakDaysAgo: 2));

        public Verdict Judge(ProjectContract contract, ServedTraffic seen, Today today)
        {
            if (Promised.Lacks(contract, "serving.throughput_rps") is { } lacks)
            {
                return lacks;
            }

            var (limit, peak) = (contract.Serving!.ThroughputRps!.Value, seen.PeakPerMinute / 60.0);
            if (seen.FirstAnswerOn is not { } first || seen.Requests == 0)
            {
                return Verdict.Unknown($"Nobody has asked {seen.Endpoint} within 30 days.", "Start it, `airworthy serve`, and have the first caller ask it.");
            }

            var says = $"The busiest minute of 30 days, {Kept.Ago(seen.PeakDaysAgo)}, brought {seen.PeakPerMinute:N0} requests ({peak:0.##} per second); {limit:0.##} per second are declared as the peak.";
            var days = Math.Max(0, today.Date.DayNumber - first.DayNumber);
            return (peak > limit ? Verdict.Unmet(says, "Raise serving.throughput_rps to what really comes, and measure again whether that is carried: `airworthy bench`.")
                : days < Least && contract.AsOf is null ? Verdict.Unknown($"{says} The endpoint answers since today.", "Let a day pass, and check again.")
                : Verdict.Met(says)).With(("peak_rps", peak), ("limit_rps", limit), ("requests", seen.Requests)) with
            { Blind = "Bursts shorter than a minute, and what was refused before it was counted." };
        }
    }
}
