using System.Text.Json.Nodes;

namespace Airworthy.Web.Host;

/// <summary>The OpenAPI document as the API page shows it.</summary>
/// <param name="Group">What the call is about: its tag.</param>
/// <param name="Asks">What is sent: parameters and fields of the body.</param>
/// <param name="Answers">What comes back; empty where it is no JSON or has no fields.</param>
internal sealed record ApiCall(string Id, string Group, string Method, string Path, IReadOnlyList<ApiField> Asks, IReadOnlyList<ApiField> Answers)
{
    /// <summary>All calls, in the order of their paths, or those that have every word of a search.</summary>
    public static IReadOnlyList<ApiCall> Of(JsonObject document, string? search)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let call = Of(path.Key, operation.Key.ToUpperInvariant(), operation.Value!)
               where Array.TrueForAll(words, w => $"{call.Method} {call.Path}".Contains(w, StringComparison.OrdinalIgnoreCase) || call.Asks.Concat(call.Answers).Any(f => f.Name == w))
               select call,
        ];
    }

    private static ApiCall Of(string path, string method, JsonNode operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(p => new ApiField((string)p!["name"]!, $"{Kind(p["schema"]!)}, in the {(string)p["in"]! switch { "path" => "path", _ => "query" }}"));
        var body = Fields(operation["requestBody"]?["content"]?["application/json"]?["schema"]);
        return new((string)operation["operationId"]!, (string)operation["tags"]![0]!, method, path, [.. parameters, .. body], Fields(operation["responses"]!["200"]!["content"]?["application/json"]?["schema"]));
    }

    private static List<ApiField> Fields(JsonNode? schema) => [.. (schema?["properties"]?.AsObject() ?? []).Select(p => new ApiField(p.Key, Kind(p.Value!)))];

    /// <summary>A schema in a few words: its type, of lists what is in them, of objects the names of their fields.</summary>
    private static string Kind(JsonNode schema)
    {
        if (schema is not JsonObject known)
        {
            return "any";
        }

        var types = known["type"] switch { JsonArray several => several.Select(t => (string)t!).Where(t => t != "null").ToList(), JsonValue one => [(string)one!], _ => [] };
        return types switch
        {
            ["array"] => $"list of {(known["items"] is { } items ? Kind(items) : "any")}",
            ["object"] when known["properties"] is JsonObject properties => $"{{{string.Join(", ", properties.Select(p => p.Key))}}}",
            [] => known["enum"] is JsonArray values ? string.Join(" | ", values.Select(v => v?.ToString() ?? "null")) : "any",
            _ => string.Join(" or ", types),
        };
    }
}

/// <summary>A field of a request or of an answer, and what it holds.</summary>
internal sealed record ApiField(string Name, string Kind);
