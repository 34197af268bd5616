using System.Text.Json;

using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary><c>GET /v2/models[/{model}[/versions/{version}]]/stats</c>: what the loaded versions have done since this process began.</summary>
internal sealed class StatsCalls(Gateway gateway, Tallies tallies, TimeProvider clock) : ICalls
{
    public void Map(Routes routes)
    {
        foreach (var which in (ReadOnlySpan<string>)["", "/{model}", "/{model}/versions/{version}"])
        {
            routes.Raw("GET", $"//v2/models{which}/stats", PredictionBodies.Of("stats"), TellAsync);
        }
    }

    private async Task TellAsync(HttpContext context, Caller caller)
    {
        caller.Need(Right.View);
        string Named(string what) => (string?)context.Request.RouteValues.GetValueOrDefault(what) ?? "";
        try
        {
            var told = VersionStats.Of(Named("model"), Named("version"), gateway, tallies, clock);
            await InferCalls.JsonAsync(context, writer =>
            {
                writer.WriteStartArray("model_stats");
                foreach (var version in told)
                {
                    writer.WriteStartObject();
                    Version(writer, version);
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

    private static void Version(Utf8JsonWriter writer, VersionStats version)
    {
        writer.WriteString("name", version.Endpoint);
        writer.WriteString("version", version.Version);
        writer.WriteNumber("last_inference", version.LastInference);
        writer.WriteNumber("inference_count", version.Runs.Rows);
        writer.WriteNumber("execution_count", version.Runs.Succeeded);
        writer.WriteStartObject("inference_stats");
        Duration(writer, "success", version.Success);
        Duration(writer, "fail", version.Fail);
        Duration(writer, "queue", version.Queue);
        Duration(writer, "compute_input", default);
        Duration(writer, "compute_infer", version.ComputeInfer);
        Duration(writer, "compute_output", default);
        Duration(writer, "cache_hit", default);
        writer.WriteEndObject();
        writer.WriteStartArray("batch_stats");
        writer.WriteEndArray();
    }

    private static void Duration(Utf8JsonWriter writer, string name, VersionStats.Duration duration)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("count", duration.Count);
        writer.WriteNumber("ns", duration.Ns);
        writer.WriteEndObject();
    }
}
