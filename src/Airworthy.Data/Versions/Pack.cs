using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

using Microsoft.Win32.SafeHandles;

namespace Airworthy.Data.Versions;

/// <summary>Where a chunk lies in a pack.</summary>
internal readonly record struct PackEntry(ChunkId Id, long Offset, int Length);

/// <summary>
/// A file of the store that holds many chunks, never changed once it has its name: eight bytes that say what it is; the chunks one behind the
/// other; for each its id and length (4 bytes, little-endian); their number (8 bytes), the SHA-256 of ids, lengths and number, and eight bytes
/// that say where it ends. That SHA-256 is also the file's name, so every byte of it is covered by a digest.
/// </summary>
internal static class Pack
{
    public const string Ending = ".pack";

    public const int HeadSize = 8;
    public const int FootSize = 8 + ChunkId.Size + 8;
    public const int EntrySize = ChunkId.Size + 4;

    public static ReadOnlySpan<byte> Head => "AWPACK1\n"u8;

    public static ReadOnlySpan<byte> Foot => "AWINDEX\n"u8;

    /// <summary>The index of a pack as it is written behind the chunks, and the name that follows from it.</summary>
    public static (byte[] Bytes, string Name) Index(IReadOnlyList<PackEntry> entries)
    {
        var bytes = new byte[(entries.Count * EntrySize) + FootSize];
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i].Id.Write(bytes.AsSpan(i * EntrySize));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((i * EntrySize) + ChunkId.Size), entries[i].Length);
        }

        var foot = bytes.AsSpan(entries.Count * EntrySize);
        BinaryPrimitives.WriteInt64LittleEndian(foot, entries.Count);
        SHA256.HashData(bytes.AsSpan(0, (entries.Count * EntrySize) + 8), foot[8..]);
        Foot.CopyTo(foot[(8 + ChunkId.Size)..]);
        return (bytes, ChunkId.Read(foot[8..]).Hex + Ending);
    }

    /// <summary>Reads where the chunks of a pack lie.</summary>
    /// <exception cref="InvalidDataException">The file is not what it was when it was written; the message says what differs.</exception>
    public static List<PackEntry> ReadIndex(SafeFileHandle file, string name) => ReadIndex(RandomAccess.GetLength(file), (offset, count) =>
    {
        var bytes = new byte[count];
        var read = 0;
        while (read < count)
        {
            var got = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            read += got > 0 ? got : throw new InvalidDataException("it is cut off");
        }

        return bytes;
    }, name);

    /// <summary>Reads where the chunks of a pack lie, wherever the pack is.</summary>
    /// <param name="length">Bytes of the pack.</param>
    /// <param name="read">Gives as many bytes of it as are asked for, from an offset on.</param>
    /// <exception cref="InvalidDataException">The pack is not what it was when it was written; the message says what differs.</exception>
    public static List<PackEntry> ReadIndex(long length, Func<long, int, byte[]> read, string name)
    {
        if (length < HeadSize + FootSize)
        {
            throw new InvalidDataException("it is cut off");
        }

        var foot = read(length - FootSize, FootSize);
        var count = BinaryPrimitives.ReadInt64LittleEndian(foot);
        if (!read(0, HeadSize).AsSpan().SequenceEqual(Head) || !foot.AsSpan(8 + ChunkId.Size).SequenceEqual(Foot) || count < 0
            || count > Math.Min(length - HeadSize - FootSize, int.MaxValue / 2) / EntrySize)
        {
            throw new InvalidDataException("its first or last bytes are not those of a pack");
        }

        var from = length - FootSize - (count * EntrySize);
        var index = read(from, (int)(count * EntrySize) + 8);
        if (ChunkId.Of(index) is var digest && (digest != ChunkId.Read(foot.AsSpan(8)) || digest.Hex + Ending != name))
        {
            throw new InvalidDataException("its list of chunks is damaged");
        }

        var entries = new List<PackEntry>((int)count);
        var offset = (long)HeadSize;
        for (var i = 0; i < count; i++)
        {
            var entry = index.AsSpan(i * EntrySize);
            var size = BinaryPrimitives.ReadInt32LittleEndian(entry[ChunkId.Size..]);
            if (size < 0)
            {
                throw new InvalidDataException("its list says that a chunk has less than no bytes");
            }

            entries.Add(new PackEntry(ChunkId.Read(entry), offset, size));
            offset += size;
        }

        return offset == from ? entries : throw new InvalidDataException("its chunks are longer or shorter than its list says");
    }

    /// <summary>The chunks of a pack on disk whose bytes are not what their names say.</summary>
    /// <param name="read">Called with the bytes that were looked at since the last call.</param>
    public static IEnumerable<PackEntry> Changed(string path, IEnumerable<PackEntry> entries, Action<long>? read, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
        file.Seek(HeadSize, SeekOrigin.Begin);
        var buffer = new byte[Chunker.Most];
        foreach (var entry in entries)
        {
            cancel.ThrowIfCancellationRequested();
            if (entry.Length > buffer.Length)
            {
                buffer = new byte[entry.Length];
            }

            var bytes = buffer.AsSpan(0, entry.Length);
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || ChunkId.Of(bytes) != entry.Id)
            {
                yield return entry;
            }

            read?.Invoke(entry.Length);
        }
    }

    /// <summary>What is wrong with a chunk that <see cref="Changed"/> gave, in words.</summary>
    public static string Says(PackEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"chunk {entry.Id.Hex[..12]} at offset {entry.Offset:N0} has other bytes than it had when it was stored");
}
