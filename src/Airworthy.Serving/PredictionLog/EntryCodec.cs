using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Airworthy.Serving.PredictionLog;

/// <summary>An entry as bytes: what stands in a frame of a segment.</summary>
/// <remarks>
/// One byte of version, then the fields in a fixed order. Numbers are little-endian and of fixed width; a text is its length in bytes plus one as a
/// four-byte number and then UTF-8, a missing one is 0; a number that may be missing is preceded by one byte, 1 when it is there. Named values are their count, all names, and
/// then for each one byte, 1 for a number and 2 for a text, with what it says.
/// </remarks>
internal static class EntryCodec
{
    private const byte Version = 2, IsNumber = 1, IsText = 2;

    /// <summary>More values than that are no row.</summary>
    private const int MostValues = 100_000;

    public static void Write(IBufferWriter<byte> to, PredictionEntry entry)
    {
        Byte(to, Version);
        Text(to, entry.Id);
        Integer(to, entry.Row);
        Integer(to, (entry.Time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        Text(to, entry.Endpoint);
        Text(to, entry.Model);
        Text(to, entry.Version);
        Text(to, entry.Arm);
        Integer(to, entry.Generation);
        Text(to, entry.Subject);
        Text(to, entry.FeatureHash);
        Values(to, entry.Features);
        Values(to, entry.Outputs);
        Number(to, entry.Confidence);
        Text(to, entry.Set);
        Number(to, entry.Distance);
        Text(to, entry.ServedBy);
        Text(to, entry.Reason);
        Values(to, entry.Stages);
        Integer(to, entry.Status);
        Byte(to, entry.Disagrees ? (byte)1 : (byte)0);
        Number(to, entry.Inclusion);
    }

    /// <summary>The entry; null when the bytes are none, or of a version that is not known here.</summary>
    /// <param name="texts">Of the entries before it.</param>
    public static PredictionEntry? Read(ReadOnlySpan<byte> bytes, RepeatedTexts texts)
    {
        var at = new Position(bytes, texts);
        if (at.Byte() != Version)
        {
            return null;
        }

        var entry = new PredictionEntry
        {
            Id = at.Text() ?? "",
            Row = (int)at.Integer(),
            Time = Time(at.Integer()),
            Endpoint = at.Repeated() ?? "",
            Model = at.Repeated() ?? "",
            Version = at.Repeated() ?? "",
            Arm = at.Repeated() ?? "",
            Generation = at.Integer(),
            Subject = at.Text(),
            FeatureHash = at.Text(),
            Features = at.Values(),
            Outputs = at.Values(),
            Confidence = at.Number(),
            Set = at.Text(),
            Distance = at.Number(),
            ServedBy = at.Repeated() ?? "",
            Reason = at.Repeated(),
            Stages = at.Values(),
            Status = (int)at.Integer(),
            Disagrees = at.Byte() != 0,
            Inclusion = at.Number() ?? 0,
        };

        return at.IsWhole ? entry : null;
    }

    private static DateTimeOffset Time(long microseconds) =>
        microseconds is >= -62_135_596_800_000_000 and <= 253_402_300_799_999_999 ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : default;

    private static void Byte(IBufferWriter<byte> to, byte value)
    {
        to.GetSpan(1)[0] = value;
        to.Advance(1);
    }

    private static void Integer(IBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    private static void Number(IBufferWriter<byte> to, double? value)
    {
        Byte(to, value is null ? (byte)0 : (byte)1);
        if (value is { } number)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(8), number);
            to.Advance(8);
        }
    }

    private static void Text(IBufferWriter<byte> to, string? value)
    {
        var most = value is null ? 0 : Encoding.UTF8.GetMaxByteCount(value.Length);
        var span = to.GetSpan(4 + most);
        var length = value is null ? 0 : Encoding.UTF8.GetBytes(value, span[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, value is null ? 0 : length + 1);
        to.Advance(4 + length);
    }

    private static void Values(IBufferWriter<byte> to, IReadOnlyList<LoggedValue> values)
    {
        Integer(to, values.Count);
        if (values is LoggedNumbers { Names: var names } numbers)
        {
            Numbers(to, names.Bytes, numbers.Numbers);
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            Text(to, values[i].Name);
        }

        for (var i = 0; i < values.Count; i++)
        {
            var (_, number, text) = values[i];
            Byte(to, (byte)((number is null ? 0 : IsNumber) | (text is null ? 0 : IsText)));
            if (number is { } known)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(to.GetSpan(8), known);
                to.Advance(8);
            }

            if (text is not null)
            {
                Text(to, text);
            }
        }
    }

    /// <summary>The same for numbers alone, as nearly every row has them.</summary>
    private static void Numbers(IBufferWriter<byte> to, byte[] names, ReadOnlySpan<double> numbers)
    {
        var span = to.GetSpan(names.Length + (9 * numbers.Length));
        names.CopyTo(span);
        var at = names.Length;
        foreach (var number in numbers)
        {
            span[at++] = double.IsNaN(number) ? (byte)0 : IsNumber;
            if (!double.IsNaN(number))
            {
                BinaryPrimitives.WriteDoubleLittleEndian(span[at..], number);
                at += 8;
            }
        }

        to.Advance(at);
    }

    /// <summary>Where reading stands. Past the end everything is empty, and the whole is not valid.</summary>
    private ref struct Position(ReadOnlySpan<byte> bytes, RepeatedTexts texts)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private bool _isShort;

        public readonly bool IsWhole => !_isShort && _rest.IsEmpty;

        public byte Byte()
        {
            var taken = Take(1);
            return taken.IsEmpty ? (byte)0 : taken[0];
        }

        public long Integer()
        {
            var taken = Take(8);
            return taken.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(taken);
        }

        public double? Number()
        {
            if (Byte() == 0)
            {
                return null;
            }

            var taken = Take(8);
            return taken.IsEmpty ? null : BinaryPrimitives.ReadDoubleLittleEndian(taken);
        }

        public string? Text() => TextBytes(out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

        /// <summary>A text that other entries are likely to have too.</summary>
        public string? Repeated() => TextBytes(out var bytes) ? texts.Of(bytes) : null;

        public IReadOnlyList<LoggedValue> Values()
        {
            var count = Integer();
            // Each value takes five bytes at least, so that no promised length makes room for what is not there.
            if (count is < 0 or > MostValues || count * 5 > _rest.Length)
            {
                _isShort = true;
                return [];
            }

            var from = _rest;
            for (var i = 0; i < count; i++)
            {
                TextBytes(out _);
            }

            if (_isShort || count == 0)
            {
                return [];
            }

            var (names, numbers) = (texts.Names(from[..^_rest.Length], (int)count), new double[count]);
            LoggedValue[]? mixed = null;
            for (var i = 0; i < count; i++)
            {
                var kind = Byte();
                double? number = (kind & IsNumber) != 0 && Take(8) is { IsEmpty: false } taken ? BinaryPrimitives.ReadDoubleLittleEndian(taken) : null;
                var text = (kind & IsText) != 0 ? Repeated() : null;
                if (mixed is null && (text is not null || number is double.NaN))
                {
                    mixed = new LoggedValue[count];
                    for (var k = 0; k < i; k++)
                    {
                        mixed[k] = new LoggedValue(names.All[k], double.IsNaN(numbers[k]) ? null : numbers[k], null);
                    }
                }

                numbers[i] = number ?? double.NaN;
                mixed?[i] = new LoggedValue(names.All[i], number, text);
            }

            return mixed is null ? new LoggedNumbers(names, numbers) : mixed;
        }

        private bool TextBytes(out ReadOnlySpan<byte> bytes)
        {
            var taken = Take(4);
            var length = taken.IsEmpty ? 0 : BinaryPrimitives.ReadInt32LittleEndian(taken);
            bytes = length == 0 ? default : Take(length - 1);
            return length != 0;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count < 0 || count > _rest.Length)
            {
                _isShort = true;
                _rest = default;
                return default;
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
