using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>What no manifest refers to in a bucket.</summary>
/// <param name="Packs">Packs that go; what is needed of them is stored again first.</param>
/// <param name="Chunks">Chunks that no version needs, or that are there twice.</param>
/// <param name="Bytes">Their size, in bytes.</param>
/// <param name="KeptBytes">What stays, in bytes.</param>
/// <param name="Bucket">The bucket's address.</param>
public sealed record BucketLeftovers(int Packs, long Chunks, long Bytes, long KeptBytes, string Bucket);

/// <summary>Removes from a bucket what no manifest refers to. New packs are there whole before old ones go, so a stop at any point loses nothing.</summary>
public static class BucketSweep
{
    /// <summary>What would go.</summary>
    /// <param name="alsoKept">Digests that manifests elsewhere name, such as those of other branches.</param>
    /// <exception cref="StoreException">The bucket cannot be asked, or a version is not whole: then nothing is known about what it needs.</exception>
    public static async Task<BucketLeftovers> LookAsync(ContentStore store, IReadOnlyCollection<DatasetManifest> manifests, IReadOnlyCollection<string> alsoKept, CancellationToken cancel)
    {
        var bucket = store.Bucket();
        var live = StoreSweep.Live(store, manifests, alsoKept);
        var (going, _) = await PlanAsync(bucket, live, cancel);
        var all = new List<PackEntry>();
        foreach (var pack in (await bucket.ListAsync(cancel)).Keys)
        {
            all.AddRange(await bucket.EntriesAsync(pack, cancel));
        }

        var needed = all.Where(e => live.Contains(e.Id)).DistinctBy(e => e.Id).ToList();
        return new BucketLeftovers(going.Count, all.Count - needed.Count, all.Sum(e => (long)e.Length) - needed.Sum(e => (long)e.Length), needed.Sum(e => (long)e.Length), bucket.Bucket.Shown);
    }

    /// <summary>Removes it. The caller has the turn of the store here.</summary>
    /// <exception cref="StoreException">As for looking; then nothing was removed.</exception>
    public static async Task RemoveAsync(ContentStore store, IReadOnlyCollection<DatasetManifest> manifests, IReadOnlyCollection<string> alsoKept, CancellationToken cancel)
    {
        var bucket = store.Bucket();
        var live = StoreSweep.Live(store, manifests, alsoKept);
        var (going, stays) = await PlanAsync(bucket, live, cancel);
        var folder = bucket.Beside("sweep");
        try
        {
            using var writer = new PackWriter(folder);
            foreach (var pack in going)
            {
                foreach (var entry in (await bucket.EntriesAsync(pack, cancel)).Where(e => live.Contains(e.Id) && stays.Add(e.Id)))
                {
                    writer.Add(entry.Id, store.Read(entry.Id));
                }
            }

            writer.Finish();
            foreach (var (pack, _) in writer.Finished)
            {
                await bucket.Bucket.UploadAsync(Path.Combine(folder, pack), pack, cancel);
            }

            // A pack stored anew may be the very one that was to go, when all that differed was what lies twice.
            foreach (var pack in going.Where(g => !writer.Finished.Exists(f => f.Pack == g)))
            {
                await bucket.Bucket.DeleteAsync(pack, cancel);
            }
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The packs that go, and the chunks of those that stay: packs of which all is needed, and nothing lies in one that stays already.</summary>
    private static async Task<(List<string> Going, HashSet<ChunkId> Stays)> PlanAsync(BucketPacks bucket, HashSet<ChunkId> live, CancellationToken cancel)
    {
        var (going, stays) = (new List<string>(), new HashSet<ChunkId>());
        foreach (var pack in (await bucket.ListAsync(cancel)).Keys)
        {
            var entries = await bucket.EntriesAsync(pack, cancel);
            if (entries.All(e => live.Contains(e.Id) && !stays.Contains(e.Id)))
            {
                stays.UnionWith(entries.Select(e => e.Id));
            }
            else
            {
                going.Add(pack);
            }
        }

        return (going, stays);
    }
}
