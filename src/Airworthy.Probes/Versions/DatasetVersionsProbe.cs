using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Versions;

/// <summary>Reads the manifest of the dataset that the contract names.</summary>
public sealed class DatasetVersionsProbe : IProbe<DatasetVersions>
{
    public Task<Sighting<DatasetVersions>> LookAsync(Surroundings around, CancellationToken cancel) => Task.FromResult(Look(around));

    private static Sighting<DatasetVersions> Look(Surroundings around)
    {
        if (around.Contract.Data?.Dataset is not { } dataset)
        {
            return new Sighting<DatasetVersions>.NotSeen("The contract names no dataset.", "Set data.dataset in airworthy.yaml, and run `airworthy data add`.");
        }

        var reading = new ManifestFiles(around.Root).Read(dataset);
        return new DatasetVersions(dataset, [.. (reading.Manifest?.Versions ?? []).Select(v => Seen(v))], [.. reading.Problems.Select(p => p.ToString())]);
    }

    private static SeenVersion Seen(DatasetVersion v) =>
        new(v.Id, v.Rows ?? 0, v.Bytes ?? 0, v.Made!.Value, v.From!.Source, [.. v.Splits?.Keys ?? []], v.From.Parent);
}
