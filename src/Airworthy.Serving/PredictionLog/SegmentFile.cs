using Microsoft.Win32.SafeHandles;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The segment that is being written: groups of frames, each durable before the next one begins.</summary>
internal sealed class SegmentFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private SegmentFile(SafeFileHandle file, DateTimeOffset opened) => (_file, Opened, Length) = (file, opened, Frames.FileHead.Length);

    public DateTimeOffset Opened { get; }

    /// <summary>Bytes that are durable and valid.</summary>
    public long Length { get; private set; }

    /// <exception cref="IOException">The disk refuses; nothing is left open.</exception>
    public static SegmentFile Create(string path, DateTimeOffset now)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            RandomAccess.Write(file, Frames.FileHead, 0);
            RandomAccess.FlushToDisk(file);
            LogFolder.Settle(Path.GetDirectoryName(path)!);
            return new SegmentFile(file, now);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a group of frames and waits until they are durable.</summary>
    /// <exception cref="IOException">The disk refuses. The file then ends where it did before, as far as the disk allows, and must not be written on.</exception>
    public void Append(ReadOnlySpan<byte> group)
    {
        try
        {
            RandomAccess.Write(_file, group, Length);
            RandomAccess.FlushToDisk(_file);
            Length += group.Length;
        }
        catch
        {
            TryCut();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What was written of a failed group is counted as lost and must not come back; if even that fails, its torn end is skipped when it is read.</summary>
    private void TryCut()
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        catch (IOException)
        {
        }
    }
}
