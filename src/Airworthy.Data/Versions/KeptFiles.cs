using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>Single files of versions, brought out of the store into a folder that goes when the work is done or, after a stop, with the next writer.</summary>
internal sealed class KeptFiles(ContentStore store) : IDisposable
{
    private readonly string _folder = Path.Combine(store.Folder, "out", $"{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}.{Environment.ProcessId}-forget{WholeFile.Ending}");

    /// <summary>A file of a version, whole and compared with its digests.</summary>
    /// <exception cref="StoreException">A chunk is missing or damaged.</exception>
    public string Bring(TreeEntry entry, CancellationToken cancel)
    {
        var path = Empty(entry.Path);
        using var file = File.Create(path);
        foreach (var chunk in entry.Chunks)
        {
            cancel.ThrowIfCancellationRequested();
            file.Write(store.Read(chunk.Id));
        }

        return path;
    }

    /// <summary>A place for a file of this name; nothing is there.</summary>
    public string Empty(string name)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName(), Path.GetFileName(name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Removes a file that <see cref="Bring"/> or <see cref="Empty"/> gave.</summary>
    public static void Drop(string path) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    /// <summary>The file as a table.</summary>
    public static DataSource Source(string path, string shown, TextForm? form) => new(null, shown, [path], form);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
