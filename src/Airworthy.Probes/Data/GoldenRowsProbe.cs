using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Probes.Ci;

namespace Airworthy.Probes.Data;

/// <summary>Compares the features that training and serving make of the same stored rows.</summary>
public sealed class GoldenRowsProbe : IProbe<GoldenRows>
{
    public async Task<Sighting<GoldenRows>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Features?.Golden is not { Training: { } training, Serving: { } serving })
        {
            return new Sighting<GoldenRows>.NotSeen("No tables of stored rows are named, as training and as serving make their features.",
                "Store 200 rows as they come in, let the code of each side make their features, and name both tables in features.golden.");
        }

        var seen = await GoldenTable.CompareAsync(around.Root, training, serving, around.Contract.Data?.Id, cancel);
        return seen with { NewerThan = ReportFiles.ChangedAfter(around, seen.MadeAt) };
    }
}
