using System.Text;

using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>A table of an earlier version whose content the newest version does not have.</summary>
/// <param name="Version">The latest version that has it.</param>
/// <param name="Content">Digest of its bytes and of how they are read: equal tables have the same, whatever they are called.</param>
/// <param name="Where">How a person calls it: the version, and the file where the version has several.</param>
public sealed record PastTable(DatasetVersion Version, TreeEntry Entry, string Content, string Where);

/// <summary>The tables that only earlier versions of a dataset have, and a way to read one of them.</summary>
public static class PastTables
{
    /// <summary>Each once, of the latest version first; versions that the store does not have are told apart.</summary>
    public static (IReadOnlyList<PastTable> Tables, IReadOnlyList<string> NotHere) Of(ContentStore store, DatasetManifest manifest)
    {
        var (tables, missing, known) = (new List<PastTable>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var version in manifest.Standing.Reverse().DistinctBy(v => v.Digest))
        {
            try
            {
                var own = VersionFiles.Tree(store, version.Digest).Tables.ToList();
                foreach (var entry in own)
                {
                    var content = ContentOf(entry, version.Read);
                    if (known.Add(content) && version != manifest.Newest)
                    {
                        tables.Add(new PastTable(version, entry, content, own.Count == 1 ? version.Id : $"{entry.Path} of {version.Id}"));
                    }
                }
            }
            catch (StoreException) when (version == manifest.Newest)
            {
                // A fresh clone has the files and no store: what earlier versions share with them is not known, and neither are those.
            }
            catch (StoreException)
            {
                missing.Add(version.Id);
            }
        }

        return (tables, missing);
    }

    /// <summary>Reads one: all of its rows as <c>data</c>, without label, time and splits.</summary>
    /// <exception cref="StoreException">A chunk is missing or damaged.</exception>
    /// <exception cref="TableException">It is no table any more.</exception>
    public static async Task<Table> OpenAsync(ContentStore store, PastTable past, CancellationToken cancel)
    {
        using var kept = new KeptFiles(store);
        var file = kept.Bring(past.Entry, cancel);
        return await Table.OpenAloneAsync(KeptFiles.Source(file, past.Where, past.Version.Read), cancel);
    }

    private static string ContentOf(TreeEntry entry, TextForm? form) =>
        ChunkId.Of(Encoding.UTF8.GetBytes($"{DataFiles.Ending(entry.Path)} {form} {string.Join(' ', entry.Chunks.Select(c => c.Id.Hex))}")).Hex;
}
