using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>Makes the list of files of a version without the rows of some keys, and stores what is new in it. Files that hold none of them stay as they are.</summary>
internal sealed class VersionWithoutKeys(ContentStore store, string dataset, DatasetVersion version, KeyedBy by)
{
    /// <exception cref="StoreException">The rows could not be taken out cleanly.</exception>
    /// <exception cref="TableException">A file is in a form that cannot be written.</exception>
    public async Task<VersionTree> MakeAsync(CancellationToken cancel)
    {
        using var kept = new KeptFiles(store);
        using var writer = new PackWriter(store.Packs);
        var count = new KeyCount(store, by, kept);
        var fresh = new HashSet<ChunkId>();
        var entries = new List<TreeEntry>();
        foreach (var entry in VersionFiles.Tree(store, version.Digest).Entries)
        {
            var before = entry.Kind == EntryKind.Table ? await count.InAsync(entry, $"{dataset} {version.Id}", version.Read, cancel) : null;
            if (before is null or { Keyed: 0 })
            {
                entries.Add(entry);
            }
            else if (before.Keyed < before.Rows)
            {
                var file = await WithoutAsync(entry, before, kept, count, cancel);
                entries.Add(new TreeEntry(entry.Path, entry.Kind, FileChunks.Of(file, Keep, null, cancel)));
                KeptFiles.Drop(file);
            }
        }

        var tree = VersionTree.Of(entries);
        Keep(tree.Digest(), tree.Write());
        writer.Finish();
        store.Learn(writer);
        return tree;

        void Keep(ChunkId id, ReadOnlySpan<byte> bytes)
        {
            if (!store.Has(id) && fresh.Add(id))
            {
                writer.Add(id, bytes);
            }
        }
    }

    /// <summary>A file with the other rows alone. It is read again, so that a form of text that was misunderstood is no silent loss.</summary>
    private async Task<string> WithoutAsync(TreeEntry entry, FileKeys before, KeptFiles kept, KeyCount count, CancellationToken cancel)
    {
        var shown = $"{entry.Path} of {dataset} {version.Id}";
        var (from, target) = (kept.Bring(entry, cancel), kept.Empty(entry.Path));
        var digests = by.Digests.ToHashSet(StringComparer.Ordinal);
        if (DataFiles.FormatOf(from) == FileFormat.Parquet)
        {
            await Table.WithoutKeysAsync(KeptFiles.Source(from, shown, null), by.Column, by.Secret, digests, target, cancel);
        }
        else if (RecordFilter.CanFilter(from))
        {
            RecordFilter.Without(from, shown, target, version.Read, by.Column, key => digests.Contains(by.Secret.DigestOf(key)), cancel);
        }
        else
        {
            throw new TableException($"{shown} is packed in a form that is read but not written.", "Take the rows out where the data come from, run `airworthy data add`, and then this again: it withdraws the versions that hold them.");
        }

        var after = await count.InAsync(target, shown, version.Read, cancel);
        KeptFiles.Drop(from);
        return after.Keyed == 0 && after.Rows == before.Rows - before.Keyed
            ? target
            : throw new StoreException($"{shown} could not be written without the rows: {before.Rows:N0} rows with {before.Keyed:N0} of them became {after.Rows:N0} with {after.Keyed:N0}",
                "Take the rows out where the data come from, run `airworthy data add`, and then this again: it withdraws the versions that hold them.");
    }
}
