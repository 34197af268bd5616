using System.Buffers.Binary;
using System.Numerics;

using Google.Protobuf;

namespace Airworthy.Cli.Imports;

/// <summary>One scalar of an event file.</summary>
internal sealed record Scalar(string Tag, double Value, long Step, DateTimeOffset Time);

/// <summary>Reads an event file of TensorBoard, record by record; what is damaged or still being written ends it.</summary>
/// <remarks>
/// A record is a length (8 bytes), its checksum, the bytes and their checksum; checksums are CRC-32C, rotated by 15 and raised by a constant.
/// The bytes are a protobuf <c>Event</c>: wall_time 1, step 2, summary 5 → value 1 → tag 1, simple_value 2, tensor 8.
/// <para>Source: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto, framework/summary.proto and framework/tensor.proto.</para>
/// </remarks>
internal sealed class TensorBoardEvents(string file)
{
    /// <summary>Larger records hold images or graphs, which are skipped; above this the file is not believed.</summary>
    private const long LargestRecord = 256 * 1024 * 1024;

    private const long LargestRead = 8 * 1024 * 1024;

    /// <summary>Values that were no scalars.</summary>
    public int Others { get; private set; }

    /// <summary>Why the rest of the file was not read; null where it was.</summary>
    public string? Problem { get; private set; }

    public IEnumerable<Scalar> Scalars() => Records().SelectMany(record => Event(record).Scalars);

    public IEnumerable<DateTimeOffset> Times() => Records().Select(record => Event(record).Time).OfType<DateTimeOffset>();

    private IEnumerable<byte[]> Records()
    {
        using var stream = new FileStream(file, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan });
        var head = new byte[12];
        var tail = new byte[4];
        while (stream.ReadAtLeast(head, 12, throwOnEndOfStream: false) == 12)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(head);
            if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) != Masked(head.AsSpan(0, 8)) || length is < 0 or > LargestRecord)
            {
                Problem = $"{file}: the record before byte {stream.Position:N0} is damaged; what follows was not imported.";
                yield break;
            }

            if (length > LargestRead)
            {
                Others++;
                stream.Seek(length + 4, SeekOrigin.Current);
                continue;
            }

            // What is there is read, not what the length promises: it may still be being written.
            if (stream.Length - stream.Position < length + 4)
            {
                yield break;
            }

            var record = new byte[length];
            stream.ReadExactly(record);
            stream.ReadExactly(tail);
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail) != Masked(record))
            {
                Problem = $"{file}: the record before byte {stream.Position:N0} is damaged; what follows was not imported.";
                yield break;
            }

            yield return record;
        }
    }

    private (DateTimeOffset? Time, List<Scalar> Scalars) Event(byte[] record)
    {
        var (time, step, values) = ((DateTimeOffset?)null, 0L, new List<(string Tag, double Value)>());
        try
        {
            var input = new CodedInputStream(record);
            uint tag;
            while ((tag = input.ReadTag()) != 0)
            {
                switch (tag)
                {
                    case 1 << 3 | 1:
                        time = TimeOf(input.ReadDouble());
                        break;
                    case 2 << 3:
                        step = input.ReadInt64();
                        break;
                    case 5 << 3 | 2:
                        values.AddRange(Summary(input.ReadBytes()));
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            Problem ??= $"{file}: a record that is no event was left out.";
            return (null, []);
        }

        return (time, [.. values.Select(v => new Scalar(v.Tag, v.Value, step, time ?? DateTimeOffset.UnixEpoch))]);
    }

    private List<(string Tag, double Value)> Summary(ByteString summary)
    {
        var found = new List<(string, double)>();
        var input = summary.CreateCodedInput();
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (tag != (1 << 3 | 2))
            {
                input.SkipLastField();
                continue;
            }

            if (Value(input.ReadBytes()) is { } value)
            {
                found.Add(value);
            }
            else
            {
                Others++;
            }
        }

        return found;
    }

    private static (string Tag, double Value)? Value(ByteString bytes)
    {
        var (name, value) = ((string?)null, (double?)null);
        var input = bytes.CreateCodedInput();
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2:
                    name = input.ReadString();
                    break;
                case 2 << 3 | 5:
                    value = input.ReadFloat();
                    break;
                case 8 << 3 | 2:
                    value = Tensor(input.ReadBytes());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return name is { Length: > 0 } && value is { } v ? (name, v) : null;
    }

    /// <summary>The one number of a tensor; null where it has none, or more than one.</summary>
    private static double? Tensor(ByteString bytes)
    {
        var (type, content, numbers) = (0, ByteString.Empty, new List<double>());
        var input = bytes.CreateCodedInput();
        uint tag;
        while ((tag = input.ReadTag()) != 0 && numbers.Count < 2)
        {
            switch (tag)
            {
                case 1 << 3:
                    type = input.ReadEnum();
                    break;
                case 4 << 3 | 2:
                    content = input.ReadBytes();
                    break;
                case 5 << 3 | 5:
                    numbers.Add(input.ReadFloat());
                    break;
                case 6 << 3 | 1:
                    numbers.Add(input.ReadDouble());
                    break;
                case 7 << 3 or 10 << 3:
                    numbers.Add(input.ReadInt64());
                    break;
                case 5 << 3 | 2 when input.ReadBytes() is var floats:
                    numbers.AddRange(Numbers(1, floats));
                    break;
                case 6 << 3 | 2 when input.ReadBytes() is var doubles:
                    numbers.AddRange(Numbers(2, doubles));
                    break;
                case (7 << 3 | 2) or (10 << 3 | 2):
                    numbers.AddRange(Whole(input.ReadBytes()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (content.Length > 0 ? [.. Numbers(type, content)] : numbers) is [var one] ? one : null;
    }

    /// <summary>Numbers by the type of the tensor: 1 float, 2 double, 3 int32, 9 int64; other types have none here.</summary>
    private static IEnumerable<double> Numbers(int type, ByteString content)
    {
        var span = content.Span;
        return (type, span.Length) switch
        {
            (1, 4) => [BinaryPrimitives.ReadSingleLittleEndian(span)],
            (2, 8) => [BinaryPrimitives.ReadDoubleLittleEndian(span)],
            (3, 4) => [BinaryPrimitives.ReadInt32LittleEndian(span)],
            (9, 8) => [BinaryPrimitives.ReadInt64LittleEndian(span)],
            _ => [],
        };
    }

    private static List<double> Whole(ByteString packed)
    {
        var input = packed.CreateCodedInput();
        var numbers = new List<double>();
        while (!input.IsAtEnd && numbers.Count < 2)
        {
            numbers.Add(input.ReadInt64());
        }

        return numbers;
    }

    private static DateTimeOffset? TimeOf(double seconds) => seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
