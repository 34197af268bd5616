using System.Buffers.Binary;
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
    public static List<PackEntry> ReadIndex(SafeFileHandle file, string name)
    {
        var length = RandomAccess.GetLength(file);
        var foot = new byte[FootSize];
        var head = new byte[HeadSize];
        if (length < HeadSize + FootSize || RandomAccess.Read(file, head, 0) != HeadSize || RandomAccess.Read(file, foot, length - FootSize) != FootSize)
        {
            throw new InvalidDataException("it is cut off");
        }

        var count = BinaryPrimitives.ReadInt64LittleEndian(foot);
        if (!head.AsSpan().SequenceEqual(Head) || !foot.AsSpan(8 + ChunkId.Size).SequenceEqual(Foot) || count < 0 || count > (length - HeadSize - FootSize) / EntrySize)
        {
            throw new InvalidDataException("its first or last bytes are not those of a pack");
        }

        var index = new byte[(count * EntrySize) + 8];
        var from = length - FootSize - (count * EntrySize);
        for (var read = 0; read < index.Length;)
        {
            var got = RandomAccess.Read(file, index.AsSpan(read), from + read);
            read += got > 0 ? got : throw new InvalidDataException("it is cut off");
        }

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
            entries.Add(new PackEntry(ChunkId.Read(entry), offset, size));
            offset += size;
        }

        return offset == from ? entries : throw new InvalidDataException("its chunks are longer or shorter than its list says");
    }
}
