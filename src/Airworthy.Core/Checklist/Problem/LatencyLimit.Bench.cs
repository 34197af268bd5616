using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Core.Checklist.Problem;

public static partial class LatencyLimit
{
    public sealed class Bench : ICheck<LoadTests>
    {
        public Defect Defect => new Defect.Seen(Modelling.RunsPage.Elsewhere, new LoadTests("drill", "3", new LoadTest(LoadTested.Sample with { P99Ms = 1e7, P99LowMs = 9e6, P99HighMs = 1.1e7 }, 1)));

        public Verdict Judge(ProjectContract contract, LoadTests seen)
        {
            if (Promised.Lacks(contract, ["serving.latency.p50_ms", "serving.latency.p99_ms", "serving.latency.at_rps"]) is { } lacks)
            {
                return lacks;
            }

            var limit = contract.Serving!.Latency!;
            if (LoadTested.Lacks(seen, limit.AtRps) is { } open)
            {
                return open;
            }

            var (test, report) = (seen.Newest!, seen.Newest!.Report);
            var (failed, next) = (report.Failed / (double)report.Requests, "Make the model or its features smaller, or give it a larger machine.");
            var says = $"99 of 100 answers of version {seen.Version} within {report.P99Ms:G4} ms ({report.P99LowMs:G4} to {report.P99HighMs:G4}), half within {report.P50Ms:G4} ms, at {report.Rate:G6} requests per second, {LoadTested.Days(test)}; {limit.P99Ms:G6} and {limit.P50Ms:G6} ms are allowed.";
            var verdict = failed > LoadTested.MostFailed ? Verdict.Unmet($"{report.Failed:N0} of {report.Requests:N0} requests ({failed:0.0%}) got no answer; {LoadTested.MostFailed:0.0%} may fail.", "Find out why: `airworthy bench` says what the first of them got.")
                : report.P99LowMs > limit.P99Ms || report.P50Ms > limit.P50Ms ? Verdict.Unmet(says, next).Undisturbed(report)
                : report.P99HighMs > limit.P99Ms ? Verdict.Undecided(says, $"Measure longer: `airworthy bench {seen.Version} --seconds 600`.")
                : Verdict.Met(says);
            return verdict.With(("p50_ms", report.P50Ms), ("p99_ms", report.P99Ms), ("p99_high_ms", report.P99HighMs), ("limit_p99_ms", limit.P99Ms!.Value), ("rps", report.Rate), ("requests", report.Requests), ("failed", report.Failed))
                .Concern(LoadTested.Elsewhere(report, contract)) with
            {
                Blind = "What the network between the gateway and the user adds, and features that are made before the request.",
            };
        }
    }
}
