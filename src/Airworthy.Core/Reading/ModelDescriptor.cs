using System.Text.Json;

namespace Airworthy.Core.Reading;

/// <summary>What the file <c>MLmodel</c> beside a model says of it.</summary>
public static class ModelDescriptor
{
    /// <summary>The names in <c>signature.inputs</c>, which is a JSON list in a text.</summary>
    /// <returns>Null: it tells no columns by name.</returns>
    public static IReadOnlyList<string>? Inputs(byte[] file)
    {
        if (YamlText.Read(file, "MLmodel", [])?.Find("signature.inputs") is not Yaml.Scalar { IsNull: false } inputs)
        {
            return null;
        }

        try
        {
            using var columns = JsonDocument.Parse(inputs.Text);
            return columns.RootElement.ValueKind != JsonValueKind.Array ? null
                : [.. columns.RootElement.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String).Select(c => c.GetProperty("name").GetString()!)];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
