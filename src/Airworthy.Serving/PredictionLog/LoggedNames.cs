using System.Buffers.Binary;
using System.Text;

namespace Airworthy.Serving.PredictionLog;

/// <summary>The names of a row's values, made once for all rows that have them, with the bytes that stand for them in a segment.</summary>
internal sealed class LoggedNames
{
    private LoggedNames(string[] all, byte[] bytes) => (All, Bytes) = (all, bytes);

    public string[] All { get; }

    /// <summary>As <see cref="EntryCodec"/> writes texts, one after the other.</summary>
    public byte[] Bytes { get; }

    public static LoggedNames Of(params string[] all)
    {
        var bytes = new byte[all.Sum(n => 4 + Encoding.UTF8.GetByteCount(n))];
        var at = 0;
        foreach (var name in all)
        {
            var length = Encoding.UTF8.GetBytes(name, bytes.AsSpan(at + 4));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), length + 1);
            at += 4 + length;
        }

        return new LoggedNames(all, bytes);
    }

    /// <param name="bytes">That many texts, whole.</param>
    public static LoggedNames Read(ReadOnlySpan<byte> bytes, int count)
    {
        var all = new string[count];
        var rest = bytes;
        for (var i = 0; i < count; i++)
        {
            var length = Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(rest) - 1);
            all[i] = Encoding.UTF8.GetString(rest.Slice(4, length));
            rest = rest[(4 + length)..];
        }

        return new LoggedNames(all, bytes.ToArray());
    }
}
