using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>What no manifest refers to.</summary>
/// <param name="Chunks">Chunks that no version needs.</param>
/// <param name="Bytes">Their size, in bytes.</param>
/// <param name="KeptBytes">What stays, in bytes.</param>
/// <param name="Copies">Copies of versions below the store that can be made again; those of newest versions are not among them.</param>
/// <param name="CopyBytes">Their size, in bytes.</param>
public sealed record Leftovers(long Chunks, long Bytes, long KeptBytes, IReadOnlyList<string> Copies, long CopyBytes)
{
    public bool IsEmpty => Chunks == 0 && Copies.Count == 0;
}

/// <summary>Removes from a store what no manifest refers to. New packs are whole and named before old ones go, so a stop at any point loses nothing.</summary>
public static class StoreSweep
{
    /// <summary>What would go.</summary>
    /// <param name="alsoKept">Digests that manifests elsewhere name, such as those of other branches.</param>
    /// <exception cref="StoreException">A version is not whole: then nothing is known about what it needs, and nothing is removed.</exception>
    public static Leftovers Look(ContentStore store, IReadOnlyCollection<DatasetManifest> manifests, IReadOnlyCollection<string> alsoKept)
    {
        var live = Live(store, manifests, alsoKept);
        var (chunks, bytes, kept) = (0L, 0L, 0L);
        var seen = new HashSet<ChunkId>();
        foreach (var entry in Readable(store).SelectMany(store.Entries))
        {
            if (live.Contains(entry.Id) && seen.Add(entry.Id))
            {
                kept += entry.Length;
            }
            else
            {
                (chunks, bytes) = (chunks + 1, bytes + entry.Length);
            }
        }

        var wanted = manifests.Select(m => m.Newest).OfType<DatasetVersion>().Select(v => VersionFiles.CacheOf(store, v.Digest)).ToHashSet(StringComparer.Ordinal);
        var folder = Path.Combine(store.Folder, "out");
        var copies = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(d => !wanted.Contains(d) && !d.EndsWith(WholeFile.Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList() : [];
        return new Leftovers(chunks, bytes, kept, copies, copies.SelectMany(c => Directory.EnumerateFiles(c, "*", SearchOption.AllDirectories)).Sum(f => new FileInfo(f).Length));
    }

    /// <summary>Removes it. The caller has the turn of the store.</summary>
    /// <exception cref="StoreException">A version is not whole, or a chunk that is needed is damaged; nothing was removed.</exception>
    public static void Remove(ContentStore store, IReadOnlyCollection<DatasetManifest> manifests, IReadOnlyCollection<string> alsoKept, CancellationToken cancel)
    {
        var live = Live(store, manifests, alsoKept);
        var going = new List<string>();
        var stays = new HashSet<ChunkId>();
        var packs = Readable(store).Select(p => (Name: p, Entries: store.Entries(p))).ToList();
        foreach (var (name, entries) in packs)
        {
            // A pack of which all is needed, and nothing of it lies in one that stays already, is left as it is.
            if (entries.All(e => live.Contains(e.Id) && !stays.Contains(e.Id)))
            {
                stays.UnionWith(entries.Select(e => e.Id));
            }
            else
            {
                going.Add(name);
            }
        }

        using (var writer = new PackWriter(store.Packs))
        {
            foreach (var entry in packs.Where(p => going.Contains(p.Name)).SelectMany(p => p.Entries).Where(e => live.Contains(e.Id)))
            {
                cancel.ThrowIfCancellationRequested();
                if (stays.Add(entry.Id))
                {
                    writer.Add(entry.Id, store.Read(entry.Id));
                }
            }

            writer.Finish();
            // A pack written anew may be the very one that was to go, when all that differed was what lies twice.
            going.RemoveAll(name => writer.Finished.Exists(f => f.Pack == name));
        }

        store.Forget();
        foreach (var name in going)
        {
            File.Delete(Path.Combine(store.Packs, name));
        }

        WholeFile.Settle(store.Packs);
        foreach (var copy in Look(store, manifests, alsoKept).Copies)
        {
            VersionFiles.Drop(copy);
        }

        store.Load();
    }

    private static IEnumerable<string> Readable(ContentStore store) => store.PackNames().Where(p => !store.Damaged.ContainsKey(p));

    /// <summary>The chunks that some version needs; the lists of files that are only in a bucket are fetched to know it.</summary>
    /// <param name="untouched">What the message ends with when a version is not whole.</param>
    /// <exception cref="StoreException">A version is not whole: then nothing is known about what it needs.</exception>
    internal static HashSet<ChunkId> Live(ContentStore store, IEnumerable<DatasetManifest> manifests, IEnumerable<string> alsoKept, string untouched = "Nothing was removed.")
    {
        if (store.Damaged.FirstOrDefault() is { Key: { } pack } damaged)
        {
            throw new StoreException($"packs/{pack} is damaged: {damaged.Value}", $"{untouched} Bring the pack again from a machine or a backup, or move it away after `airworthy data verify`.");
        }

        var live = new HashSet<ChunkId>();
        var own = manifests.SelectMany(m => m.Standing).Select(v => v.Digest).ToHashSet(StringComparer.Ordinal);
        // What is withdrawn here goes, even where another branch has not heard of it yet.
        var needed = manifests.SelectMany(m => m.Standing).SelectMany(v => v.Digests).ToList();
        var withdrawn = manifests.SelectMany(m => m.WithdrawnDigests).Except(needed, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        foreach (var digest in needed.Concat(alsoKept.Where(d => !withdrawn.Contains(d))).Distinct(StringComparer.Ordinal))
        {
            if (ChunkId.Parse(digest) is not { } id || !live.Add(id) || !store.Bring(id))
            {
                if (own.Contains(digest) && ChunkId.Parse(digest) is { } missing && !store.Bring(missing))
                {
                    throw new StoreException($"the version with the digest {digest[..19]}… is not in the store", $"{untouched} `airworthy data verify` says what is missing.");
                }

                continue;
            }

            if (TreeOf(store, id) is { } tree)
            {
                live.UnionWith(tree.Entries.SelectMany(e => e.Chunks).Select(c => c.Id));
            }
        }

        return live;
    }

    /// <summary>What lies under a digest as a list of files; null when it is something else, such as a profile.</summary>
    private static VersionTree? TreeOf(ContentStore store, ChunkId id)
    {
        var bytes = store.Read(id);
        return bytes.AsSpan().StartsWith("airworthy tree "u8) ? VersionTree.Read(bytes) : null;
    }
}
