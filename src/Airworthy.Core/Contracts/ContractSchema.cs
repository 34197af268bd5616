using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>The contract's format as a JSON Schema (draft 2020-12), so that editors complete and check it while it is written.</summary>
/// <remarks>It is made from the same records that the reader fills, so the two cannot drift apart. What is empty counts as not written, hence the nulls.</remarks>
public static class ContractSchema
{
    public const string Id = "https://airworthy.example/airworthy.schema.json";

    private static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the schema.</summary>
    /// <param name="describe">What a field or a record means, in words; null when nobody said. Asked with a record and a property, or a record alone.</param>
    public static string Write(Func<Type, string?, string?> describe)
    {
        var records = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var root = Record(typeof(ProjectContract), describe, records);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = Id, ["title"] = "airworthy.yaml" };
        foreach (var (key, value) in root.ToList())
        {
            root.Remove(key);
            schema[key] = value;
        }

        schema["$defs"] = new JsonObject(records.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value)));
        return schema.ToJsonString(s_readable) + "\n";
    }

    private static JsonObject Record(Type type, Func<Type, string?, string?> describe, SortedDictionary<string, JsonNode> records)
    {
        var properties = new JsonObject();
        foreach (var field in Field.Of(type))
        {
            var schema = Of(field.Type, field, describe, records);
            if (!field.Must)
            {
                schema = OrNull(schema);
            }

            if (Described(field, describe(type, field.PropertyName)) is { } words)
            {
                schema["description"] = words;
            }

            properties[field.Key] = schema;
        }

        var record = new JsonObject { ["type"] = "object" };
        if (describe(type, null) is { } meaning)
        {
            record["description"] = meaning;
        }

        if (Field.Of(type).Where(f => f.Must).ToList() is { Count: > 0 } must)
        {
            record["required"] = new JsonArray([.. must.Select(f => JsonValue.Create(f.Key))]);
        }

        record["additionalProperties"] = false;
        record["properties"] = properties;
        return record;
    }

    private static JsonObject Of(Type type, Field? field, Func<Type, string?, string?> describe, SortedDictionary<string, JsonNode> records)
    {
        if (Field.ElementOf(type) is { } element)
        {
            var list = new JsonObject { ["type"] = "array", ["items"] = Of(element, field, describe, records) };
            return field?.Ask<OneOrManyAttribute>() is null ? list : Any(Of(element, field, describe, records), list);
        }

        if (Field.ValueOf(type) is { } value)
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(value, field, describe, records) };
        }

        if (!Field.IsRecord(type))
        {
            return Single(type, field);
        }

        var name = Field.SnakeCase(type.Name);
        if (records.TryAdd(name, new JsonObject()))
        {
            records[name] = Record(type, describe, records);
        }

        var reference = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        return ContractPath.ShortKey(type) is null ? reference : Any(Single(typeof(string), null), reference);
    }

    private static JsonObject Single(Type type, Field? field)
    {
        if (type.IsEnum)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. WordAttribute.Of(type).Keys.Select(w => JsonValue.Create(w))]) };
        }

        if (type == typeof(string) && field?.Ask<NumberOrAttribute>() is { } either)
        {
            return Any(new JsonObject { ["type"] = "number" }, new JsonObject { ["enum"] = new JsonArray([.. either.Words.Select(w => JsonValue.Create(w))]) });
        }

        if (type == typeof(string) && field?.Ask<PathAttribute>() is not null)
        {
            return new JsonObject { ["type"] = "string", ["pattern"] = @"^(?![/~])(?!.:)(?!(.*/)?\.\.(/|$))[^\\]+$" };
        }

        if (type == typeof(string))
        {
            return new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }; // a plain 5 or true is a text here
        }

        var schema = type switch
        {
            _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
            _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
            _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
            _ when type == typeof(DateOnly) => new JsonObject { ["type"] = "string", ["pattern"] = @"^\d{4}-\d{2}-\d{2}$", ["format"] = "date" },
            _ when type == typeof(Duration) => new JsonObject { ["type"] = "string", ["pattern"] = @"^[-+]?\d*\.?\d+[smhdw]$" },
            _ => throw new NotSupportedException($"{type} has no schema."),
        };
        if (field?.Ask<WithinAttribute>() is { } within)
        {
            schema[within.Above ? "exclusiveMinimum" : "minimum"] = Number(within.Low);
            schema["maximum"] = Number(within.High);
        }

        return schema;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["enum"] is JsonArray words)
        {
            words.Add((JsonNode?)null);
            return schema;
        }

        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        if (schema["type"] is JsonArray types)
        {
            types.Add("null");
            return schema;
        }

        if (schema["anyOf"] is JsonArray any)
        {
            any.Add(new JsonObject { ["type"] = "null" });
            return schema;
        }

        return Any(schema, new JsonObject { ["type"] = "null" });
    }

    private static string? Described(Field field, string? words)
    {
        string?[] all =
        [
            words,
            field.Ask<WithinAttribute>() is { Unit: { Length: > 0 } unit } ? $"Unit: {unit}." : null,
            field.Ask<TextAttribute>() is { Minimum: var least } ? $"At least {least} characters that say something." : null,
            field.Ask<PathAttribute>() is not null ? "A path inside the project." : null,
        ];
        return all.OfType<string>().ToList() is { Count: > 0 } said ? string.Join(' ', said) : null;
    }

    private static JsonObject Any(params JsonNode[] schemas) => new() { ["anyOf"] = new JsonArray(schemas) };

    private static JsonValue Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
