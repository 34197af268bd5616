using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Versions;

/// <summary>Reads the log of deletions, and counts in today's data the rows that were to go.</summary>
public sealed class DeletionsProbe : IProbe<Deletions>
{
    public async Task<Sighting<Deletions>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Data?.Dataset is not { } dataset)
        {
            return new Sighting<Deletions>.NotSeen("The contract names no dataset, and without versions nobody can tell what is gone.", "Set data.dataset in airworthy.yaml, and run `airworthy data add`.");
        }

        var reading = new DeletionFiles(around.Root).Read(dataset);
        if (reading.Problems.Count > 0)
        {
            return new Sighting<Deletions>.NotSeen($"The log of deletions cannot be read: {reading.Problems[0]}", "Mend it; git has its earlier states.");
        }

        using var store = ContentStore.Open(around.Root);
        var requests = reading.Log?.Requests ?? [];
        var secrets = KeySecret.In(store);
        var still = new Dictionary<DeletionRequest, long>();
        foreach (var group in requests.Where(r => secrets.ContainsKey(r.Secret)).GroupBy(r => (r.Column, r.Secret)))
        {
            var rows = await Table.KeysAsync(around.Contract, around.Root, group.Key.Column, secrets[group.Key.Secret], [.. group.SelectMany(r => r.Keys).Distinct()], cancel);
            foreach (var request in group)
            {
                still[request] = request.Keys.Distinct().Sum(k => rows.GetValueOrDefault(k));
            }
        }

        var manifest = new ManifestFiles(around.Root).Read(dataset).Manifest ?? new DatasetManifest();
        return new Deletions(dataset, [.. requests.Select(r => Seen(r, still.TryGetValue(r, out var rows) ? rows : null, store, manifest))], around.Today);
    }

    private static SeenDeletion Seen(DeletionRequest request, long? still, ContentStore store, DatasetManifest manifest)
    {
        var gone = manifest.WithdrawnDigests.ToHashSet(StringComparer.Ordinal);
        var kept = (request.Done?.Withdrawn ?? []).Where(id => manifest[id] is { } v && gone.Contains(v.Digest) && ChunkId.Parse(v.Digest) is { } digest && store.Has(digest));
        return new SeenDeletion(request.Id, request.Asked!.Value, request.Due, request.Done?.On, request.Done?.Version, request.Done?.Rows ?? 0, request.Done?.Withdrawn, still, [.. kept], request.Canary is true, request.Retire);
    }
}
