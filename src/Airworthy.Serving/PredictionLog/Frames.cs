using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The frames of a segment: length, checksum, content.</summary>
/// <remarks>
/// A segment begins with eight bytes, <c>AWPLOG</c>, 0, 1. Then frames follow: four bytes of length, four bytes of CRC-32C of length and content, both
/// little-endian, and the content. The first frame that does not hold ends the file, so that whatever a sudden end left behind is never read as an entry.
/// <para>Source of the checksum: Castagnoli, Bräuer and Herrmann (1993), IEEE Trans. Commun. 41(6), 883–892; RFC 3720, B.4.</para>
/// </remarks>
internal static class Frames
{
    public const int HeadBytes = 8;

    /// <summary>No entry is larger; a larger length is not one.</summary>
    public const int MostBytes = 1 << 20;

    public static ReadOnlySpan<byte> FileHead => "AWPLOG\0\u0001"u8;

    /// <summary>Appends one frame.</summary>
    /// <returns>False when the content is empty or too large; nothing is appended then.</returns>
    public static bool TryAppend(IBufferWriter<byte> to, ReadOnlySpan<byte> content)
    {
        if (content.Length is 0 or > MostBytes)
        {
            return false;
        }

        var span = to.GetSpan(HeadBytes + content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum(content.Length, content));
        content.CopyTo(span[HeadBytes..]);
        to.Advance(HeadBytes + content.Length);
        return true;
    }

    /// <summary>The content of every frame up to the first one that does not hold.</summary>
    /// <param name="file">A whole segment.</param>
    /// <param name="validBytes">Where the last valid frame ends; 0 when the file does not even begin as a segment.</param>
    public static List<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> file, out int validBytes)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        validBytes = 0;
        while (TryNext(file, ref validBytes, out var content))
        {
            frames.Add(content);
        }

        return frames;
    }

    /// <summary>The content of one frame after the other, up to the first one that does not hold.</summary>
    /// <param name="file">A whole segment.</param>
    /// <param name="at">Where the frame begins, 0 for the first one; then where it ends.</param>
    public static bool TryNext(ReadOnlyMemory<byte> file, ref int at, out ReadOnlyMemory<byte> content)
    {
        content = default;
        at = at == 0 && file.Span.StartsWith(FileHead) ? FileHead.Length : at;
        if (at == 0 || file.Length - at <= HeadBytes)
        {
            return false;
        }

        var head = file.Span[at..];
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 1 or > MostBytes || length > head.Length - HeadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) != Checksum(length, head.Slice(HeadBytes, length)))
        {
            return false;
        }

        content = file.Slice(at + HeadBytes, length);
        at += HeadBytes + length;
        return true;
    }

    /// <summary>CRC-32C by the instruction that processors have for it.</summary>
    internal static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    /// <summary>The length is summed too: one that was torn does not fit by chance.</summary>
    private static uint Checksum(int length, ReadOnlySpan<byte> content) => ~Crc32C(BitOperations.Crc32C(~0u, (uint)length), content);
}
