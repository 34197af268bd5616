namespace Airworthy.Tracking.Artifacts;

/// <summary>
/// Where files are until they are whole: beside the artifacts, so that a rename puts them in place in one step, and named by no path of a client.
/// </summary>
/// <remarks>Each process writes into a folder of its own that it keeps locked; folders of processes that ended are removed by the next one.</remarks>
public sealed class IncomingFolder : IDisposable
{
    /// <summary>The first step that no path of a client may have.</summary>
    internal const string Name = ".incoming";

    private static readonly TimeSpan s_unlocked = TimeSpan.FromHours(1);

    private readonly ArtifactFolder _artifacts;
    private readonly TimeProvider _clock;
    private readonly Lock _one = new();
    private FileStream? _lock;
    private string? _mine;

    public IncomingFolder(ArtifactFolder artifacts, TimeProvider clock)
    {
        (_artifacts, _clock) = (artifacts, clock);
        Sweep();
    }

    private string All => Path.Combine(_artifacts.Path, Name);

    /// <summary>The folder of multipart uploads, which outlive a process.</summary>
    internal string Uploads => Path.Combine(All, "uploads");

    /// <summary>A name for a new file or folder, used by nobody.</summary>
    internal string New()
    {
        lock (_one)
        {
            if (_mine is null || !Directory.Exists(_mine))
            {
                _lock?.Dispose();
                _mine = Directory.CreateDirectory(Path.Combine(All, $"{Environment.ProcessId}-{Guid.NewGuid():n}")).FullName;
                _lock = new FileStream(Path.Combine(_mine, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);
            }

            return Path.Combine(_mine, Guid.NewGuid().ToString("n"));
        }
    }

    /// <summary>Removes what processes left behind that were stopped in the middle of a write.</summary>
    private void Sweep()
    {
        if (!Directory.Exists(All))
        {
            return;
        }

        foreach (var folder in new DirectoryInfo(All).EnumerateDirectories().Where(d => d.Name != "uploads"))
        {
            try
            {
                var file = Path.Combine(folder.FullName, "lock");
                if (!File.Exists(file) && _clock.GetUtcNow() - folder.LastWriteTimeUtc < s_unlocked)
                {
                    continue; // Its process has made it a moment ago.
                }

                using (var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
                {
                    folder.Delete(recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its process lives.
            }
        }
    }

    public void Dispose()
    {
        lock (_one)
        {
            _lock?.Dispose();
            if (_mine is not null && Directory.Exists(_mine))
            {
                Directory.Delete(_mine, recursive: true);
            }

            (_lock, _mine) = (null, null);
        }
    }
}
