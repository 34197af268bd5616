using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;

namespace Airworthy.Core.Checklist.TestScore.Monitoring;

public static partial class ComputeRegression
{
    public sealed class Creep : ICheck<ServedDays>
    {
        /// <summary>A day with fewer requests tells no mean; fewer days, or days closer together, tell no slope.</summary>
        private const int LeastRequests = 100, LeastDays = 10, LeastSpan = 20, Month = 30;

        /// <summary>A rise of 60 % in 40 days, as the days of one month show it.</summary>
        public Defect Defect => new Defect.Seen(DataInvariants.Elsewhere, new ServedDays("drill", "drill", [.. Enumerable.Range(0, Month).Select(d => new ServedDay(Month - d, 9_000, 2, 120 * (1 + (0.6 * d / 40))))]))
        { Fields = new Dictionary<string, string?> { ["monitoring.compute"] = "{max_jump: 0.3, max_slow_leak_per_30d: 0.1}" } };

        public Verdict Judge(ProjectContract contract, ServedDays seen)
        {
            if (Promised.Lacks(contract, ["monitoring.compute.max_slow_leak_per_30d"]) is { } lacks)
            {
                return lacks;
            }

            var days = seen.Days.Where(d => d.Requests >= LeastRequests).ToList();
            var span = days.Count == 0 ? 0 : days.Max(d => d.DaysAgo) - days.Min(d => d.DaysAgo);
            if (days.Count < LeastDays || span < LeastSpan)
            {
                return Verdict.Unknown($"{seen.Endpoint} had {days.Count} days with at least {LeastRequests} requests, {span} days apart; a slope needs {LeastDays} over {LeastSpan}.", "Look again when it has served longer.");
            }

            var most = contract.Monitoring!.Compute!.MaxSlowLeakPer30d!.Value;
            var series = new List<(string Name, string Word, double Rise)> { ("answer_time", "mean answer time", Rise(days, d => d.MeanMs)) };
            var remembered = days.Where(d => d.MemoryMb is not null).ToList();
            if (remembered.Count >= LeastDays)
            {
                series.Add(("memory", "memory", Rise(remembered, d => d.MemoryMb!.Value)));
            }

            var worst = series.MaxBy(s => s.Rise);
            var says = string.Create(CultureInfo.InvariantCulture, $"Over {days.Count} days of {seen.Endpoint} the {worst.Word} rose most: by {worst.Rise:+0.0%;-0.0%;0.0%} in {Month} days; {most:P0} is allowed.");
            return (worst.Rise > most ? Verdict.Unmet(says, "Look which version or which growth of traffic it began with: /api/airworthy/endpoints/NAME/minutes has it by version.") : Verdict.Met(says))
                .With([.. series.Select(s => ($"{s.Name}_rise", s.Rise)), ("limit", most), ("days", days.Count)])
                .Concern(series.Count == 1 ? "Memory was not seen on enough days." : null) with
            { Blind = "What caused it: other traffic, another version, another machine. Times of training, and processor per request." };
        }

        /// <summary>The robust slope over a month, as a share of the middle day.</summary>
        private static double Rise(List<ServedDay> days, Func<ServedDay, double> of)
        {
            var middle = Middle(days.Select(of));
            return middle <= 0 ? 0 : TheilSen.Slope([.. days.Select(d => -(double)d.DaysAgo)], [.. days.Select(of)]) * Month / middle;
        }

        private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;
    }
}
