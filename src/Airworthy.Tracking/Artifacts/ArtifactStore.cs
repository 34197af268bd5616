using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Artifacts;

/// <summary>A file or folder among the artifacts.</summary>
/// <param name="Name">Its name in the folder that was listed.</param>
/// <param name="Size">Bytes; null for a folder.</param>
public sealed record ArtifactEntry(string Name, long? Size)
{
    public bool IsFolder => Size is null;
}

/// <summary>The files of the artifacts. Nothing is visible before it is whole.</summary>
public sealed class ArtifactStore(ArtifactFolder folder, TimeProvider clock) : IDisposable
{
    private const int Chunk = 128 * 1024;

    internal IncomingFolder Incoming { get; } = new(folder, clock);

    /// <summary>What lies in a folder, in the order of the names; nothing where there is no such folder. Links are left out.</summary>
    public IReadOnlyList<ArtifactEntry> List(ArtifactPath place)
    {
        var inside = new DirectoryInfo(folder.FileOf(place));
        return !inside.Exists ? [] : [.. inside.EnumerateFileSystemInfos()
            .Where(f => f.LinkTarget is null && f.Name != IncomingFolder.Name)
            .Select(f => new ArtifactEntry(f.Name, f is FileInfo file ? file.Length : null))
            .OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Opens a file to read, from any position.</summary>
    /// <exception cref="RefusedException">There is none, or it is a folder.</exception>
    public FileStream Open(ArtifactPath place)
    {
        var file = folder.FileOf(place);
        if (Directory.Exists(file))
        {
            throw RefusedException.Invalid($"'{place}' is a folder, not a file.");
        }

        try
        {
            return new FileStream(file, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: 20 })
        {
            throw NoSuch(place);
        }
    }

    /// <summary>Writes a file; one that was there is replaced. Readers see the old one or the new one, whole.</summary>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="RefusedException">No file can stand there.</exception>
    public async Task<long> PutAsync(ArtifactPath place, Stream content, CancellationToken cancel)
    {
        RefuseUnlessFile(place);
        var incoming = Incoming.New();
        try
        {
            long size;
            await using (var file = New(incoming))
            {
                await content.CopyToAsync(file, Chunk, cancel);
                size = file.Length;
                file.Flush(flushToDisk: true);
            }

            PutInPlace(incoming, place);
            return size;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Removes a file, or a folder with all it holds.</summary>
    /// <exception cref="RefusedException">There is none, or it is the folder of all artifacts.</exception>
    public void Delete(ArtifactPath place)
    {
        var file = folder.FileOf(place);
        if (place.Text.Length == 0)
        {
            throw ArtifactPath.Invalid();
        }

        // Out of sight in one step, whatever it holds.
        var gone = Incoming.New();
        try
        {
            if (Directory.Exists(file))
            {
                Directory.Move(file, gone);
                Directory.Delete(gone, recursive: true);
            }
            else
            {
                File.Move(file, gone);
                File.Delete(gone);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NoSuch(place);
        }
    }

    /// <summary>Whether a file or folder is there.</summary>
    public bool Has(ArtifactPath place) => Path.Exists(folder.FileOf(place));

    internal static FileStream New(string file) =>
        new(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, Options = FileOptions.Asynchronous });

    /// <summary>Makes a whole file visible.</summary>
    internal void PutInPlace(string whole, ArtifactPath place)
    {
        for (var attempt = 1; ; attempt++)
        {
            var file = folder.FileOf(place);
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.Move(whole, file, overwrite: true);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < 10)
            {
                // The folder was deleted between the two lines.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && (Directory.Exists(file) || StandsOnFile(place)))
            {
                throw InTheWay(place);
            }
        }
    }

    internal void RefuseUnlessFile(ArtifactPath place)
    {
        if (place.Text.Length == 0)
        {
            throw ArtifactPath.Invalid();
        }

        if (Directory.Exists(folder.FileOf(place)) || StandsOnFile(place))
        {
            throw InTheWay(place);
        }
    }

    private bool StandsOnFile(ArtifactPath place)
    {
        for (var above = Path.GetDirectoryName(folder.FileOf(place)); above is not null && above.Length > folder.Path.Length; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return true;
            }
        }

        return false;
    }

    private static RefusedException InTheWay(ArtifactPath place) =>
        RefusedException.Invalid($"'{place}' cannot be a file: there is a folder of that name, or one of its folders is a file.");

    private static RefusedException NoSuch(ArtifactPath place) => RefusedException.NotFound($"No such artifact: '{place}'");

    public void Dispose() => Incoming.Dispose();
}
