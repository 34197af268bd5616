using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Airworthy.Core.Contracts;

/// <summary>What the approved schema says of one value that a request brings.</summary>
/// <param name="Required">It may not be missing.</param>
/// <param name="Low">The smallest that is allowed, times in seconds since 1970; <paramref name="High"/> the largest.</param>
/// <param name="Values">The closed list of values; null where any will do.</param>
/// <param name="Pattern">A regular expression that a text must match.</param>
public sealed record InputColumn(bool Required = false, double? Low = null, double? High = null, IReadOnlyList<string>? Values = null, string? Pattern = null);

/// <summary>The part of the approved schema that a row can be held against as it comes: the same for training data and for requests.</summary>
/// <param name="Columns">By name; those alone of which something is promised.</param>
public sealed record InputSchema(IReadOnlyDictionary<string, InputColumn> Columns)
{
    /// <summary>Says which schema it is: <c>sha256:…</c> over what it promises, in the order of names.</summary>
    [JsonIgnore]
    public string Digest
    {
        get
        {
            var sorted = new SortedDictionary<string, InputColumn>(Columns.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(sorted, InputSchemaJson.Default.SortedDictionaryStringInputColumn)));
        }
    }

    /// <summary>What a schema promises of its columns, row by row. Shares of rows are no promise about one.</summary>
    /// <param name="without">Columns that no request brings, such as the label.</param>
    public static InputSchema Of(TableSchema schema, IEnumerable<string> without)
    {
        var gone = without.ToHashSet(StringComparer.Ordinal);
        return new InputSchema(schema.Columns.Where(c => !gone.Contains(c.Key) && c.Value.Constraints.Any(k => k != "max_missing" || c.Value.MissingLimit == 0)).ToDictionary(c => c.Key, c => new InputColumn(
            c.Value.MissingLimit == 0, c.Value.Bounds?.Low, c.Value.Bounds?.High, c.Value.Values is { Count: > 0 } values ? values : null, c.Value.Constraints.Contains("pattern") ? c.Value.Pattern : null), StringComparer.Ordinal));
    }

    /// <summary>That of a project: the label, and what the label is made from, come in no request.</summary>
    public static InputSchema Of(TableSchema schema, ProjectContract contract) =>
        Of(schema, [.. new[] { contract.Data?.Label?.Name }.OfType<string>(), .. contract.Features?.Except ?? []]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SortedDictionary<string, InputColumn>))]
internal sealed partial class InputSchemaJson : JsonSerializerContext;
