using Airworthy.Core.Contracts;
using Airworthy.Data.Versions.Buckets;

using Microsoft.Win32.SafeHandles;

namespace Airworthy.Data.Versions;

/// <summary>What a store lacks or what is broken in it, in words for the user.</summary>
public class StoreException(string because, string next) : Exception(because)
{
    public string Next { get; } = next;
}

/// <summary>
/// The chunks of all versions of all datasets of a project, each under the SHA-256 of its bytes and there once: <c>.airworthy/store/data/packs</c>.
/// Packs are written beside, flushed, then named, so readers need no lock; writers take turns. Where the contract names a bucket, the folder is what
/// this machine has of it, and a chunk that is missing here is fetched with its pack.
/// </summary>
public sealed class ContentStore : IDisposable
{
    private static readonly Lock s_bringing = new();

    private readonly Lock _guard = new();
    private readonly Dictionary<string, SafeFileHandle> _open = new(StringComparer.Ordinal);
    private Dictionary<ChunkId, (string Pack, long Offset, int Length)> _where = [];
    private Dictionary<string, string> _damaged = [];

    private readonly string? _storage;
    private BucketPacks? _bucket;

    private ContentStore(string root, string? storage) => (Folder, _storage) = (Path.Combine(root, ".airworthy", "store", "data"), storage);

    /// <summary>The folder of the store.</summary>
    public string Folder { get; }

    /// <summary>The folder of the packs.</summary>
    public string Packs => Path.Combine(Folder, "packs");

    /// <summary>Whether anything was ever stored here.</summary>
    public bool Exists => Directory.Exists(Packs);

    /// <summary>Packs that cannot be read, with what is wrong with each.</summary>
    public IReadOnlyDictionary<string, string> Damaged => _damaged;

    /// <summary>Whether what is missing here is looked for in a bucket.</summary>
    public bool HasBucket => BucketPlace.IsBucket(_storage);

    /// <summary>Opens the store of a project; there may be nothing in it.</summary>
    /// <param name="contract">Says where else the packs are; when it is not given, only this machine is looked at.</param>
    public static ContentStore Open(string root, ProjectContract? contract = null)
    {
        var store = new ContentStore(root, contract?.Data?.Storage?.Data);
        store.Load();
        return store;
    }

    public bool Has(ChunkId id) => _where.ContainsKey(id);

    /// <summary>Whether a chunk is here, after its pack was fetched where a bucket has it.</summary>
    /// <exception cref="BucketException">The bucket cannot be asked.</exception>
    /// <exception cref="StoreException">The pack in the bucket is damaged.</exception>
    public bool Bring(ChunkId id)
    {
        if (Has(id) || !HasBucket)
        {
            return Has(id);
        }

        // Many look for the same pack at once when a fresh clone is checked; the first fetches it.
        lock (s_bringing)
        {
            var bucket = Bucket();
            if (bucket.FindAsync(id, CancellationToken.None).GetAwaiter().GetResult() is not { } pack)
            {
                return false;
            }

            if (!File.Exists(Path.Combine(Packs, pack)))
            {
                bucket.BringAsync(pack, Packs, CancellationToken.None).GetAwaiter().GetResult();
            }

            Learn(pack, Entries(pack));
            return Has(id);
        }
    }

    /// <summary>Whether a chunk is here or in the bucket; nothing is fetched but lists.</summary>
    /// <exception cref="StoreException">The bucket cannot be asked, or a list in it is damaged.</exception>
    public async Task<bool> ReachesAsync(ChunkId id, CancellationToken cancel) => Has(id) || (HasBucket && await Bucket().FindAsync(id, cancel) is not null);

    /// <summary>The bucket that the contract names.</summary>
    /// <exception cref="BucketException">It names none, or the bucket cannot be asked.</exception>
    internal BucketPacks Bucket() => _bucket ??= HasBucket
        ? new BucketPacks(BucketPlace.Of(_storage!, Environment.GetEnvironmentVariable), this)
        : throw BucketException.NoneNamed();

    /// <summary>The names of the packs, whole or damaged.</summary>
    public IReadOnlyList<string> PackNames() => Exists ? [.. Directory.EnumerateFiles(Packs, "*" + Pack.Ending).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Reads a chunk and compares its bytes with its name.</summary>
    /// <exception cref="StoreException">It is not there, or its bytes have changed.</exception>
    public byte[] Read(ChunkId id)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (!_where.TryGetValue(id, out var at))
            {
                if (Bring(id))
                {
                    continue;
                }

                throw new StoreException(
                    $"chunk {id.Hex[..12]} is not in the store{(HasBucket ? $" and not in {_storage}" : "")}{(_damaged.Count > 0 ? $", in which {_damaged.Keys.First()} is damaged: {_damaged.Values.First()}" : "")}",
                    HasBucket ? "Run `airworthy data push` on a machine that has it." : "Bring .airworthy/store/data from a machine or a backup that has it.");
            }

            try
            {
                var bytes = new byte[at.Length];
                var read = 0;
                while (read < bytes.Length && RandomAccess.Read(Handle(at.Pack), bytes.AsSpan(read), at.Offset + read) is var got and > 0)
                {
                    read += got;
                }

                return ChunkId.Of(bytes) == id ? bytes : throw new StoreException($"chunk {id.Hex[..12]} has other bytes than it had when it was stored (packs/{at.Pack[..12]}…, offset {at.Offset:N0})",
                    HasBucket ? $"Delete that pack below .airworthy/store/data; it is fetched again from {_storage}." : "Bring that pack again from a machine or a backup that has it whole.");
            }
            catch (FileNotFoundException) when (attempt < 2)
            {
                // A sweep in another process moved the chunk into another pack.
                Load();
            }
        }
    }

    /// <summary>Keeps other writers out until the result is disposed; waits for the one who is at it.</summary>
    /// <param name="waiting">Called once when there is somebody to wait for.</param>
    public async Task<IDisposable> TakeTurnAsync(Action waiting, CancellationToken cancel)
    {
        StoreFolder.Make(Folder);
        var path = Path.Combine(Folder, "lock");
        FileStream? turn = null;
        for (var said = false; turn is null; said = true)
        {
            try
            {
                turn = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!said)
                {
                    waiting();
                }

                await Task.Delay(100, cancel);
            }
        }

        Unfinished.Sweep(Folder, Packs);
        Load();
        return turn;
    }

    /// <summary>Makes the chunks of packs just written known to this reader.</summary>
    internal void Learn(PackWriter writer)
    {
        foreach (var (pack, entries) in writer.Finished)
        {
            Learn(pack, entries);
        }

        writer.Finished.Clear();
    }

    private void Learn(string pack, IEnumerable<PackEntry> entries)
    {
        foreach (var entry in entries)
        {
            _where[entry.Id] = (pack, entry.Offset, entry.Length);
        }
    }

    /// <summary>Keeps some bytes that are no file of a version, such as a profile, under their digest.</summary>
    /// <returns>The digest, once the bytes are on disk.</returns>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var id = ChunkId.Of(bytes.Span);
        using var turn = await TakeTurnAsync(() => { }, cancel);
        if (!Has(id))
        {
            using var writer = new PackWriter(Packs);
            writer.Add(id, bytes.Span);
            writer.Finish();
            Learn(writer);
        }

        return id.ToString();
    }

    /// <summary>The bytes that a digest names.</summary>
    /// <exception cref="StoreException">They are not there, or have changed.</exception>
    public byte[] Get(string digest) => Read(ChunkId.Parse(digest) ?? throw new StoreException($"{digest} is no digest", "Correct it in the manifest."));

    internal IReadOnlyList<PackEntry> Entries(string pack)
    {
        using var file = File.OpenHandle(Path.Combine(Packs, pack));
        return Pack.ReadIndex(file, pack);
    }

    /// <summary>Reads again which chunks are where.</summary>
    internal void Load()
    {
        lock (_guard)
        {
            var where = new Dictionary<ChunkId, (string, long, int)>();
            var damaged = new Dictionary<string, string>(StringComparer.Ordinal);
            Forget();
            foreach (var pack in PackNames())
            {
                try
                {
                    foreach (var entry in Entries(pack))
                    {
                        where[entry.Id] = (pack, entry.Offset, entry.Length);
                    }
                }
                catch (InvalidDataException e)
                {
                    damaged[pack] = e.Message;
                }
                catch (FileNotFoundException)
                {
                    // Swept by another process between listing and opening; its chunks are in a pack that is listed.
                }
            }

            (_where, _damaged) = (where, damaged);
        }
    }

    private SafeFileHandle Handle(string pack)
    {
        lock (_guard)
        {
            return _open.TryGetValue(pack, out var open) ? open : _open[pack] = File.OpenHandle(Path.Combine(Packs, pack), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
    }

    internal void Forget()
    {
        lock (_guard)
        {
            foreach (var handle in _open.Values)
            {
                handle.Dispose();
            }

            _open.Clear();
        }
    }

    public void Dispose()
    {
        Forget();
        _bucket?.Dispose();
    }
}
