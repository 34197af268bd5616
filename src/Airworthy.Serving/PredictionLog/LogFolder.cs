using System.Runtime.InteropServices;

namespace Airworthy.Serving.PredictionLog;

/// <summary>Where the log lies: <c>segments/</c> as they were written, <c>parquet/endpoint=…/date=…/</c> once converted. One process at a time.</summary>
internal sealed class LogFolder : IDisposable
{
    private const string SegmentEnding = ".awlog";
    private const string UnfinishedEnding = ".unfinished";

    private readonly FileStream _lock;
    private volatile string? _open;

    /// <exception cref="IOException">Another process writes here, or the folder cannot be made.</exception>
    public LogFolder(string path)
    {
        Root = Path.GetFullPath(path);
        Directory.CreateDirectory(Segments);
        Directory.CreateDirectory(Parquet);
        _lock = Locked(Root);

        var name = Path.Combine(Root, "name");
        if (!File.Exists(name))
        {
            File.WriteAllText(Beside(name), Guid.NewGuid().ToString("N"));
            Place(Beside(name), name);
        }

        Name = File.ReadAllText(name);
        foreach (var unfinished in Directory.EnumerateFiles(Root, "*" + UnfinishedEnding, SearchOption.AllDirectories).ToList())
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Looks again for a moment: whoever starts a program hands it all locks until that runs, and a log that was closed meanwhile seems to be in use.</summary>
    private static FileStream Locked(string root)
    {
        const int Most = 5, Milliseconds = 20;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Most)
            {
                Thread.Sleep(Milliseconds);
            }
            catch (IOException e)
            {
                throw new IOException($"{root}: another process writes this prediction log. Give each gateway a folder of its own.", e);
            }
        }
    }

    public string Root { get; }

    /// <summary>Of this log alone, and the same after a restart.</summary>
    public string Name { get; }

    public string Segments => Path.Combine(Root, "segments");

    public string Parquet => Path.Combine(Root, "parquet");

    private string Deletions => Path.Combine(Root, "deletions");

    /// <summary>Writes down, durably, whose rows shall go, so that a sudden end in the middle is caught up with.</summary>
    /// <param name="root">A log's folder; another process may write there.</param>
    /// <param name="subjects">Hashes.</param>
    /// <returns>The file; it is deleted when none of them is there any more.</returns>
    public static string Wish(string root, IEnumerable<string> subjects)
    {
        var folder = Path.Combine(root, "deletions");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.subjects");
        using (var file = new FileStream(Beside(path), FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', subjects) + "\n"));
            file.Flush(flushToDisk: true);
        }

        Place(Beside(path), path);
        return path;
    }

    /// <summary>Whose rows shall go and have not yet.</summary>
    public IReadOnlyList<(string Path, IReadOnlySet<string> Subjects)> Wishes() => Directory.Exists(Deletions)
        ? [.. Directory.GetFiles(Deletions, "*.subjects").Order(StringComparer.Ordinal).Select(f => (f, (IReadOnlySet<string>)File.ReadLines(f).Where(l => l.Length > 0).ToHashSet(StringComparer.Ordinal)))]
        : [];

    /// <summary>A name for a new segment, after all that are there; it counts as being written until <see cref="Close"/>.</summary>
    public string NewSegment(DateTimeOffset now)
    {
        var path = Path.Combine(Segments, $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfffffff}-{Guid.NewGuid():N}{SegmentEnding}");
        // Set before the file is there: who has seen the file and then finds another name here knows that this one is closed.
        _open = path;
        return path;
    }

    /// <summary>The segment that was written is complete.</summary>
    public void Close() => _open = null;

    /// <summary>The segments that nobody writes any more, the oldest first.</summary>
    public IReadOnlyList<string> ClosedSegments()
    {
        var all = Directory.GetFiles(Segments, "*" + SegmentEnding);
        var open = _open;
        return [.. all.Where(s => s != open).Order(StringComparer.Ordinal)];
    }

    /// <summary>Every segment, also the one that is being written, the oldest first.</summary>
    public IReadOnlyList<string> AllSegments() => [.. Directory.GetFiles(Segments, "*" + SegmentEnding).Order(StringComparer.Ordinal)];

    /// <summary>The Parquet files of an endpoint, the newest first.</summary>
    public IReadOnlyList<string> ParquetOf(string endpoint) => Path.Combine(Parquet, Of(endpoint)) is var folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal)] : [];

    public IReadOnlyList<string> ParquetFiles() => [.. Directory.EnumerateFiles(Parquet, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Where the rows of one endpoint and day of a segment go: the same place each time, so that a conversion that is repeated doubles nothing.</summary>
    public string ParquetOf(string segment, string endpoint, DateOnly date) => Path.Combine(
        Parquet, Of(endpoint), $"date={date:yyyy-MM-dd}", Path.GetFileNameWithoutExtension(segment) + ".parquet");

    private static string Of(string endpoint) => $"endpoint={Uri.EscapeDataString(endpoint)}";

    /// <summary>Where a file is written before it takes its name.</summary>
    public static string Beside(string path) => path + UnfinishedEnding;

    /// <summary>Gives a finished, durable file its name, and makes the name durable.</summary>
    public static void Place(string unfinished, string path)
    {
        File.Move(unfinished, path, overwrite: true);
        Settle(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a folder outlast a loss of power, where the system offers that.</summary>
    public static void Settle(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders, so this asks the system itself. Some file systems refuse; then the rename alone must do.
        var handle = Native.Open(folder, 0);
        if (handle >= 0)
        {
            _ = Native.Flush(handle);
            _ = Native.Close(handle);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static class Native
    {
        [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Flush(int handle);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int handle);
    }
}
