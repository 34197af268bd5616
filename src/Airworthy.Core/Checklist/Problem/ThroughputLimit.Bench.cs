using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class ThroughputLimit
{
    /// <summary>How much more than the peak must be carried.</summary>
    private const double Reserve = 1.3;

    public sealed class Bench : ICheck<LoadTests>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoadTests("drill", "3", new LoadTest(LoadTested.Sample with { SustainedRps = 1e-6 }, 1)));

        public Verdict Judge(ProjectContract contract, LoadTests seen)
        {
            if (Promised.Lacks(contract, ["serving.throughput_rps"]) is { } lacks)
            {
                return lacks;
            }

            var serving = contract.Serving!;
            if (LoadTested.Lacks(seen, null) is { } open)
            {
                return open;
            }

            var (test, report) = (seen.Newest!, seen.Newest!.Report);
            if (serving.Latency?.P99Ms is { } allowed && report.LimitMs > allowed)
            {
                return Verdict.Unknown($"The highest rate was looked for with answers of up to {report.LimitMs:G6} ms; serving.latency.p99_ms is {allowed:G6} ms.", $"Run `airworthy bench {seen.Version}`.");
            }

            var (peak, instances) = (serving.ThroughputRps!.Value, serving.Instances ?? 1);
            var says = $"Version {seen.Version} sustained {report.SustainedRps:N0} requests per second with 99 of 100 answers within {report.LimitMs:G6} ms, {LoadTested.Days(test)}; {(instances == 1 ? "one instance carries" : $"{instances:N0} instances carry")} {report.SustainedRps * instances / peak:G3} times the peak of {peak:G6}, and {Reserve:0.0} times are asked.";
            return (report.SustainedRps * instances >= Reserve * peak ? Verdict.Met(says) : Verdict.Unmet(says, "Plan more instances in serving.instances, or make the model smaller.").Undisturbed(report))
                .With(("sustained_rps", report.SustainedRps), ("instances", instances), ("peak_rps", peak), ("reserve", Reserve)).Concern(LoadTested.Elsewhere(report, contract)) with
            {
                Blind = "What instances share: the machine, the network, a store of features.",
            };
        }
    }
}
