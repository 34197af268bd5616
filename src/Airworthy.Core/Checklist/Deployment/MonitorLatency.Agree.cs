using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Deployment;

public static partial class MonitorLatency
{
    public sealed class Agree : IContractCheck
    {
        public Defect Defect => Defect.Promising(("serving.latency.p99_ms", "80"), ("monitoring.latency.p99_ms", "81"));

        public Verdict Judge(ProjectContract contract)
        {
            if (Promised.Lacks(contract, "serving.latency.p99_ms", "monitoring.latency.p99_ms") is { } lacks)
            {
                return lacks;
            }

            var (promise, alert) = (contract.Serving!.Latency!.P99Ms!.Value, contract.Monitoring!.Latency!.P99Ms!.Value);
            var verdict = alert <= promise
                ? Verdict.Met($"The alert rings above {alert:G6} ms, and {promise:G6} ms is promised.")
                : Verdict.Unmet($"The alert rings above {alert:G6} ms, but {promise:G6} ms is promised: between them users wait and nobody is told.",
                    $"Lower monitoring.latency.p99_ms to {promise:G6} or less.") with
                { At = contract.Source.At("monitoring.latency.p99_ms") };
            return verdict.With(("alert_p99_ms", alert), ("promised_p99_ms", promise));
        }
    }
}
