using System.Text.Json;

using Airworthy.Core.Reading;

namespace Airworthy.Serving.Models;

/// <summary>Reads which columns a model takes from the file <c>MLmodel</c> beside it.</summary>
internal static class MlModelText
{
    /// <summary>The names in <c>signature.inputs</c>, which is a JSON list in a text.</summary>
    /// <param name="file">Null where there is none.</param>
    /// <returns>Null: it tells none.</returns>
    public static IReadOnlyList<string>? Inputs(byte[]? file)
    {
        if (file is null || YamlText.Read(file, "MLmodel", [])?.Find("signature.inputs") is not Yaml.Scalar { IsNull: false } inputs)
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
