using System.Globalization;

using Airworthy.Cli.Benching;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;

namespace Airworthy.Cli.Gating;

/// <summary>Measures the candidate in a gateway of its own, at the declared load or a higher one.</summary>
internal static class GateTrial
{
    /// <summary>Requests, and the least rate at which they come: so many take five seconds, and a rate above the declared one is no easier.</summary>
    private const int Requests = 1500, LeastRate = 300;

    /// <summary>The lines <c>latency</c> and <c>memory</c>.</summary>
    /// <param name="onnx">The bytes of the model; null where it has no ONNX file.</param>
    public static async Task<IReadOnlyList<GateLine>> MeasureAsync(byte[]? onnx, ProjectContract contract, CancellationToken cancel)
    {
        var (latency, memory) = (contract.Serving?.Latency, contract.Serving?.MemoryMb);
        if (onnx is null)
        {
            return Both("Not measured: the version has no ONNX file.", "Register the model as ONNX, or measure it by hand where it is served.");
        }

        var folder = Directory.CreateTempSubdirectory("airworthy-trial-").FullName;
        try
        {
            var file = Path.Combine(folder, "model.onnx");
            await File.WriteAllBytesAsync(file, onnx, cancel);
            using var trial = await TrialProcess.StartAsync(file, cancel);
            var rate = Math.Max(latency?.AtRps ?? 0, LeastRate);
            var result = await trial.MeasureAsync(rate, Requests, null, cancel);
            return [Latency(latency, result, rate), Memory(memory, result)];
        }
        catch (Refusal e)
        {
            return Both($"Not measured: {e.Lines[0]}", "Measure it by hand where it is served.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static GateLine Latency(Latency? promised, TrialResult result, double rate)
    {
        if (promised?.P99Ms is not { } most)
        {
            return new GateLine("latency", Answer.Unknown, "No limit is declared.", "Set serving.latency in airworthy.yaml.");
        }

        if (result.Load is not { Failed: 0, P99: { } tail, P50: var half })
        {
            return new GateLine("latency", Answer.Unmet, $"{result.Load.Failed} of {Requests} requests got no answer: {result.Load.Why}.", "See what the model does with rows made up from its own signature: airworthy bench.");
        }

        var load = promised.AtRps is { } declared && declared < rate ? $"{rate:0.##} requests per second, above the declared {declared:0.##}" : $"{rate:0.##} requests per second";
        var says = string.Create(CultureInfo.InvariantCulture, $"99 of 100 answers within {tail.P99:0.0##} ms ({tail.Low:0.0##} to {tail.High:0.0##}) at {load}, on this machine; {most:0.###} ms is allowed.");
        var isSlowHalf = promised.P50Ms is { } usual && half > usual;
        if (result.Yardstick.Slowdown > LoadReport.Busy && (tail.Low > most || isSlowHalf))
        {
            return new GateLine("latency", Answer.Undecided, string.Create(CultureInfo.InvariantCulture, $"{says} The machine was busy: a piece of work that needs the processor alone took {result.Yardstick.Slowdown:0.0#} times as long just before and after, so these times may be those of others."), "Judge again where nothing else runs.");
        }

        return new GateLine("latency", tail.Low > most || isSlowHalf ? Answer.Unmet : tail.High <= most ? Answer.Met : Answer.Undecided, isSlowHalf ? $"{says} Half took more than {half:0.0##} ms; {promised.P50Ms:0.###} ms is allowed." : says,
            tail.High <= most && !isSlowHalf ? null : "Make the model smaller, or measure again where nothing else runs: airworthy bench.", new Dictionary<string, double> { ["p99_ms"] = tail.P99, ["limit"] = most });
    }

    private static GateLine Memory(int? most, TrialResult result) => most is not { } limit
        ? new GateLine("memory", Answer.Unknown, "No limit is declared.", "Set serving.memory_mb in airworthy.yaml.")
        : new GateLine("memory", result.PeakMegabytes > limit ? Answer.Unmet : Answer.Met, $"A gateway with this model alone took {result.PeakMegabytes:0} MB at its peak, on this machine; {limit} MB are allowed.",
            result.PeakMegabytes > limit ? "Make the model smaller." : null, new Dictionary<string, double> { ["peak_mb"] = result.PeakMegabytes, ["limit"] = limit });

    private static IReadOnlyList<GateLine> Both(string says, string next) => [new GateLine("latency", Answer.Unknown, says, next), new GateLine("memory", Answer.Unknown, says, next)];
}
