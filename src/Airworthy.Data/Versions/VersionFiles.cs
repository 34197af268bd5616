using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>Gives the files of a version back.</summary>
public static class VersionFiles
{
    /// <summary>The time that stands at every cached file: another time there says that somebody wrote into it.</summary>
    private static readonly DateTime s_mark = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The files of a version as a list.</summary>
    /// <exception cref="StoreException">The store does not have it, or not whole.</exception>
    public static VersionTree Tree(ContentStore store, string digest) => VersionTree.Read(store.Get(digest));

    /// <summary>Fetches from the bucket what the store lacks of a version: its files and what else its manifest names, such as a profile.</summary>
    /// <param name="done">Called with the bytes of each chunk that is here.</param>
    /// <exception cref="StoreException">Neither the store nor the bucket has a chunk of a file, or the bucket cannot be asked.</exception>
    public static void Bring(ContentStore store, DatasetVersion version, Action<long>? done, CancellationToken cancel)
    {
        foreach (var entry in Tree(store, version.Digest).Entries)
        {
            foreach (var chunk in entry.Chunks)
            {
                cancel.ThrowIfCancellationRequested();
                if (!store.Bring(chunk.Id))
                {
                    store.Read(chunk.Id);
                }

                done?.Invoke(chunk.Length);
            }
        }

        if (version.Profile is { } profile && ChunkId.Parse(profile) is { } id)
        {
            store.Bring(id);
        }
    }

    /// <summary>A folder that holds the files of a version, each at its path: made once below the store, then only looked at.</summary>
    /// <exception cref="StoreException">A chunk is missing or damaged.</exception>
    public static string Materialise(ContentStore store, VersionTree tree, string digest, CancellationToken cancel)
    {
        var folder = CacheOf(store, digest);
        if (tree.Entries.All(e => new FileInfo(Path.Combine(folder, e.Path)) is { Exists: true } f && f.Length == e.Length && f.LastWriteTimeUtc == s_mark))
        {
            return folder;
        }

        var beside = $"{folder}.{Environment.ProcessId}-{Path.GetRandomFileName()}{WholeFile.Ending}";
        try
        {
            foreach (var entry in tree.Entries)
            {
                Put(store, entry, Path.Combine(beside, entry.Path), cancel);
                File.SetLastWriteTimeUtc(Path.Combine(beside, entry.Path), s_mark);
            }

            if (Directory.Exists(folder))
            {
                Directory.Move(folder, $"{beside[..^WholeFile.Ending.Length]}-old{WholeFile.Ending}");
            }

            Directory.Move(beside, folder);
        }
        catch (IOException) when (Directory.Exists(folder) && Directory.Exists(beside))
        {
            // Another process made the same folder in the meantime; it holds the same bytes.
        }
        finally
        {
            foreach (var left in (string[])[beside, $"{beside[..^WholeFile.Ending.Length]}-old{WholeFile.Ending}"])
            {
                if (Directory.Exists(left))
                {
                    Directory.Delete(left, recursive: true);
                }
            }
        }

        return folder;
    }

    /// <summary>Writes the files of a version into a folder of the user's. What is there and equal stays.</summary>
    /// <param name="overwrite">Whether files with other content may be replaced.</param>
    /// <returns>How many files were written.</returns>
    /// <exception cref="StoreException">A chunk is missing or damaged, or a file with other content is in the way.</exception>
    public static int Put(ContentStore store, VersionTree tree, string folder, bool overwrite, Action<string>? done, CancellationToken cancel)
    {
        var differing = tree.Entries.Where(e => FileChunks.Differs(Path.Combine(folder, e.Path), e.Chunks, cancel) is not null).ToList();
        if (!overwrite && differing.FirstOrDefault(e => File.Exists(Path.Combine(folder, e.Path))) is { } inTheWay)
        {
            throw new StoreException($"{inTheWay.Path} is in {folder} already, with other content", "Name another folder with --to, or add --yes to replace it.");
        }

        foreach (var entry in differing)
        {
            var path = Path.Combine(folder, entry.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.SweepBeside(path);
            Put(store, entry, path, cancel);
            done?.Invoke(entry.Path);
        }

        return differing.Count;
    }

    /// <summary>Whether the files in the project's folder are, byte for byte, those of a version.</summary>
    public static bool AreWorkingFiles(string root, VersionTree tree, CancellationToken cancel) =>
        tree.Entries.All(e => FileChunks.LengthOf(Path.Combine(root, e.Path)) == e.Length)
        && tree.Entries.All(e => FileChunks.Differs(Path.Combine(root, e.Path), e.Chunks, cancel) is null);

    /// <summary>The files in the project's folder as a list of chunks, whether or not a store has them.</summary>
    /// <exception cref="TableException">A file is not there.</exception>
    public static VersionTree OfWorkingFiles(string root, DatasetVersion version, CancellationToken cancel) => VersionTree.Of(
        NamedFiles.Of(root, root, version.Files ?? []).Select(f => new TreeEntry(f.Path, f.Kind, FileChunks.Of(f.Full, null, null, cancel))));

    /// <summary>Removes a copy; renamed first, so that nobody takes half a copy for a whole one.</summary>
    internal static void Drop(string copy)
    {
        var aside = $"{copy}.{Environment.ProcessId}-{Path.GetRandomFileName()}{WholeFile.Ending}";
        Directory.Move(copy, aside);
        Directory.Delete(aside, recursive: true);
    }

    internal static string CacheOf(ContentStore store, string digest) => Path.Combine(store.Folder, "out", digest[7..39]);

    private static void Put(ContentStore store, TreeEntry entry, string path, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, file =>
        {
            foreach (var chunk in entry.Chunks)
            {
                cancel.ThrowIfCancellationRequested();
                file.Write(store.Read(chunk.Id));
            }
        });
    }
}
