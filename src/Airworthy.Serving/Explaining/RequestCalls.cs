using System.Text.Json;

using Airworthy.Core.Statistics.Guards;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Protocols;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Explaining;

/// <summary><c>GET /models/{endpoint}/requests/{id}</c>: one request followed from its values to its answer, and asked again of the version that answered.</summary>
internal sealed class RequestCalls(RequestTraces traces) : ICalls
{
    public void Map(Routes calls) => calls.Raw("GET", "//models/{model}/requests/{id}", async (context, caller) =>
    {
        caller.Need(Right.View);
        var (endpoint, id) = ((string)context.Request.RouteValues["model"]!, (string)context.Request.RouteValues["id"]!);
        RequestTrace trace;
        try
        {
            trace = await traces.OfAsync(endpoint, id, context.RequestAborted) ?? throw RefusedException.NotFound(traces.NotKept(endpoint, id));
        }
        catch (InferenceRefusedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            throw RefusedException.NotFound(e.Message);
        }

        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(writer, trace);
    });

    private static void Write(Utf8JsonWriter writer, RequestTrace trace)
    {
        writer.WriteStartObject();
        writer.WriteString("id", trace.Id);
        writer.WriteString("endpoint", trace.Endpoint);
        writer.WriteNumber("rows_kept", trace.Kept);
        writer.WriteStartArray("rows");
        foreach (var (entry, table, replay, places) in trace.Rows)
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
            Values(writer, "features", Features(entry));
            Places(writer, places);
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
                Parts(writer, outputs, replay);
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
        foreach (var truth in trace.Truths)
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

    /// <summary>What a row brought. A constant reads no column of plain rows, and of those nothing is kept but how many there were.</summary>
    /// <remarks>Rows of a constant and of a model may lie in one file, which has a column for each name of both, empty where a row did not bring it.</remarks>
    internal static IReadOnlyList<LoggedValue> Features(PredictionEntry entry) => entry.Features is [{ Name: RowReading.Counted }] ? [] : [.. entry.Features.Where(f => f is not { Name: RowReading.Counted, Number: null, Text: null })];

    /// <summary>Of a number its percentile in training, of a name the share of training rows that have it.</summary>
    private static void Places(Utf8JsonWriter writer, IReadOnlyList<(string Feature, TrainingPlace Place)> places)
    {
        writer.WriteStartObject("among_training");
        foreach (var (feature, place) in places)
        {
            writer.WriteStartObject(feature);
            Number(writer, place.Percentile is null ? "share" : "percentile", Math.Round(place.Percentile ?? place.Share ?? double.NaN, 6));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Parts(Utf8JsonWriter writer, IReadOnlyList<LoggedValue> outputs, Replay replay)
    {
        writer.WriteStartObject("parts");
        if (replay.Parts is { } parts)
        {
            writer.WriteString("output", outputs[parts.Output].Name);
            Number(writer, "ordinary_row", parts.Base);
            writer.WriteStartObject("features");
            foreach (var (feature, part) in parts.Of)
            {
                Number(writer, feature, part);
            }

            writer.WriteEndObject();
            Number(writer, "sum", parts.Sum);
            Number(writer, "apart", parts.Apart);
        }
        else
        {
            writer.WriteString("why_not", replay.WhyNoParts);
        }

        writer.WriteEndObject();
    }

    internal static void Values(Utf8JsonWriter writer, string name, IReadOnlyList<LoggedValue> values)
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
