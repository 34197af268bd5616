using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Airworthy.Data.Versions;

/// <summary>The SHA-256 of some bytes.</summary>
public readonly record struct ChunkId(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes of an id.</summary>
    public const int Size = 32;

    private const string Prefix = "sha256:";

    public static ChunkId Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    public static ChunkId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    /// <summary>Reads 64 hexadecimal digits, with <c>sha256:</c> before them or without.</summary>
    public static ChunkId? Parse(string text)
    {
        var digits = text.StartsWith(Prefix, StringComparison.Ordinal) ? text.AsSpan(Prefix.Length) : text.AsSpan();
        Span<byte> bytes = stackalloc byte[Size];
        return digits.Length == 2 * Size && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? Read(bytes) : null;
    }

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt128BigEndian(to, High);
        BinaryPrimitives.WriteUInt128BigEndian(to[16..], Low);
    }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hex => $"{High:x32}{Low:x32}";

    /// <summary>As manifests write it.</summary>
    public override string ToString() => Prefix + Hex;
}
