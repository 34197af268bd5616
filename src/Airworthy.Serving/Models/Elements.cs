using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

using Airworthy.Serving.PredictionLog;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Serving.Models;

/// <summary>How the values of one <see cref="DataType"/> are read, written and handed to the runtime.</summary>
internal abstract partial class Elements
{
    private static readonly Elements[] s_all =
    [
        new Bools(),
        new Numbers<byte>(DataType.UInt8, TensorElementType.UInt8, (ref r, out v) => r.TryGetByte(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<ushort>(DataType.UInt16, TensorElementType.UInt16, (ref r, out v) => r.TryGetUInt16(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<uint>(DataType.UInt32, TensorElementType.UInt32, (ref r, out v) => r.TryGetUInt32(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<ulong>(DataType.UInt64, TensorElementType.UInt64, (ref r, out v) => r.TryGetUInt64(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<sbyte>(DataType.Int8, TensorElementType.Int8, (ref r, out v) => r.TryGetSByte(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<short>(DataType.Int16, TensorElementType.Int16, (ref r, out v) => r.TryGetInt16(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<int>(DataType.Int32, TensorElementType.Int32, (ref r, out v) => r.TryGetInt32(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<long>(DataType.Int64, TensorElementType.Int64, (ref r, out v) => r.TryGetInt64(out v), (w, v) => w.WriteNumberValue(v)),
        new Numbers<Half>(DataType.Fp16, TensorElementType.Float16, (ref r, out v) => Half(ref r, out v), (w, v) => WriteFloat(w, (float)v)),
        new Numbers<float>(DataType.Fp32, TensorElementType.Float, (ref r, out v) => (!r.HasValueSequence && ShortDecimal.TryRead(r.ValueSpan, out v)) || (r.TryGetSingle(out v) && float.IsFinite(v)), WriteFloat),
        new Numbers<double>(DataType.Fp64, TensorElementType.Double, (ref r, out v) => (!r.HasValueSequence && ShortDecimal.TryRead(r.ValueSpan, out v)) || (r.TryGetDouble(out v) && double.IsFinite(v)), WriteDouble),
        new Texts(),
    ];

    public static Elements Of(DataType type) => s_all[(int)type];

    /// <returns>Null where the protocol has no name for it.</returns>
    public static DataType? Of(TensorElementType type) => s_all.FirstOrDefault(e => e.Runtime == type)?.Type;

    public abstract DataType Type { get; }

    public abstract TensorElementType Runtime { get; }

    /// <summary>Bytes of one value; 0 where that depends on the value.</summary>
    public abstract int Size { get; }

    public abstract Array New(int count);

    /// <summary>Reads the value that the reader stands on.</summary>
    /// <returns>False: it is no value of this type.</returns>
    public abstract bool TryRead(ref Utf8JsonReader json, Array into, int at);

    public abstract void Write(Utf8JsonWriter json, Array from, int at);

    /// <summary>Reads the value from text, as CSV has it; an empty one is missing.</summary>
    public abstract bool TryParse(ReadOnlySpan<char> text, Array into, int at);

    /// <summary>Reads little-endian values.</summary>
    /// <returns>Null: the bytes are not exactly that many values.</returns>
    public abstract Array? FromBytes(ReadOnlySpan<byte> bytes, int count);

    public abstract void ToBytes(Array values, IBufferWriter<byte> into);

    /// <summary>The value as the prediction log has it.</summary>
    public abstract LoggedValue Logged(string name, Array values, int at);

    /// <summary>Values from <paramref name="from"/> on as numbers: NaN where one is missing.</summary>
    public abstract void ToNumbers(Array values, int from, Span<double> into);

    /// <summary>Whether the runtime reads and writes the very array that is handed to it.</summary>
    public virtual bool StaysInPlace => true;

    public abstract OrtValue ToRuntime(Array values, long[] shape);

    public abstract Array FromRuntime(OrtValue value);

    private static bool Half(ref Utf8JsonReader r, out Half v)
    {
        var isNumber = r.TryGetSingle(out var wide);
        v = (Half)wide;
        return isNumber && System.Half.IsFinite(v);
    }

    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(float.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private delegate bool ReadNumber<T>(ref Utf8JsonReader json, out T value);

    private sealed class Numbers<T>(DataType type, TensorElementType runtime, ReadNumber<T> read, Action<Utf8JsonWriter, T> write) : Elements
        where T : unmanaged, INumber<T>
    {
        private static readonly int s_size = Marshal.SizeOf<T>();

        public override DataType Type => type;

        public override TensorElementType Runtime => runtime;

        public override int Size => s_size;

        public override Array New(int count) => new T[count];

        public override bool TryRead(ref Utf8JsonReader json, Array into, int at)
        {
            ref var value = ref ((T[])into)[at];
            switch (json.TokenType)
            {
                case JsonTokenType.Number:
                    return read(ref json, out value);
                case JsonTokenType.Null when type.CanBeMissing():
                    value = T.Zero / T.Zero;
                    return true;
                case JsonTokenType.String when type.CanBeMissing():
                    return NotFinite(json.ValueTextEquals("NaN"u8) ? "NaN" : json.ValueTextEquals("Infinity"u8) ? "Infinity" : json.ValueTextEquals("-Infinity"u8) ? "-Infinity" : "", out value);
                default:
                    return false;
            }
        }

        private static bool NotFinite(string text, out T value)
        {
            value = T.Zero;
            return text.Length > 0 && T.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out value);
        }

        public override void Write(Utf8JsonWriter json, Array from, int at) => write(json, ((T[])from)[at]);

        public override bool TryParse(ReadOnlySpan<char> text, Array into, int at)
        {
            ref var value = ref ((T[])into)[at];
            if (text.IsEmpty && type.CanBeMissing())
            {
                value = T.Zero / T.Zero;
                return true;
            }

            return T.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out value) && (T.IsFinite(value) || !text.ContainsAnyInRange('0', '9'));
        }

        public override Array? FromBytes(ReadOnlySpan<byte> bytes, int count)
        {
            if (bytes.Length != (long)count * s_size)
            {
                return null;
            }

            var values = new T[count];
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        public override void ToBytes(Array values, IBufferWriter<byte> into) => into.Write(MemoryMarshal.AsBytes(((T[])values).AsSpan()));

        public override LoggedValue Logged(string name, Array values, int at)
        {
            var value = double.CreateTruncating(((T[])values)[at]);
            return double.IsNaN(value) ? LoggedValue.Missing(name) : LoggedValue.Of(name, value);
        }

        public override void ToNumbers(Array values, int from, Span<double> into)
        {
            var own = ((T[])values).AsSpan(from, into.Length);
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = double.CreateTruncating(own[i]);
            }
        }

        public override bool StaysInPlace => type != DataType.Fp16;

        public override OrtValue ToRuntime(Array values, long[] shape) => values is Half[] halves
            ? OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<Half, Float16>(halves).ToArray(), shape)
            : OrtValue.CreateTensorValueFromMemory((T[])values, shape);

        public override Array FromRuntime(OrtValue value) => type == DataType.Fp16
            ? MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()).ToArray()
            : value.GetTensorDataAsSpan<T>().ToArray();
    }

    private sealed class Bools : Elements
    {
        public override DataType Type => DataType.Bool;

        public override TensorElementType Runtime => TensorElementType.Bool;

        public override int Size => 1;

        public override Array New(int count) => new bool[count];

        public override bool TryRead(ref Utf8JsonReader json, Array into, int at)
        {
            ((bool[])into)[at] = json.TokenType == JsonTokenType.True;
            return json.TokenType is JsonTokenType.True or JsonTokenType.False;
        }

        public override void Write(Utf8JsonWriter json, Array from, int at) => json.WriteBooleanValue(((bool[])from)[at]);

        public override bool TryParse(ReadOnlySpan<char> text, Array into, int at) => bool.TryParse(text, out ((bool[])into)[at]);

        public override Array? FromBytes(ReadOnlySpan<byte> bytes, int count)
        {
            if (bytes.Length != count || bytes.ContainsAnyExcept((byte)0, (byte)1))
            {
                return null;
            }

            var values = new bool[count];
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        public override void ToBytes(Array values, IBufferWriter<byte> into) => into.Write(MemoryMarshal.AsBytes(((bool[])values).AsSpan()));

        public override LoggedValue Logged(string name, Array values, int at) => LoggedValue.Of(name, ((bool[])values)[at] ? 1 : 0);

        public override void ToNumbers(Array values, int from, Span<double> into)
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = ((bool[])values)[from + i] ? 1 : 0;
            }
        }

        public override OrtValue ToRuntime(Array values, long[] shape) => OrtValue.CreateTensorValueFromMemory((bool[])values, shape);

        public override Array FromRuntime(OrtValue value) => value.GetTensorDataAsSpan<bool>().ToArray();
    }
}
