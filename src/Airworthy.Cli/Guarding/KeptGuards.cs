using Airworthy.Client;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Cli.Guarding;

/// <summary>The guards that <c>airworthy guard fit</c> left beside a model version.</summary>
internal static class KeptGuards
{
    /// <returns>Null where none were fitted, or they were fitted to other files.</returns>
    /// <exception cref="Refusal">They cannot be read as guards.</exception>
    public static async Task<FittedGuards?> OfAsync(TrackingClient client, Run run, ModelVersion version, string? digest, CancellationToken cancel)
    {
        if (!version.Tags.TryGetValue(FittedGuards.FileTag, out var file))
        {
            return null;
        }

        await using var content = await client.Artifacts.OpenAsync(run, file, cancel);
        using var text = new StreamReader(content);
        try
        {
            var fitted = FittedGuards.Parse(await text.ReadToEndAsync(cancel), file);
            return fitted.ModelDigest == digest ? fitted : null;
        }
        catch (InvalidDataException e)
        {
            throw new Refusal(1, e.Message, "Fit the guards again: airworthy guard fit");
        }
    }
}
