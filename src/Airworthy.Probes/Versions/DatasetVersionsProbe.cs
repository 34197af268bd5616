using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Versions;

/// <summary>Reads the manifest of the dataset that the contract names.</summary>
public sealed class DatasetVersionsProbe : IProbe<DatasetVersions>
{
    public Task<Sighting<DatasetVersions>> LookAsync(Surroundings around, CancellationToken cancel) => Task.FromResult(Look(around, cancel));

    private static Sighting<DatasetVersions> Look(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Data?.Dataset is not { } dataset)
        {
            return new Sighting<DatasetVersions>.NotSeen("The contract names no dataset.", "Set data.dataset in airworthy.yaml, and run `airworthy data add`.");
        }

        var reading = new ManifestFiles(around.Root).Read(dataset);
        return new DatasetVersions(dataset, [.. (reading.Manifest?.Versions ?? []).Select(v => Seen(v))], [.. reading.Problems.Select(p => p.ToString())],
            Edited(around.Root, reading.Manifest?.Newest, cancel));
    }

    /// <summary>The files that a version was made of, when all are there and hold something else.</summary>
    private static IReadOnlyList<string> Edited(string root, DatasetVersion? newest, CancellationToken cancel)
    {
        try
        {
            return newest?.Files is { Count: > 0 } files && VersionFiles.OfWorkingFiles(root, newest, cancel).Digest().ToString() != newest.Digest ? files : [];
        }
        catch (TableException)
        {
            return []; // Files that are no longer there were meant to live in the store alone.
        }
    }

    private static SeenVersion Seen(DatasetVersion v) =>
        new(v.Id, v.Rows ?? 0, v.Bytes ?? 0, v.Made!.Value, v.From!.Source, [.. v.Splits?.Keys ?? []], v.From.Parent);
}
