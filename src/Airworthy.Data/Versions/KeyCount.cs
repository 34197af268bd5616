using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>Counts rows with some keys in files of versions; a file that several versions share is read once.</summary>
internal sealed class KeyCount(ContentStore store, KeyedBy by, KeptFiles kept)
{
    private readonly Dictionary<string, FileKeys> _known = new(StringComparer.Ordinal);

    /// <summary>The rows of a table of a version, and those that have one of the keys.</summary>
    /// <exception cref="TableException">The file is no table, or has no such column.</exception>
    /// <exception cref="StoreException">A chunk is missing or damaged.</exception>
    public async Task<FileKeys> InAsync(TreeEntry entry, string shown, TextForm? form, CancellationToken cancel)
    {
        var content = string.Join(' ', entry.Chunks.Select(c => c.Id.Hex)) + form;
        if (!_known.TryGetValue(content, out var seen))
        {
            var path = kept.Bring(entry, cancel);
            seen = await InAsync(path, $"{entry.Path} of {shown}", form, cancel);
            KeptFiles.Drop(path);
            _known[content] = seen;
        }

        return seen;
    }

    /// <summary>The same for a file that lies somewhere.</summary>
    /// <exception cref="TableException">The file is no table, or has no such column.</exception>
    public async Task<FileKeys> InAsync(string path, string shown, TextForm? form, CancellationToken cancel)
    {
        var (rows, keyed) = await Table.KeysAsync(KeptFiles.Source(path, shown, form), by.Column, by.Secret, by.Digests, cancel);
        return new FileKeys(rows, keyed.Values.Sum(), keyed.Keys.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The rows of a whole version that have one of the keys.</summary>
    public async Task<FileKeys> InAsync(string dataset, DatasetVersion version, CancellationToken cancel)
    {
        var all = new FileKeys(0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var entry in VersionFiles.Tree(store, version.Digest).Tables)
        {
            var own = await InAsync(entry, $"{dataset} {version.Id}", version.Read, cancel);
            all = new FileKeys(all.Rows + own.Rows, all.Keyed + own.Keyed, all.Digests.Union(own.Digests).ToHashSet(StringComparer.Ordinal));
        }

        return all;
    }
}

/// <summary>Which rows are meant: those whose value in a column has one of some digests.</summary>
internal sealed record KeyedBy(string Column, KeySecret Secret, IReadOnlyCollection<string> Digests);

/// <param name="Rows">Rows in all.</param>
/// <param name="Keyed">Rows with one of the keys.</param>
/// <param name="Digests">The keys that occur.</param>
internal sealed record FileKeys(long Rows, long Keyed, IReadOnlySet<string> Digests);
