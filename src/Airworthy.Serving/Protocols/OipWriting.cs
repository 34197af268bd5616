using System.Buffers;
using System.Globalization;
using System.Text.Json;

using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>Writes answers of the Open Inference Protocol v2, and its errors.</summary>
internal static class OipWriting
{
    public const string JsonLengthHeader = "Inference-Header-Content-Length";

    public static Task WriteAsync(HttpContext context, InferRequest request, Answered answered)
    {
        var response = context.Response;
        var json = JsonBuffer.Take();
        var raw = Write(json.Writer, request, answered);
        json.Writer.Flush();
        response.ContentType = raw is null ? "application/json" : "application/octet-stream";
        response.ContentLength = json.Written.Length + (raw?.WrittenCount ?? 0);
        if (raw is not null)
        {
            response.Headers[JsonLengthHeader] = json.Written.Length.ToString(CultureInfo.InvariantCulture);
        }

        if (response.ContentLength >= CompressedAnswer.Least && CompressedAnswer.EncodingFor(context.Request) is { } encoding)
        {
            return CompressedAnswer.WriteAsync(context, encoding, json, raw);
        }

        response.BodyWriter.Write(json.Written);
        json.GiveBack();
        if (raw is not null)
        {
            response.BodyWriter.Write(raw.WrittenSpan);
        }

        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <returns>What stands behind the JSON; null where nothing does.</returns>
    private static ArrayBufferWriter<byte>? Write(Utf8JsonWriter writer, InferRequest request, Answered answered)
    {
        ArrayBufferWriter<byte>? raw = null;
        writer.WriteStartObject();
        writer.WriteString("model_name", answered.Endpoint);
        writer.WriteString("model_version", answered.Version);
        writer.WriteString("id", answered.Id);
        writer.WriteStartObject("parameters");
        Origin(writer, answered);
        writer.WriteEndObject();
        writer.WriteStartArray("outputs");
        var outputs = Outputs(request, answered);
        for (var o = 0; o < outputs.Count; o++)
        {
            var output = outputs[o];
            var wanted = request.Outputs is null ? null : Wanted(request.Outputs, output.Name);
            if (request.Outputs is not null && wanted is null && answered.Degraded is null && !GuardOutputs.Names.Contains(output.Name))
            {
                continue;
            }

            var isBinary = wanted?.IsBinary ?? request.AllBinary;
            writer.WriteStartObject();
            Described(writer, output.Name, output.Type, output.Shape);
            var elements = Elements.Of(output.Type);
            if (isBinary)
            {
                raw ??= new ArrayBufferWriter<byte>();
                var before = raw.WrittenCount;
                elements.ToBytes(output.Values, raw);
                writer.WriteStartObject("parameters");
                writer.WriteNumber("binary_data_size", raw.WrittenCount - before);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteStartArray("data");
                for (var i = 0; i < output.Values.Length; i++)
                {
                    elements.Write(writer, output.Values, i);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return raw;
    }

    private static WantedOutput? Wanted(IReadOnlyList<WantedOutput> outputs, string name) => outputs.FirstOrDefault(w => w.Name == name);

    private static IReadOnlyList<Tensor> Outputs(InferRequest request, Answered answered) =>
        answered.Rows is { } rows && (request.Guards || answered.IsMixed) ? [.. answered.Outputs, .. GuardOutputs.Of(rows)] : answered.Outputs;

    /// <summary>Name, datatype and shape of a tensor, as metadata and answers both have them.</summary>
    public static void Described(Utf8JsonWriter writer, string name, DataType type, IReadOnlyList<long> shape)
    {
        writer.WriteString("name", name);
        writer.WriteString("datatype", type.Name());
        writer.WriteStartArray("shape");
        for (var i = 0; i < shape.Count; i++)
        {
            writer.WriteNumberValue(shape[i]);
        }

        writer.WriteEndArray();
    }

    /// <summary>Who answered, and why: in every protocol the same names.</summary>
    public static void Origin(Utf8JsonWriter writer, Answered answered)
    {
        writer.WriteString("arm", answered.Arm);
        writer.WriteNumber("generation", answered.Generation);
        writer.WriteString("served_by", answered.ServedBy);
        writer.WriteBoolean("degraded", answered.Degraded is not null);
        if (answered.Degraded is { } reason)
        {
            writer.WriteString("fallback_reason", reason);
        }

        if (answered.Coverage is { } coverage)
        {
            writer.WriteNumber("coverage", coverage);
        }
    }

    /// <summary>An error of the protocol: <c>{"error": "…"}</c>.</summary>
    public static async Task RefuseAsync(HttpContext context, InferenceRefusedException refused)
    {
        var response = context.Response;
        response.StatusCode = refused.Status;
        response.ContentType = "application/json";
        RequestId.GiveBack(context, refused.RequestId);
        if (refused.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        }

        await using var writer = new Utf8JsonWriter(response.BodyWriter.AsStream(leaveOpen: true));
        writer.WriteStartObject();
        writer.WriteString("error", refused.Message);
        writer.WriteEndObject();
    }
}
