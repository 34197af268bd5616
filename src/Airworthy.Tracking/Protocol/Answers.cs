using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>Writes answers and refusals.</summary>
public static class Answers
{
    public static Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, answer, type, context.RequestAborted);
    }

    public static async Task RefuseAsync(HttpContext context, RefusedException refused)
    {
        context.Response.StatusCode = refused.Status;
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(leaveOpen: true));
        writer.WriteStartObject();
        if (context.Request.Path.StartsWithSegments("/v2") || context.Request.Path.StartsWithSegments("/models"))
        {
            writer.WriteString("error", refused.Message); // where the Open Inference Protocol has it
        }

        writer.WriteString("error_code", refused.Code);
        writer.WriteString("message", refused.Message);
        writer.WriteEndObject();
    }
}
