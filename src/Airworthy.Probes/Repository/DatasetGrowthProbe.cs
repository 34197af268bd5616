using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the newest versions of the dataset from its manifest.</summary>
public sealed class DatasetGrowthProbe : IProbe<DatasetGrowth>
{
    public Task<Sighting<DatasetGrowth>> LookAsync(Surroundings around, CancellationToken cancel) => Task.FromResult(Look(around));

    private static Sighting<DatasetGrowth> Look(Surroundings around)
    {
        if (around.Contract.Data?.Dataset is not { } dataset)
        {
            return new Sighting<DatasetGrowth>.NotSeen("data.dataset is not set, so there are no versions to measure growth between.", "Name the dataset in data.dataset.");
        }

        var reading = new ManifestFiles(around.Root).Read(dataset);
        return reading.Problems.Count > 0
            ? new Sighting<DatasetGrowth>.NotSeen(string.Join(" ", reading.Problems.Select(p => p.ToString())), "Correct the manifest.")
            : reading.Manifest is not { } manifest
                ? new Sighting<DatasetGrowth>.NotSeen($"The dataset {dataset} has no version yet.", "Add one whenever data come in.")
                : new DatasetGrowth(dataset, [.. manifest.Versions.TakeLast(CollectionCost.Rate.Versions).Select(v => new DatasetState(v.Id, v.Made ?? default, v.Rows ?? 0))]);
    }
}
