using System.IO.Enumeration;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>The version of a dataset that a contract means: the newest of the dataset it names. It wins over the contract's files.</summary>
/// <param name="Sources">Its tables, as files on disk.</param>
internal sealed record VersionedData(DatasetVersion Version, IReadOnlyList<DataSource> Sources)
{
    /// <summary>The version; null when the contract names no dataset, or one without a version.</summary>
    /// <exception cref="TableException">The manifest cannot be read, or the version cannot be fetched.</exception>
    public static VersionedData? Of(ProjectContract contract, string root, CancellationToken cancel)
    {
        if (contract.Data?.Dataset is not { } dataset)
        {
            return null;
        }

        var reading = new ManifestFiles(root).Read(dataset);
        if (reading.Problems.Count > 0)
        {
            throw new TableException($"The versions of {dataset} cannot be read: {reading.Problems[0]}", "Mend the manifest; git has its earlier states.");
        }

        if (reading.Manifest?.Newest is not { } version)
        {
            return null;
        }

        var (folder, tree) = Locate(root, contract, dataset, version, cancel);
        var shown = $"{dataset} {version.Id}";
        var parts = contract.Data.Split?.Files;
        if (contract.Data.Media is { Path: null })
        {
            return new VersionedData(version, Media.MediaListing.Sources(tree, folder, shown, parts));
        }

        var sources = parts is { Count: > 0 }
            ? parts.SelectMany(p => DataSource.ByFormat(p.Key, $"{p.Value} of {shown}", Matching(tree, p.Value, shown).Select(e => Path.Combine(folder, e.Path)), version.Read))
            : DataSource.ByFormat(null, shown, tree.Tables.Select(e => Path.Combine(folder, e.Path)), version.Read);
        return sources.ToList() is { Count: > 0 } found
            ? new VersionedData(version, found)
            : throw new TableException($"{shown} holds no table.", "Add a table that names its files and labels: `airworthy data add`.");
    }

    /// <summary>The digest of the version that a contract means.</summary>
    /// <returns>Whether the dataset has a manifest at all; then the files' own digest means nothing, even where the manifest cannot be read.</returns>
    public static bool HasManifest(ProjectContract contract, string root, out string? digest)
    {
        var reading = contract.Data?.Dataset is { } dataset ? new ManifestFiles(root).Read(dataset) : new DatasetManifestReading(null, []);
        digest = reading.Manifest?.Newest?.Digest;
        return digest is not null || reading.Problems.Count > 0;
    }

    /// <summary>A folder that holds the files of a version: the project's own when they are the version's byte for byte, else a copy from the store.</summary>
    internal static (string Folder, VersionTree Tree) Locate(string root, ProjectContract contract, string dataset, DatasetVersion version, CancellationToken cancel)
    {
        using var store = ContentStore.Open(root, contract);
        var isHere = ChunkId.Parse(version.Digest) is { } id && store.Has(id);
        try
        {
            if (!isHere && version.Files is { Count: > 0 })
            {
                // A fresh clone has no store, but may have the files.
                var working = Working(root, version, store.HasBucket, cancel);
                if (working?.Digest().ToString() == version.Digest)
                {
                    return (root, working);
                }

                if (!store.HasBucket)
                {
                    throw new TableException($"{dataset} {version.Id} is not in the store, and {string.Join(", ", version.Files)} has other content than it.", Bring(version));
                }
            }

            var tree = VersionFiles.Tree(store, version.Digest);
            return (VersionFiles.AreWorkingFiles(root, tree, cancel) ? root : VersionFiles.Materialise(store, tree, version.Digest, cancel), tree);
        }
        catch (StoreException e)
        {
            throw new TableException($"{dataset} {version.Id} cannot be fetched: {e.Message}.", e.Next);
        }
        catch (TableException) when (!isHere && version.Files is { } files && files.Any(f => DataFiles.Find(root, f).Count == 0 && !Directory.Exists(Path.Combine(root, f))))
        {
            throw new TableException($"{dataset} {version.Id} is not in the store, and {string.Join(", ", files)} is not there.", Bring(version));
        }
    }

    /// <summary>The files in the project's folder; null when one is not there and that is no reason to give up.</summary>
    private static VersionTree? Working(string root, DatasetVersion version, bool mayLack, CancellationToken cancel)
    {
        try
        {
            return VersionFiles.OfWorkingFiles(root, version, cancel);
        }
        catch (TableException) when (mayLack)
        {
            return null;
        }
    }

    private static string Bring(DatasetVersion version) =>
        $"Bring .airworthy/store/data from a machine that has it, or the files as they were on {version.Made:yyyy-MM-dd}; if the files are a new state, run `airworthy data add`.";

    private static List<TreeEntry> Matching(VersionTree tree, string pattern, string shown) =>
        tree.Tables.Where(e => e.Path == pattern || FileSystemName.MatchesSimpleExpression(pattern, e.Path, ignoreCase: false)).ToList() is { Count: > 0 } found
            ? found
            : throw new TableException($"{shown} holds no {pattern}; it holds {string.Join(", ", tree.Tables.Take(5).Select(e => e.Path))}.", "Correct data.split.files, or add a version that holds it.");
}
