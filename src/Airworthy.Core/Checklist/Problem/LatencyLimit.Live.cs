using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class LatencyLimit
{
    public sealed class Live : ICheck<ServedTraffic>
    {
        /// <summary>Share of windows that must keep the limit.</summary>
        private const double Kept99 = 0.99;

        /// <summary>Windows below which one of a hundred cannot be told.</summary>
        private const int Least = 100;

        public Defect Defect => new Defect.Seen(Kept.Elsewhere, new ServedTraffic("drill", "drill", Requests: 60_000, Windows: [new(0.1, 0.2, 197), new(1e9, double.PositiveInfinity, 3, 3)]));

        public Verdict Judge(ProjectContract contract, ServedTraffic seen)
        {
            if (Promised.Lacks(contract, "serving.latency.p99_ms") is { } lacks)
            {
                return lacks;
            }

            var limit = contract.Serving!.Latency!.P99Ms!.Value;
            var windows = seen.Windows ?? [];
            var all = windows.Sum(w => w.Count);
            if (all < Least)
            {
                return Verdict.Unknown($"{seen.Endpoint} was asked in {all} five-minute windows of the last 7 days; {Least} are needed to see one in a hundred.", $"Let it serve for {(Least - all) * 5 / 60.0:0.#} hours more in which somebody asks, and check again.").With(("windows", all));
            }

            // Slow answers are counted against the time that was promised when they were given; where that is the limit of today the count is exact.
            var isExact = seen.SlowMs == limit;
            var over = windows.Sum(w => isExact ? w.Broken : w.P99LowMs >= limit ? w.Count : 0);
            var open = isExact ? 0 : windows.Where(w => w.P99LowMs < limit && w.P99HighMs > limit).Sum(w => w.Count);
            var share = (double)(all - over) / all;
            var says = $"In {all - over - open} of {all} five-minute windows of 7 days 99 of 100 answers came within {limit:0.##} ms; in {over} they did not{(open > 0 ? $", and in {open} the buckets cannot tell" : "")}. {Kept99:P0} are asked.";
            return (share < Kept99 ? Verdict.Unmet(says, "See with `airworthy bench` what takes the time: the model, the machine, or the load.")
                : (double)(all - over - open) / all < Kept99 ? Verdict.Undecided(says, $"Release with serving.latency.p99_ms: {limit:0.##} in the contract, so that slow answers are counted exactly.")
                : Verdict.Met(says)).With(("windows", all), ("over", over), ("open", open), ("limit_ms", limit)) with
            { Blind = "The network between the gateway and who asks, and time spent before the model is asked." };
        }
    }
}
