using System.Globalization;

using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>What is wrong with what a store holds.</summary>
/// <param name="Where">Dataset and version, or the file of the store.</param>
/// <param name="Says">What was found there.</param>
public sealed record Damage(string Where, string Says);

/// <summary>Hashes what a store holds again and compares it with the names it has.</summary>
public static class StoreLook
{
    /// <summary>Looks at every byte of the store and at every version: each pack, each chunk in it, each copy that was made of a version.</summary>
    /// <param name="read">Called with the bytes that were looked at since the last call.</param>
    public static IReadOnlyList<Damage> AtAll(ContentStore store, IEnumerable<DatasetManifest> manifests, Action<long>? read, CancellationToken cancel)
    {
        var damages = store.Damaged.Select(d => new Damage($"packs/{d.Key}", d.Value)).ToList();
        var bad = new HashSet<ChunkId>();
        foreach (var pack in store.PackNames().Where(p => !store.Damaged.ContainsKey(p)))
        {
            foreach (var entry in Pack.Changed(Path.Combine(store.Packs, pack), store.Entries(pack), read, cancel))
            {
                bad.Add(entry.Id);
                damages.Add(new Damage($"packs/{pack}", Pack.Says(entry)));
            }
        }

        foreach (var manifest in manifests)
        {
            foreach (var version in manifest.Standing)
            {
                damages.AddRange(InVersion(store, manifest.Dataset, version, id => bad.Contains(id) ? "has other bytes than it had when it was stored" : store.Has(id) ? null : "is not in the store", cancel));
            }
        }

        return damages;
    }

    /// <summary>Looks at one version: its list of files and every chunk of them.</summary>
    public static IReadOnlyList<Damage> At(ContentStore store, string dataset, DatasetVersion version, Action<long>? read, CancellationToken cancel) =>
        [.. InVersion(store, dataset, version, id =>
        {
            try
            {
                read?.Invoke(store.Read(id).Length);
                return null;
            }
            catch (StoreException e)
            {
                return e.Message[(e.Message.IndexOf(' ', 6) + 1)..];
            }
        }, cancel)];

    /// <param name="wrong">What is wrong with a chunk; null when nothing is.</param>
    internal static List<Damage> InVersion(ContentStore store, string dataset, DatasetVersion version, Func<ChunkId, string?> wrong, CancellationToken cancel)
    {
        var where = $"{dataset} {version.Id}";
        var damages = new List<Damage>();
        VersionTree tree;
        try
        {
            tree = VersionFiles.Tree(store, version.Digest);
        }
        catch (StoreException e)
        {
            return [new Damage(where, $"its list of files: {e.Message}")];
        }

        if (tree.Bytes != version.Bytes)
        {
            damages.Add(new Damage(where, string.Create(CultureInfo.InvariantCulture, $"the manifest says {version.Bytes:N0} bytes, its files have {tree.Bytes:N0}")));
        }

        foreach (var entry in tree.Entries)
        {
            var offset = 0L;
            for (var i = 0; i < entry.Chunks.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var chunk = entry.Chunks[i];
                if (wrong(chunk.Id) is { } what)
                {
                    damages.Add(new Damage(where, string.Create(CultureInfo.InvariantCulture,
                        $"{entry.Path}: chunk {i + 1:N0} of {entry.Chunks.Count:N0}, bytes {offset:N0} to {offset + chunk.Length - 1:N0}, {what}")));
                }

                offset += chunk.Length;
            }
        }

        var cache = VersionFiles.CacheOf(store, version.Digest);
        foreach (var entry in Directory.Exists(cache) ? tree.Entries : [])
        {
            if (FileChunks.Differs(Path.Combine(cache, entry.Path), entry.Chunks, cancel) is { } at)
            {
                damages.Add(new Damage(where, string.Create(CultureInfo.InvariantCulture,
                    $"the copy below {Path.GetRelativePath(store.Folder, cache)} differs: {entry.Path}, chunk {at + 1:N0}; delete that folder, it is made again from the store")));
            }
        }

        return damages;
    }
}
