namespace Airworthy.Data.Versions.Buckets;

/// <summary>Which chunk is in which pack of a bucket, found by reading the end of each pack once, and whole packs brought from there.</summary>
internal sealed class BucketPacks(BucketPlace place, ContentStore store) : IDisposable
{
    /// <summary>The folder below the store for what has not arrived whole yet.</summary>
    public const string Incoming = "in";

    /// <summary>Bytes at the end of a pack that are asked for at once: the list of 7,000 chunks, more than a full pack of usual chunks has.</summary>
    private const int Tail = 256 * 1024;

    /// <summary>Bytes; no pack that was written here is larger, whatever its last chunk is.</summary>
    private const long Largest = 4L * 1024 * 1024 * 1024;

    private readonly Dictionary<string, IReadOnlyList<PackEntry>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<ChunkId, string> _where = [];
    private SortedDictionary<string, long>? _listed;

    public Bucket Bucket { get; } = new(place);

    /// <summary>The packs of the bucket with their sizes in bytes, listed once.</summary>
    public async Task<SortedDictionary<string, long>> ListAsync(CancellationToken cancel) => _listed ??= await Bucket.ListAsync(cancel);

    /// <summary>The pack of the bucket that holds a chunk; null when none does.</summary>
    /// <exception cref="StoreException">The bucket cannot be asked, or the list of a pack is damaged.</exception>
    public async Task<string?> FindAsync(ChunkId id, CancellationToken cancel)
    {
        foreach (var pack in await ListAsync(cancel))
        {
            if (_where.TryGetValue(id, out var found))
            {
                return found;
            }

            await EntriesAsync(pack.Key, cancel);
        }

        return _where.GetValueOrDefault(id);
    }

    /// <summary>Where the chunks of a pack lie; read from the pack here when there is one, as equal names mean equal lists.</summary>
    /// <exception cref="StoreException">The bucket cannot be asked, or the list is damaged.</exception>
    public async Task<IReadOnlyList<PackEntry>> EntriesAsync(string pack, CancellationToken cancel)
    {
        if (_known.TryGetValue(pack, out var known))
        {
            return known;
        }

        if (!store.Damaged.ContainsKey(pack) && File.Exists(Path.Combine(store.Packs, pack)))
        {
            return Learn(pack, store.Entries(pack));
        }

        var size = (await ListAsync(cancel))[pack];
        if (size > Largest)
        {
            throw Bucket.Damage(pack, "it is larger than any pack");
        }

        var tail = await Bucket.ReadAsync(pack, Math.Max(0, size - Tail), (int)Math.Min(size, Tail), cancel);
        try
        {
            return Learn(pack, Pack.ReadIndex(size, (offset, count) => offset - (size - tail.Length) is >= 0 and var at
                ? tail.AsSpan((int)at, count).ToArray()
                : Bucket.ReadAsync(pack, offset, count, cancel).GetAwaiter().GetResult(), pack));
        }
        catch (InvalidDataException e)
        {
            throw Bucket.Damage(pack, e.Message);
        }
    }

    /// <summary>Makes a pack known that was just stored.</summary>
    public IReadOnlyList<PackEntry> Learn(string pack, IReadOnlyList<PackEntry> entries)
    {
        _known[pack] = entries;
        foreach (var entry in entries)
        {
            _where[entry.Id] = pack;
        }

        return entries;
    }

    /// <summary>Copies a pack of the bucket beside the store.</summary>
    /// <returns>The copy's path; the caller compares it with its digests, and moves or deletes it.</returns>
    public async Task<string> CopyAsync(string pack, Action<long>? read, CancellationToken cancel)
    {
        var size = (await ListAsync(cancel))[pack];
        var path = Beside(pack[..12]);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            for (var offset = 0L; offset < size; offset += Bucket.Piece)
            {
                var piece = await Bucket.ReadAsync(pack, offset, (int)Math.Min(Bucket.Piece, size - offset), cancel);
                await file.WriteAsync(piece, cancel);
                read?.Invoke(piece.Length);
            }

            file.Flush(flushToDisk: true);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Brings a pack into a folder: it has its name there when every byte of it was compared with its digest.</summary>
    /// <exception cref="StoreException">The bucket cannot be asked, or the object is damaged.</exception>
    public async Task BringAsync(string pack, string folder, CancellationToken cancel)
    {
        await EntriesAsync(pack, cancel);
        var copy = await CopyAsync(pack, null, cancel);
        try
        {
            if (Damages(copy, pack, null, cancel).FirstOrDefault() is { } damage)
            {
                throw Bucket.Damage(pack, damage.Says);
            }

            Directory.CreateDirectory(folder);
            File.Move(copy, Path.Combine(folder, pack), overwrite: true);
            WholeFile.Settle(folder);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>What is wrong with a copy of a pack, with the chunk where it is one.</summary>
    public static IEnumerable<(ChunkId? Chunk, string Says)?> Damages(string copy, string pack, Action<long>? read, CancellationToken cancel)
    {
        List<PackEntry> entries;
        string? broken = null;
        try
        {
            using var file = File.OpenHandle(copy);
            entries = Pack.ReadIndex(file, pack);
        }
        catch (InvalidDataException e)
        {
            (entries, broken) = ([], e.Message);
        }

        return broken is null ? Pack.Changed(copy, entries, read, cancel).Select(e => ((ChunkId?, string)?)(e.Id, Pack.Says(e))) : [(null, broken)];
    }

    /// <summary>A name below the store for something that goes when it is done or, after a stop, with the next writer.</summary>
    public string Beside(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(store.Folder, Incoming)).FullName;
        return Path.Combine(folder, $"{name}.{Environment.ProcessId}-{Path.GetRandomFileName()}{WholeFile.Ending}");
    }

    public void Dispose() => Bucket.Dispose();
}
