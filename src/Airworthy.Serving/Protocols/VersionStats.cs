using System.Diagnostics;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Protocols;

/// <summary>What a loaded version has done since this process began, all arms together.</summary>
/// <remarks>
/// Source: Triton's statistics extension of the inference protocol. Tensors are read and written with the request, outside of the model, so <c>compute_input</c> and
/// <c>compute_output</c> were collected 0 times; nothing is cached, and requests are not counted by their size.
/// </remarks>
/// <param name="LastInference">Milliseconds since 1970; 0 where it was never asked.</param>
internal sealed record VersionStats(string Endpoint, string Version, long LastInference, Runs Runs)
{
    /// <summary>How often something was collected, and how long it took together.</summary>
    internal readonly record struct Duration(long Count, long Ns)
    {
        public static Duration Of(long count, long ticks) => new(count, Math.Max(0, ticks) * TimeSpan.NanosecondsPerTick);
    }

    public Duration Success => Duration.Of(Runs.Succeeded, Runs.SucceededTicks);

    public Duration Fail => Duration.Of(Runs.Failed, Runs.FailedTicks);

    public Duration Queue => Duration.Of(Runs.Succeeded, Runs.SucceededTicks - Runs.InsideTicks);

    public Duration ComputeInfer => Duration.Of(Runs.Succeeded, Runs.InsideTicks);

    /// <param name="model">Empty: all that are loaded.</param>
    /// <param name="version">Empty: all that are loaded of it.</param>
    /// <exception cref="InferenceRefusedException">It is not loaded.</exception>
    public static IEnumerable<VersionStats> Of(string model, string version, Gateway gateway, Tallies tallies, TimeProvider clock)
    {
        var routes = model.Length > 0 ? [gateway.RouteOf(model)] : gateway.Endpoints.Select(e => e.Route).OfType<Route>();
        return [.. routes.SelectMany(r => (version.Length > 0 ? [Gateway.OfVersion(r, version)] : new[] { r.Live, r.Other }.OfType<Loaded>().DistinctBy(l => l.Version)).Select(v => Of(r.Table.Endpoint, v, tallies, clock)))];
    }

    private static VersionStats Of(string endpoint, Loaded version, Tallies tallies, TimeProvider clock)
    {
        var runs = tallies.Each.Where(t => t.Arm.Endpoint == endpoint && t.Arm.Model == version.Slot.Model).Select(t => t.Tally.Runs).Aggregate(default(Runs), (a, b) => a + b);
        return new VersionStats(endpoint, version.Version, runs.Last is 0 ? 0 : (clock.GetUtcNow() - Stopwatch.GetElapsedTime(runs.Last)).ToUnixTimeMilliseconds(), runs);
    }
}
