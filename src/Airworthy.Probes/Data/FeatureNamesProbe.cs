using Airworthy.Core.Observations;

namespace Airworthy.Probes.Data;

/// <summary>Reads the names of the table's columns and of those that the model reads, and where the schema says these come from.</summary>
public sealed class FeatureNamesProbe : IProbe<FeatureNames>
{
    public async Task<Sighting<FeatureNames>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var table = await around.TableAsync(cancel);
        Dictionary<string, string>? sources = null;
        if (around.Contract.Features?.AllowedSources is not null)
        {
            var (schema, because, next) = await SchemaOnFile.ReadAsync(around, cancel);
            if (schema is null)
            {
                return new Sighting<FeatureNames>.NotSeen($"features.allowed_sources is written, but where columns come from is not known: {because}", next);
            }

            sources = table.Features.Select(f => (f.Name, schema.Columns.GetValueOrDefault(f.Name)?.Source)).Where(f => !string.IsNullOrWhiteSpace(f.Source)).ToDictionary(f => f.Name, f => f.Source!);
        }

        return new FeatureNames([.. table.Features.Select(f => f.Name)], [.. table.Columns.Select(c => c.Name)], sources);
    }
}
