using System.Text.Json;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary><c>GET /v2/models[/{model}[/versions/{version}]]/stats</c>: what the loaded versions have done since this process began, all arms together.</summary>
/// <remarks>
/// Source: Triton's statistics extension of the inference protocol. Tensors are read and written with the request, outside of the model, so <c>compute_input</c> and
/// <c>compute_output</c> were collected 0 times; nothing is cached, and requests are not counted by their size.
/// </remarks>
internal sealed class StatsCalls(Gateway gateway, Tallies tallies, TimeProvider clock) : ICalls
{
    public void Map(Routes routes)
    {
        routes.Raw("GET", "//v2/models/stats", PredictionBodies.Of("stats"), (context, caller) => TellAsync(context, caller, () => gateway.Endpoints.Select(e => e.Route).OfType<Route>().SelectMany(r => Versions(r).Select(v => (r, v)))));
        foreach (var model in (ReadOnlySpan<string>)["//v2/models/{model}", "//v2/models/{model}/versions/{version}"])
        {
            routes.Raw("GET", model + "/stats", PredictionBodies.Of("stats"), (context, caller) => TellAsync(context, caller, () =>
            {
                var route = gateway.RouteOf((string)context.Request.RouteValues["model"]!);
                return (string?)context.Request.RouteValues.GetValueOrDefault("version") is { } version ? [(route, Gateway.OfVersion(route, version))] : Versions(route).Select(v => (route, v));
            }));
        }
    }

    private static IEnumerable<Loaded> Versions(Route route) => new[] { route.Live, route.Other }.OfType<Loaded>().DistinctBy(l => l.Version);

    private async Task TellAsync(HttpContext context, Caller caller, Func<IEnumerable<(Route Route, Loaded Version)>> which)
    {
        caller.Need(Right.View);
        try
        {
            await InferCalls.JsonAsync(context, writer =>
            {
                writer.WriteStartArray("model_stats");
                foreach (var (route, version) in which())
                {
                    writer.WriteStartObject();
                    Version(writer, route.Table.Endpoint, version);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }
        catch (InferenceRefusedException refused)
        {
            await OipWriting.RefuseAsync(context, refused);
        }
    }

    private void Version(Utf8JsonWriter writer, string endpoint, Loaded version)
    {
        var runs = tallies.Each.Where(t => t.Arm.Endpoint == endpoint && t.Arm.Model == version.Slot.Model).Select(t => t.Tally.Runs).Aggregate(default(Runs), (a, b) => a + b);
        writer.WriteString("name", endpoint);
        writer.WriteString("version", version.Version);
        writer.WriteNumber("last_inference", runs.Last is 0 ? 0 : (clock.GetUtcNow() - System.Diagnostics.Stopwatch.GetElapsedTime(runs.Last)).ToUnixTimeMilliseconds());
        writer.WriteNumber("inference_count", runs.Rows);
        writer.WriteNumber("execution_count", runs.Succeeded);
        writer.WriteStartObject("inference_stats");
        Duration(writer, "success", runs.Succeeded, runs.SucceededTicks);
        Duration(writer, "fail", runs.Failed, runs.FailedTicks);
        Duration(writer, "queue", runs.Succeeded, runs.SucceededTicks - runs.InsideTicks);
        Duration(writer, "compute_input", 0, 0);
        Duration(writer, "compute_infer", runs.Succeeded, runs.InsideTicks);
        Duration(writer, "compute_output", 0, 0);
        Duration(writer, "cache_hit", 0, 0);
        writer.WriteEndObject();
        writer.WriteStartArray("batch_stats");
        writer.WriteEndArray();
    }

    private static void Duration(Utf8JsonWriter writer, string name, long count, long ticks)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("count", count);
        writer.WriteNumber("ns", Math.Max(0, ticks) * TimeSpan.NanosecondsPerTick);
        writer.WriteEndObject();
    }
}
