using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>A call as it is mapped.</summary>
/// <param name="Ask">The type of its request; null where it is no JSON.</param>
/// <param name="Answer">The type of its answer; null where it is no JSON.</param>
/// <param name="Query">What it reads from the query beside that.</param>
/// <param name="Bodies">Where several kinds of bodies are read: the <c>content</c> of what is asked and answered, by <c>ask</c> and <c>answer</c>.</param>
internal sealed record MappedCall(string Method, string Path, JsonTypeInfo? Ask, JsonTypeInfo? Answer, IReadOnlyList<string> Query, Func<JsonObject>? Bodies = null);

/// <summary>The OpenAPI document of all calls, made from what is mapped, so that it cannot say anything else.</summary>
/// <remarks>Source: OpenAPI Specification 3.1, whose schemas are JSON Schema.</remarks>
internal static class OpenApi
{
    private static readonly JsonSchemaExporterOptions s_schemas = new() { TreatNullObliviousAsNonNullable = true };

    public static JsonObject Document(IEnumerable<MappedCall> calls)
    {
        var paths = new JsonObject();
        foreach (var call in calls.OrderBy(c => c.Path, StringComparer.Ordinal).ThenBy(c => c.Method, StringComparer.Ordinal))
        {
            var path = Path(call.Path);
            if (!paths.ContainsKey(path))
            {
                paths[path] = new JsonObject();
            }

            paths[path]![call.Method.ToLowerInvariant()] = Operation(call);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Airworthy server",
                ["version"] = TrackingServer.ProtocolVersion,
                ["description"] = "The MLflow REST API, as this server speaks it, predictions by the Open Inference Protocol and by rows, and this server's own calls. "
                    + "Each path below /api/2.0 is also served under /api/3.0, /ajax-api/2.0 and /ajax-api/3.0; what can be got answers HEAD as well. Errors are {\"error_code\", \"message\"}.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                    ["password"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic" },
                },
                ["schemas"] = new JsonObject
                {
                    ["Error"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["error_code"] = Text(), ["message"] = Text() },
                    },
                },
            },
        };
    }

    private static JsonObject Operation(MappedCall call)
    {
        var steps = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s is not ("mlflow" or "api" or "airworthy") && !s.StartsWith('{')).ToList();
        var operation = new JsonObject
        {
            ["operationId"] = $"{call.Method.ToLowerInvariant()}-{string.Join('-', call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(s => Name(s)))}",
            ["tags"] = new JsonArray(steps.FirstOrDefault() ?? "server"),
            ["summary"] = string.Join(' ', steps),
        };
        var inPath = call.Path.Split('{').Skip(1).Select(s => Name(s.Split('}')[0])).ToList();
        var parameters = new JsonArray([.. inPath.Select(name => Parameter(name, "path", Text())), .. call.Query.Select(name => Parameter(name, "query", Text()))]);
        if (call.Ask is not null && call.Method == "GET")
        {
            foreach (var property in call.Ask.Properties.Where(p => !inPath.Contains(p.Name) && p.Get is not null))
            {
                parameters.Add(Parameter(property.Name, "query", Schema(call.Ask.Options.GetTypeInfo(property.PropertyType))));
            }
        }
        else if (call.Ask is not null)
        {
            operation["requestBody"] = new JsonObject { ["content"] = Json(call.Ask) };
        }

        var bodies = call.Bodies?.Invoke();
        if (bodies?["ask"] is { } content)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = content.DeepClone() };
        }

        if (parameters.Count > 0)
        {
            operation["parameters"] = parameters;
        }

        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Done.", ["content"] = bodies?["answer"]?.DeepClone() ?? (call.Answer is null ? new JsonObject() : Json(call.Answer)) },
            ["default"] = new JsonObject
            {
                ["description"] = "Refused.",
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Error" } } },
            },
        };
        return operation;
    }

    // A placeholder that takes the rest, or a number only, is a plain one in OpenAPI.
    private static string Path(string path) => string.Join('/',
        (path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/2.0" + path).Split('/').Select(step => step.StartsWith('{') ? $"{{{Name(step)}}}" : step));

    /// <summary>A step of a path, or the name of its placeholder.</summary>
    private static string Name(string step) => step.Trim('{', '}').TrimStart('*').Split(':')[0];

    private static JsonObject Parameter(string name, string place, JsonNode schema) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = place == "path", ["schema"] = schema };

    private static JsonObject Json(JsonTypeInfo type) => new() { ["application/json"] = new JsonObject { ["schema"] = Schema(type) } };

    /// <summary>The schema of a type. A shape that comes twice is given as a pointer into this schema, which would lead nowhere in the document: it is written out.</summary>
    private static JsonNode Schema(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(s_schemas);
        return WrittenOut(schema, schema, deep: 0);
    }

    private static JsonNode WrittenOut(JsonNode node, JsonNode root, int deep)
    {
        if (deep > 16)
        {
            return new JsonObject();
        }

        if (node is JsonObject known && known["$ref"] is JsonValue pointer && ((string)pointer!).StartsWith('#'))
        {
            var target = ((string)pointer!)[1..].Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(root, (at, step) => at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]!);
            return WrittenOut(target, root, deep + 1);
        }

        return node switch
        {
            JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : WrittenOut(p.Value, root, deep + 1)))),
            JsonArray list => new JsonArray([.. list.Select(n => n is null ? null : WrittenOut(n, root, deep + 1))]),
            _ => node.DeepClone(),
        };
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    public static Task WriteAsync(HttpContext context, JsonObject document)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
    }
}
