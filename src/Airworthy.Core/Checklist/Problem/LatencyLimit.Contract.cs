using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.Problem;

public static partial class LatencyLimit
{
    public sealed class Contract : IContractCheck
    {
        public Defect Defect => Defect.Promising(("serving.mode", "streaming"), ("serving.latency", "{p50_ms: 80, p99_ms: 15, at_rps: 20}"));

        public Verdict Judge(ProjectContract contract)
        {
            var mode = contract.Serving?.Mode ?? ServingMode.Streaming;
            if (Promised.Lacks(contract, [
                .. mode == ServingMode.Batch ? (ReadOnlySpan<string>)[] : ["serving.latency.p50_ms", "serving.latency.p99_ms", "serving.latency.at_rps"],
                .. mode == ServingMode.Streaming ? (ReadOnlySpan<string>)[] : ["serving.batch.rows", "serving.batch.max_minutes"]]) is { } lacks)
            {
                return lacks;
            }

            var batch = contract.Serving!.Batch;
            var inBatch = mode == ServingMode.Streaming ? null : $"{batch!.Rows:N0} rows within {batch.MaxMinutes:G6} minutes";
            if (mode == ServingMode.Batch)
            {
                return Verdict.Met($"{inBatch}.").With(("rows", batch!.Rows!.Value), ("max_minutes", batch.MaxMinutes!.Value));
            }

            var limit = contract.Serving.Latency!;
            var numbers = ((string, double)[])[("p50_ms", limit.P50Ms!.Value), ("p99_ms", limit.P99Ms!.Value), ("at_rps", limit.AtRps!.Value)];
            return limit.P50Ms > limit.P99Ms
                ? Verdict.Unmet($"Half of the answers may take {limit.P50Ms:G6} ms, but 99 % must come within {limit.P99Ms:G6} ms; the two are the wrong way round.", "Swap serving.latency.p50_ms and p99_ms.")
                    .With(numbers) with
                { At = contract.Source.At("serving.latency.p50_ms") }
                : Verdict.Met($"Half of the answers within {limit.P50Ms:G6} ms and 99 % within {limit.P99Ms:G6} ms, at {limit.AtRps:G6} requests per second{(inBatch is null ? "" : $"; {inBatch}")}.").With(numbers);
        }
    }
}
