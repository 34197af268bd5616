using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>Fetches every pack of a bucket, hashes it again, and compares what is there with what the versions need.</summary>
public static class BucketLook
{
    /// <param name="read">Called with the bytes that were fetched since the last call.</param>
    /// <exception cref="BucketException">The bucket cannot be asked.</exception>
    public static async Task<IReadOnlyList<Damage>> AtAllAsync(ContentStore store, IEnumerable<DatasetManifest> manifests, Action<long>? read, CancellationToken cancel)
    {
        var bucket = store.Bucket();
        var damages = new List<Damage>();
        var there = new HashSet<ChunkId>();
        var bad = new HashSet<ChunkId>();
        foreach (var pack in (await bucket.ListAsync(cancel)).Keys)
        {
            var copy = await bucket.CopyAsync(pack, read, cancel);
            try
            {
                var wrong = BucketPacks.Damages(copy, pack, null, cancel).OfType<(ChunkId? Chunk, string Says)>().ToList();
                damages.AddRange(wrong.Select(w => new Damage($"{bucket.Bucket.Shown}packs/{pack}", w.Says)));
                bad.UnionWith(wrong.Select(w => w.Chunk).OfType<ChunkId>());
                if (wrong.TrueForAll(w => w.Chunk is not null))
                {
                    using var file = File.OpenHandle(copy);
                    there.UnionWith(Pack.ReadIndex(file, pack).Select(e => e.Id));
                }
            }
            finally
            {
                File.Delete(copy);
            }
        }

        return
        [
            .. damages,
            .. manifests.SelectMany(m => m.Standing.SelectMany(v => StoreLook.InVersion(store, m.Dataset, v, id =>
                bad.Contains(id) ? "has other bytes in the bucket than it had when it was stored" : there.Contains(id) ? null : "is not in the bucket", cancel))),
        ];
    }
}
