using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>The files of a version as they lie in the project's folder, when rows of them have to go.</summary>
internal sealed class WorkingFiles(string root, ContentStore store, KeyCount count)
{
    /// <summary>Tables in the project's folder that hold rows which shall go.</summary>
    /// <returns>Their paths in the project.</returns>
    /// <exception cref="StoreException">One of them is as no version has it: replacing it would lose work.</exception>
    public async Task<IReadOnlyList<string>> HoldingAsync(DatasetManifest manifest, DatasetVersion newest, CancellationToken cancel)
    {
        var holding = new List<string>();
        foreach (var entry in VersionFiles.Tree(store, newest.Digest).Tables.Where(e => File.Exists(Path.Combine(root, e.Path))))
        {
            var isNewest = FileChunks.Differs(Path.Combine(root, entry.Path), entry.Chunks, cancel) is null;
            var seen = isNewest ? await count.InAsync(entry, newest.Id, newest.Read, cancel) : await count.InAsync(Path.Combine(root, entry.Path), entry.Path, newest.Read, cancel);
            if (seen.Keyed == 0)
            {
                continue;
            }

            if (!isNewest && !IsOfAnotherVersion(manifest, entry.Path, cancel))
            {
                throw new StoreException($"{entry.Path} holds {seen.Keyed:N0} such rows and is as no version has it", $"Run `airworthy data add {manifest.Dataset} {entry.Path}` first, or move it away.");
            }

            holding.Add(entry.Path);
        }

        return holding;
    }

    /// <summary>Makes files of the project as a version has them; what the version does not have goes.</summary>
    public static void Replace(string root, ContentStore store, DatasetVersion version, IReadOnlyList<string> paths)
    {
        var tree = paths.Count == 0 ? null : VersionFiles.Tree(store, version.Digest);
        foreach (var path in paths)
        {
            if (tree!.Entries.FirstOrDefault(e => e.Path == path) is { } entry)
            {
                VersionFiles.Put(store, VersionTree.Of([entry]), root, overwrite: true, null, CancellationToken.None);
            }
            else
            {
                File.Delete(Path.Combine(root, path));
            }
        }
    }

    private bool IsOfAnotherVersion(DatasetManifest manifest, string path, CancellationToken cancel) =>
        manifest.Versions.Any(v => ChunkId.Parse(v.Digest) is { } id && store.Has(id)
            && VersionFiles.Tree(store, v.Digest).Entries.FirstOrDefault(e => e.Path == path) is { } entry
            && FileChunks.Differs(Path.Combine(root, path), entry.Chunks, cancel) is null);
}
