using System.Buffers.Binary;

using Google.Protobuf;

namespace Airworthy.Cli.Tests.Tracking;

/// <summary>Writes an event file as TensorBoard's own writers do.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    public EventFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = File.Create(path);
    }

    public void Version(double time) => Record(Message(o => Time(o, time, 0), o => Bytes(o, 3, "brain.Event:2"u8)));

    /// <summary>As TensorFlow 1 and PyTorch write scalars: <c>simple_value</c>.</summary>
    public void Scalar(double time, long step, string tag, float value) => Value(time, step, Message(o => Bytes(o, 1, System.Text.Encoding.UTF8.GetBytes(tag)), o =>
    {
        o.WriteTag(2, WireFormat.WireType.Fixed32);
        o.WriteFloat(value);
    }));

    /// <summary>As TensorFlow 2 writes scalars: a tensor of type float.</summary>
    public void Tensor(double time, long step, string tag, params float[] values) => Value(time, step, Message(o => Bytes(o, 1, System.Text.Encoding.UTF8.GetBytes(tag)), o => Bytes(o, 8, Message(
        t =>
        {
            t.WriteTag(1, WireFormat.WireType.Varint);
            t.WriteEnum(1);
        },
        t =>
        {
            var content = new byte[4 * values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(4 * i), values[i]);
            }

            Bytes(t, 4, content);
        }))));

    public void Image(double time, long step, string tag) => Value(time, step, Message(o => Bytes(o, 1, System.Text.Encoding.UTF8.GetBytes(tag)), o => Bytes(o, 4, [8, 1])));

    /// <summary>Changes the last byte but four: the checksum of the last record no longer fits.</summary>
    public void Damage()
    {
        _file.Seek(-5, SeekOrigin.End);
        var one = _file.ReadByte();
        _file.Seek(-1, SeekOrigin.Current);
        _file.WriteByte((byte)(one ^ 1));
        _file.Seek(0, SeekOrigin.End);
    }

    private void Value(double time, long step, byte[] value) => Record(Message(o => Time(o, time, step), o => Bytes(o, 5, Message(s => Bytes(s, 1, value)))));

    private void Record(byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _file.Write(length);
        _file.Write(Masked(length));
        _file.Write(data);
        _file.Write(Masked(data));
    }

    private static void Time(CodedOutputStream o, double time, long step)
    {
        o.WriteTag(1, WireFormat.WireType.Fixed64);
        o.WriteDouble(time);
        o.WriteTag(2, WireFormat.WireType.Varint);
        o.WriteInt64(step);
    }

    private static void Bytes(CodedOutputStream o, int field, ReadOnlySpan<byte> bytes)
    {
        o.WriteTag(field, WireFormat.WireType.LengthDelimited);
        o.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static byte[] Message(params Action<CodedOutputStream>[] fields)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            foreach (var field in fields)
            {
                field(output);
            }
        }

        return memory.ToArray();
    }

    // Bit by bit, by the reversed polynomial: another way than that of the reader.
    private static byte[] Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0x82F63B78 & (uint)-(crc & 1));
            }
        }

        crc = ~crc;
        var masked = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8));
        return masked;
    }

    public void Dispose() => _file.Dispose();
}
