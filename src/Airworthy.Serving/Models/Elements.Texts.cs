using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

using Airworthy.Serving.PredictionLog;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Serving.Models;

internal abstract partial class Elements
{
    private sealed class Texts : Elements
    {
        private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        public override DataType Type => DataType.Bytes;

        public override TensorElementType Runtime => TensorElementType.String;

        public override int Size => 0;

        public override Array New(int count) => new string[count];

        public override bool TryRead(ref Utf8JsonReader json, Array into, int at)
        {
            if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                return false;
            }

            ((string[])into)[at] = json.GetString() ?? "";
            return true;
        }

        public override void Write(Utf8JsonWriter json, Array from, int at) => json.WriteStringValue(((string[])from)[at]);

        public override bool TryParse(ReadOnlySpan<char> text, Array into, int at)
        {
            ((string[])into)[at] = text.ToString();
            return true;
        }

        public override Array? FromBytes(ReadOnlySpan<byte> bytes, int count)
        {
            // Each value takes four bytes at least, so a count out of the air is refused before anything is made for it.
            if (bytes.Length < (long)count * sizeof(int))
            {
                return null;
            }

            var values = new string[count];
            for (var i = 0; i < count; i++)
            {
                if (bytes.Length < sizeof(int) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var length && length > bytes.Length - sizeof(int))
                {
                    return null;
                }

                try
                {
                    values[i] = s_strict.GetString(bytes.Slice(sizeof(int), (int)length));
                }
                catch (DecoderFallbackException)
                {
                    return null;
                }

                bytes = bytes[(sizeof(int) + (int)length)..];
            }

            return bytes.IsEmpty ? values : null;
        }

        public override void ToBytes(Array values, IBufferWriter<byte> into)
        {
            foreach (var text in (string[])values)
            {
                var length = Encoding.UTF8.GetByteCount(text);
                var place = into.GetSpan(sizeof(int) + length);
                BinaryPrimitives.WriteInt32LittleEndian(place, length);
                Encoding.UTF8.GetBytes(text, place[sizeof(int)..]);
                into.Advance(sizeof(int) + length);
            }
        }

        public override LoggedValue Logged(string name, Array values, int at) => LoggedValue.Of(name, ((string[])values)[at]);

        public override void ToNumbers(Array values, int from, Span<double> into) => throw new NotSupportedException("A text is no number.");

        public override bool StaysInPlace => false;

        public override OrtValue ToRuntime(Array values, long[] shape)
        {
            var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            var texts = (string[])values;
            for (var i = 0; i < texts.Length; i++)
            {
                value.StringTensorSetElementAt(texts[i].AsSpan(), i);
            }

            return value;
        }

        public override Array FromRuntime(OrtValue value) => value.GetStringTensorAsArray();
    }
}
