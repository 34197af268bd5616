using System.Text.Json;

using Airworthy.Client;
using Airworthy.Core.Reading;

namespace Airworthy.Probes.Runs;

/// <summary>Reads which columns a model version takes, from the file <c>MLmodel</c> beside it.</summary>
public static class ModelSignature
{
    /// <returns>Null: the file is not there, or tells no columns by name.</returns>
    public static async Task<IReadOnlyList<string>?> InputsAsync(TrackingClient client, ModelVersion version, CancellationToken cancel)
    {
        try
        {
            await using var file = await client.Artifacts.OpenAsync(await client.Models.AddressAsync(version.Name, version.Version, cancel), "MLmodel", cancel);
            var bytes = new byte[YamlText.MaxLength + 1];
            var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return length > YamlText.MaxLength ? null : Names(bytes[..length]);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }

    /// <summary>The names in <c>signature.inputs</c>, which is a JSON list in a text.</summary>
    public static IReadOnlyList<string>? Names(byte[] model)
    {
        if (YamlText.Read(model, "MLmodel", [])?.Find("signature.inputs") is not Yaml.Scalar { IsNull: false } inputs)
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
