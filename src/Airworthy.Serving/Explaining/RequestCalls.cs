using System.Text.Json;

using Airworthy.Serving.Feedback;
using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <summary><c>GET /models/{endpoint}/requests/{id}</c>: one request followed from its values to its answer, and asked again of the version that answered.</summary>
internal sealed class RequestCalls(Gateway gateway, RequestLog requests, RouteStore routes, FeedbackStore feedback, IModelSource models) : ICalls
{
    /// <summary>Rows of a request that are shown, and asked again.</summary>
    private const int MostRows = 100;

    public void Map(Routes mapped) => mapped.Raw("GET", "//models/{model}/requests/{id}", async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, id, cancel) = ((string)context.Request.RouteValues["model"]!, (string)context.Request.RouteValues["id"]!, context.RequestAborted);
        Route route;
        try
        {
            route = gateway.RouteOf(endpoint);
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        var entries = await requests.FindAsync(endpoint, id, cancel);
        if (entries.Count == 0)
        {
            throw RefusedException.NotFound($"The prediction log of this gateway holds no request {Core.Reading.Problem.Cut(id)} of {endpoint}: it never came, was not drawn (of ordinary requests a share of {route.Table.LogRate} is kept), or was answered by another replica.");
        }

        using var replaying = new Replaying(route, await routes.HistoryAsync(endpoint, RouteStore.MostAtOnce, cancel), models);
        var replays = new List<(PredictionEntry Entry, RouteTable? Table, Replay Replay)>();
        foreach (var entry in entries.Take(MostRows))
        {
            replays.Add((entry, replaying.TableOf(entry), await replaying.OfAsync(entry, cancel)));
        }

        var truths = await feedback.OfAsync(endpoint, id, cancel);
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(writer, id, endpoint, entries.Count, replays, truths);
    });

    private static void Write(Utf8JsonWriter writer, string id, string endpoint, int rows, List<(PredictionEntry Entry, RouteTable? Table, Replay Replay)> replays, IReadOnlyList<Outcome> truths)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("endpoint", endpoint);
        writer.WriteNumber("rows_kept", rows);
        writer.WriteStartArray("rows");
        foreach (var (entry, table, replay) in replays)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", entry.Row);
            writer.WriteString("time", entry.Time);
            writer.WriteString("model", entry.Model);
            writer.WriteString("arm", entry.Arm);
            writer.WriteNumber("generation", entry.Generation);
            writer.WriteNumber("status", entry.Status);
            writer.WriteString("served_by", entry.ServedBy);
            writer.WriteString("fallback_reason", entry.Reason);
            Values(writer, "features", entry.Features);
            Values(writer, "outputs", entry.Outputs);
            Number(writer, "threshold", table?.Threshold);
            Number(writer, "confidence", entry.Confidence);
            writer.WriteString("set", entry.Set);
            Number(writer, "distance", entry.Distance);
            Values(writer, "microseconds", entry.Stages);
            writer.WriteStartObject("again");
            if (replay.Outputs is { } outputs)
            {
                Values(writer, "outputs", outputs);
                Number(writer, "largest_difference", replay.Difference);
                writer.WriteBoolean("same", replay.IsSame ?? false);
            }
            else
            {
                writer.WriteString("why_not", replay.WhyNot);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("feedback");
        foreach (var truth in truths)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", truth.Row);
            writer.WriteString("label", truth.Label);
            writer.WriteString("source", truth.Source);
            writer.WriteString("observed_at", DateTimeOffset.FromUnixTimeMilliseconds(truth.ObservedAt ?? 0));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter writer, string name, IReadOnlyList<LoggedValue> values)
    {
        writer.WriteStartObject(name);
        foreach (var value in values)
        {
            if (value.Text is { } text)
            {
                writer.WriteString(value.Name, text);
            }
            else
            {
                Number(writer, value.Name, value.Number);
            }
        }

        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
