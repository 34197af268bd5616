using Airworthy.Core.Observations;

namespace Airworthy.Probes.Data;

/// <summary>Reads the names of the table's columns and of those that the model reads.</summary>
public sealed class FeatureNamesProbe : IProbe<FeatureNames>
{
    public async Task<Sighting<FeatureNames>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        return new FeatureNames([.. table.Features.Select(f => f.Name)], [.. table.Columns.Select(c => c.Name)]);
    }
}
