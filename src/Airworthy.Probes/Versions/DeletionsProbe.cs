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

        using var store = ContentStore.Open(around.Root, around.Contract);
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
        try
        {
            var seen = new List<SeenDeletion>();
            foreach (var request in requests)
            {
                seen.Add(await SeenAsync(request, still.TryGetValue(request, out var rows) ? rows : null, store, manifest, cancel));
            }

            return new Deletions(dataset, seen, around.Today);
        }
        catch (StoreException e)
        {
            return new Sighting<Deletions>.NotSeen($"Whether versions that were withdrawn are gone is not known: {e.Message}.", $"{e.Next.TrimEnd('.')}.");
        }
    }

    private static async Task<SeenDeletion> SeenAsync(DeletionRequest request, long? still, ContentStore store, DatasetManifest manifest, CancellationToken cancel)
    {
        var gone = manifest.WithdrawnDigests.ToHashSet(StringComparer.Ordinal);
        var kept = new List<string>();
        foreach (var id in request.Done?.Withdrawn ?? [])
        {
            if (manifest[id] is { } version && gone.Contains(version.Digest) && ChunkId.Parse(version.Digest) is { } digest && await store.ReachesAsync(digest, cancel))
            {
                kept.Add(id);
            }
        }

        return new SeenDeletion(request.Id, request.Asked!.Value, request.Due, request.Done?.On, request.Done?.Version, request.Done?.Rows ?? 0, request.Done?.Withdrawn, still, kept, request.Canary is true, request.Retire);
    }
}
