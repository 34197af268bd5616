using System.Text.Json.Serialization;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Serving.Rehearsal;

/// <param name="Seconds">How long the version before answers, 1 to 60.</param>
internal sealed record RehearsalAsk(double? Seconds);

/// <summary>What came of switching to the version before and back.</summary>
/// <param name="Requests">Of callers, from the first command until after the second.</param>
/// <param name="Failed">Of those, without any answer.</param>
/// <param name="ThereSeconds">From the command to the last answer of the version that was left.</param>
/// <param name="BackSeconds">The same on the way back.</param>
internal sealed record RehearsalShape(string Live, string Before, long There, long Back, long Requests, long Failed, double ThereSeconds, double BackSeconds);

/// <summary><c>POST /api/airworthy/endpoints/{endpoint}/rehearsal</c>: switches the running endpoint to the version before and back, with the requests that come meanwhile.</summary>
internal sealed class RehearsalCalls(ReleaseDesk desk, RouteStore routes, Gateway gateway, Tallies tallies, TimeProvider clock) : ICalls
{
    private const double Usual = 10, Longest = 60;

    public void Map(Routes calls) => calls.Raw("POST", "//api/airworthy/endpoints/{endpoint}/rehearsal", RehearsalJson.Default.RehearsalAsk, RehearsalJson.Default.RehearsalShape, async (context, caller) =>
    {
        caller.Need(Right.Release);
        var asked = await Asked.ReadAsync(context, RehearsalJson.Default.RehearsalAsk);
        var seconds = asked.Seconds ?? Usual;
        if (!(seconds is >= 1 and <= Longest))
        {
            throw RefusedException.Invalid($"seconds is {seconds}, expected 1 to {Longest}.");
        }

        var shape = await RunAsync((string)context.Request.RouteValues["endpoint"]!, caller.Account ?? "anyone on this machine", TimeSpan.FromSeconds(seconds), context.RequestAborted);
        await Answers.WriteAsync(context, shape, RehearsalJson.Default.RehearsalShape);
    });

    private async Task<RehearsalShape> RunAsync(string endpoint, string by, TimeSpan length, CancellationToken cancel)
    {
        var before = Seen(endpoint);
        var (there, back) = await desk.RehearseAsync(endpoint, by, length, clock, cancel);
        // Requests that were on their way when it was switched back.
        await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
        var after = Seen(endpoint);
        var changes = (await routes.HistoryAsync(endpoint, 10, CancellationToken.None)).ToDictionary(c => c.Table.Generation);
        return new RehearsalShape(changes[back].Table.Live.Model, changes[there].Table.Live.Model, there, back, after.Requests - before.Requests, after.Failed - before.Failed,
            Left(endpoint, changes[there]), Left(endpoint, changes[back]));
    }

    private Outcomes Seen(string endpoint) => SwitchBook.OutcomesOf(tallies.Now().Where(t => t.Arm.Endpoint == endpoint).Select(t => (t.Arm.Name, t.Counts)));

    /// <summary>From a change to the last answer of the version that it replaced, in seconds.</summary>
    private double Left(string endpoint, RouteChange change) =>
        gateway.Endpoints.FirstOrDefault(e => e.Name == endpoint)?.Swaps.FirstOrDefault(s => s.Now.Generation == change.Table.Generation) is { } swap ? Math.Max(0, swap.LastOld - change.At) / 1000.0 : 0;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RehearsalAsk))]
[JsonSerializable(typeof(RehearsalShape))]
internal sealed partial class RehearsalJson : JsonSerializerContext;
