namespace Airworthy.Data.Versions;

/// <summary>Writes chunks into packs. A pack has its name only when all of it is on disk; what is not finished goes.</summary>
internal sealed class PackWriter(string folder) : IDisposable
{
    /// <summary>Bytes from which a pack is full, so that what a stop throws away is bounded.</summary>
    public const long Full = 256L * 1024 * 1024;

    private FileStream? _file;
    private List<PackEntry> _entries = [];
    private long _offset;

    /// <summary>Bytes of chunks written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Chunks of packs that have their name, with that name; taken by whoever asks.</summary>
    public List<(string Pack, IReadOnlyList<PackEntry> Entries)> Finished { get; } = [];

    public void Add(ChunkId id, ReadOnlySpan<byte> content)
    {
        if (_file is null)
        {
            StoreFolder.Make(folder);
            _file = new FileStream(Path.Combine(folder, $"{Environment.ProcessId}-{Path.GetRandomFileName()}{WholeFile.Ending}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20);
            _file.Write(Pack.Head);
            _offset = Pack.HeadSize;
        }

        _file.Write(content);
        _entries.Add(new PackEntry(id, _offset, content.Length));
        _offset += content.Length;
        Written += content.Length;
        if (_offset >= Full)
        {
            Finish();
        }
    }

    /// <summary>Flushes the open pack to disk and gives it its name.</summary>
    public void Finish()
    {
        if (_file is null)
        {
            return;
        }

        var (index, name) = Pack.Index(_entries);
        _file.Write(index);
        _file.Flush(flushToDisk: true);
        var beside = _file.Name;
        _file.Dispose();
        _file = null;
        File.Move(beside, Path.Combine(folder, name), overwrite: true);
        WholeFile.Settle(folder);
        Finished.Add((name, _entries));
        _entries = [];
    }

    public void Dispose()
    {
        if (_file is { } file)
        {
            _file = null;
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // What a full disk could not take is thrown away with the file.
            }

            File.Delete(file.Name);
        }
    }
}
