using System.Globalization;

using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions.Buckets;

/// <summary>What was stored in a bucket.</summary>
/// <param name="Packs">Packs that were not there.</param>
/// <param name="Bytes">Their size, in bytes.</param>
/// <param name="There">Packs of the store here that were there already, or all chunks of them.</param>
/// <param name="Bucket">The bucket's address.</param>
public sealed record Pushed(int Packs, long Bytes, int There, string Bucket);

/// <summary>Stores in a bucket what it lacks of the store here. A pack is named after its content, so doing it again changes nothing.</summary>
public static class BucketPush
{
    /// <param name="alsoKept">Digests that manifests elsewhere name, such as those of other branches.</param>
    /// <param name="progress">Told which pack is sent and how many bytes have been since the last call.</param>
    /// <exception cref="StoreException">The bucket cannot be asked, the store here is damaged, or it holds what no manifest names.</exception>
    public static async Task<Pushed> PushAsync(ContentStore store, IReadOnlyCollection<DatasetManifest> manifests, IReadOnlyCollection<string> alsoKept, Action<string, long> progress, CancellationToken cancel)
    {
        var bucket = store.Bucket();
        var listed = await bucket.ListAsync(cancel);
        var missing = store.PackNames().Where(p => !store.Damaged.ContainsKey(p) && !(listed.TryGetValue(p, out var size) && size == SizeOf(store, p))).ToList();
        // What a server left of an upload that was cut off is replaced, not read.
        missing.ForEach(p => listed.Remove(p));
        var live = StoreSweep.Live(store, manifests, alsoKept, "Nothing was stored in the bucket.");
        var (packs, bytes) = (0, 0L);
        foreach (var pack in missing)
        {
            var entries = store.Entries(pack);
            if (entries.Count(e => !live.Contains(e.Id)) is > 0 and var dead)
            {
                throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{dead:N0} chunks of packs/{pack[..12]}… are needed by no version, and a bucket gets nothing that a person may have asked to delete"),
                    "Run `airworthy data gc`, then push again.");
            }

            if (await AreThereAsync(bucket, entries, cancel))
            {
                continue;
            }

            if (Pack.Changed(Path.Combine(store.Packs, pack), entries, null, cancel).Select(e => (PackEntry?)e).FirstOrDefault() is { } changed)
            {
                throw new StoreException($"packs/{pack}: {Pack.Says(changed)}", "It was not stored in the bucket. `airworthy data verify` names all that is damaged; bring the pack again from a machine or a backup that has it whole.");
            }

            progress($"{pack[..12]}…", 0);
            await bucket.Bucket.UploadAsync(Path.Combine(store.Packs, pack), pack, cancel);
            listed[pack] = SizeOf(store, pack);
            bucket.Learn(pack, entries);
            (packs, bytes) = (packs + 1, bytes + listed[pack]);
            progress($"{pack[..12]}…", listed[pack]);
        }

        return new Pushed(packs, bytes, store.PackNames().Count - packs, bucket.Bucket.Shown);
    }

    private static async Task<bool> AreThereAsync(BucketPacks bucket, IEnumerable<PackEntry> entries, CancellationToken cancel)
    {
        foreach (var entry in entries)
        {
            if (await bucket.FindAsync(entry.Id, cancel) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static long SizeOf(ContentStore store, string pack) => new FileInfo(Path.Combine(store.Packs, pack)).Length;
}
