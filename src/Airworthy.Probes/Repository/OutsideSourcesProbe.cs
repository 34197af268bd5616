using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the sources that the schema names, and lays the packages the project asks for beside those its lock files name.</summary>
public sealed class OutsideSourcesProbe : IProbe<OutsideSources>
{
    public async Task<Sighting<OutsideSources>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var environment = await LockedEnvironmentProbe.LookAsync(around.Root, cancel);
        var locked = environment.Locks.Where(l => !LockFiles.IsLooseList(l.Path)).SelectMany(l => l.Names).Select(n => n.Replace('_', '-').Replace('.', '-')).Distinct().Order(StringComparer.Ordinal).ToList();
        var direct = await DirectPackages.FindAsync(around.Root, cancel);
        if (around.Contract.Data?.Schema is not { } path || !File.Exists(Path.Combine(around.Root, path)))
        {
            return new OutsideSources(new InOrder<IReadOnlyList<string>>(), [], direct, locked, HasSchema: false);
        }

        var reading = TableSchemaReader.Read(await File.ReadAllBytesAsync(Path.Combine(around.Root, path), cancel), path);
        if (reading.Schema is not { } schema)
        {
            return new Sighting<OutsideSources>.NotSeen($"The schema cannot be read: {reading.Problems[0]}", "Correct it; `airworthy check data-schema` names all that is wrong.");
        }

        var sources = new InOrder<IReadOnlyList<string>>();
        foreach (var source in schema.Columns.Where(c => !string.IsNullOrWhiteSpace(c.Value.Source)).GroupBy(c => c.Value.Source!, c => c.Key, StringComparer.OrdinalIgnoreCase))
        {
            sources.Add(source.Key, [.. source]);
        }

        // What the label is made from has a source already; the label itself is the project's own.
        var label = around.Contract.Data?.Label is { From: not null, Name: var name } ? name : null;
        return new OutsideSources(sources, [.. schema.Columns.Where(c => string.IsNullOrWhiteSpace(c.Value.Source) && c.Key != label).Select(c => c.Key)], direct, locked);
    }
}
