using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>Reads what a call asks, from its body, its query and its path, into a record.</summary>
/// <remarks>
/// As the original: a body that is no JSON counts as empty, numbers may stand in quotation marks, unknown fields are left out, and a value of
/// the wrong type is named together with the parameter.
/// </remarks>
internal static class Asked
{
    /// <summary>The largest body of a call that is not an artifact, in bytes. A batch may have 1,000,000.</summary>
    public const int LargestBody = 32 * 1024 * 1024;

    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int largest = LargestBody)
        where T : class
    {
        var request = context.Request;
        var fromBody = !HttpMethods.IsGet(request.Method) && request.Path.Value is not null && (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0);
        if (fromBody)
        {
            RequirePlain(context);
        }

        if (!fromBody || context.Request.RouteValues.Count > 0)
        {
            using var fields = await FieldsAsync(context, fromBody, type, largest);
            return Read(fields, type);
        }

        RequireJson(request);
        using var body = await BodyAsync(context, largest);
        try
        {
            return JsonSerializer.Deserialize(new ReadOnlySpan<byte>(body.GetBuffer(), 0, (int)body.Length), type) ?? Empty(type);
        }
        catch (JsonException)
        {
            using var fields = Parsed(context, body);
            return Read(fields, type);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        if (request.ContentType is not { } sent || !sent.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException("BAD_REQUEST", "Bad Request. Content-Type must be one of ['application/json'].");
        }
    }

    /// <summary>A body that nobody unpacks would be read as no JSON, and so as empty.</summary>
    private static void RequirePlain(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding.ToString().Trim() is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.AcceptEncoding = "identity"; // RFC 9110, 12.5.3: this is what the 415 is about
            throw new RefusedException("UNSUPPORTED_MEDIA_TYPE", $"The body is encoded as {encoding[..Math.Min(encoding.Length, 50)]}; send it as it is, without Content-Encoding.");
        }
    }

    private static async Task<MemoryStream> BodyAsync(HttpContext context, int largest)
    {
        if (context.Request.ContentLength > largest)
        {
            throw TooLarge(largest, $"{context.Request.ContentLength}");
        }

        var body = new MemoryStream((int)(context.Request.ContentLength ?? 1024));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > largest)
            {
                throw TooLarge(largest, "more");
            }

            body.Write(buffer, 0, read);
        }

        Unkept.RefuseIn(new(body.GetBuffer(), 0, (int)body.Length));
        return body;
    }

    private static RefusedException TooLarge(int largest, string found) =>
        RefusedException.Invalid($"Requests of this kind must be at most {largest} bytes. Got a request of {found} bytes. Please split it up and try again.");

    private static void WriteField(JsonProperty field, Utf8JsonWriter writer)
    {
        try
        {
            field.WriteTo(writer);
        }
        catch (InvalidOperationException)
        {
            throw RefusedException.Invalid($"Invalid value for parameter '{field.Name}' supplied: it holds half a character (a surrogate without the other one).");
        }
    }

    private static JsonDocument Parsed(HttpContext context, MemoryStream body)
    {
        try
        {
            var document = JsonDocument.Parse(new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length), new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : JsonDocument.Parse("{}");
        }
        catch (JsonException e)
        {
            context.Features.Set(new BrokenBody(e));
            return JsonDocument.Parse("{}");
        }
    }

    /// <summary>Body, query and path as one JSON object.</summary>
    private static async Task<JsonDocument> FieldsAsync<T>(HttpContext context, bool fromBody, JsonTypeInfo<T> type, int largest)
    {
        using var text = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in context.Request.RouteValues)
            {
                writer.WriteString(name, value?.ToString());
            }

            if (fromBody)
            {
                RequireJson(context.Request);
                using var body = await BodyAsync(context, largest);
                using var fields = Parsed(context, body);
                foreach (var field in fields.RootElement.EnumerateObject().Where(f => !context.Request.RouteValues.ContainsKey(f.Name)))
                {
                    WriteField(field, writer);
                }
            }
            else
            {
                WriteQuery(context.Request, type, writer);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(text.ToArray());
    }

    private static void WriteQuery<T>(HttpRequest request, JsonTypeInfo<T> type, Utf8JsonWriter writer)
    {
        foreach (var (name, values) in request.Query)
        {
            var property = type.Properties.FirstOrDefault(p => p.Name == name);
            if (property is null || request.RouteValues.ContainsKey(name))
            {
                continue;
            }

            writer.WritePropertyName(name);
            if (property.PropertyType != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(property.PropertyType))
            {
                writer.WriteStartArray();
                foreach (var value in values)
                {
                    writer.WriteStringValue(value);
                }

                writer.WriteEndArray();
            }
            else if (property.PropertyType == typeof(bool?))
            {
                writer.WriteBooleanValue(values[^1] is "true" or "True" or "1");
            }
            else
            {
                writer.WriteStringValue(values[^1]);
            }
        }
    }

    private static T Read<T>(JsonDocument fields, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return fields.Deserialize(type) ?? Empty(type);
        }
        catch (JsonException e)
        {
            var path = (e.Path ?? "$").TrimStart('$').TrimStart('.');
            var value = Find(fields.RootElement, path);
            throw RefusedException.Invalid($"Invalid value {value?.GetRawText() ?? "?"} for parameter '{path}' supplied:  Hint: Value was of type '{TypeName(value)}'. See the API docs for more information about request parameters.");
        }
    }

    private static T Empty<T>(JsonTypeInfo<T> type)
        where T : class => JsonSerializer.Deserialize("{}"u8, type)!;

    /// <summary>Follows a path like <c>metrics[0].step</c>.</summary>
    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var step in path.Split('.', '[').Select(s => s.TrimEnd(']')).Where(s => s.Length > 0))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var inner))
            {
                element = inner;
            }
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    // Named as clients, most of them in Python, know them.
    private static string TypeName(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Number => value.Value.TryGetInt64(out _) ? "int" : "float",
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        _ => "NoneType",
    };
}

/// <summary>The body was no JSON and counts as empty; what is then missing is no wonder, so the refusal tells it as well.</summary>
internal sealed record BrokenBody(JsonException Cause)
{
    public string Hint => $" The body is no JSON, and counts as empty: line {Cause.LineNumber + 1}, byte {Cause.BytePositionInLine + 1}. "
        + "NaN and infinities are written in quotation marks: \"NaN\", \"Infinity\", \"-Infinity\".";
}
