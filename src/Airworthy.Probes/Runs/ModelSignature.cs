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
            return length > YamlText.MaxLength ? null : ModelDescriptor.Inputs(bytes[..length]);
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            return null;
        }
    }
}
