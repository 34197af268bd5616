using System.Text.Json;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>Reads the values of a tensor from JSON, nested as its shape says or flat. Source: Open Inference Protocol v2, tensor data.</summary>
internal static class TensorReading
{
    /// <summary>Lengths of one shape.</summary>
    public const int MostLengths = 16;

    /// <summary>Values that are made room for without asking whether they come.</summary>
    private const int Small = 4096;

    /// <summary>Reads a shape, the reader standing on it.</summary>
    public static long[]? Shape(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return null;
        }

        Span<long> lengths = stackalloc long[MostLengths];
        var count = 0;
        var isRight = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count < MostLengths && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var length) && length >= 0)
            {
                lengths[count++] = length;
            }
            else
            {
                isRight = false;
                json.Skip();
            }
        }

        return isRight ? lengths[..count].ToArray() : null;
    }

    /// <summary>How many values a shape holds.</summary>
    /// <returns>-1: more than <paramref name="most"/>.</returns>
    public static int Count(ReadOnlySpan<long> shape, int most)
    {
        long count = 1;
        foreach (var length in shape)
        {
            if (length == 0)
            {
                return 0;
            }

            count = count > most / length ? (long)most + 1 : count * length;
        }

        return count > most ? -1 : (int)count;
    }

    /// <summary>Reads values, the reader standing on the beginning of <c>data</c>.</summary>
    /// <param name="count">The product of the shape.</param>
    /// <exception cref="InferenceRefusedException">They are of another type, another number or another nesting.</exception>
    public static Array Values(ref Utf8JsonReader json, string name, DataType type, ReadOnlySpan<long> shape, int count)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(name, "data is no array");
        }

        // Nothing large is made for values before it is seen that they are there.
        if (count > Small && Counted(json) is var there && there != count)
        {
            throw Wrong(name, $"data holds {there} values, but its shape {TensorSpec.Text(shape.ToArray())} holds {count}");
        }

        var reading = new Reading(name, Elements.Of(type), count);
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            reading.Nested(ref json, shape);
        }
        else
        {
            while (json.TokenType != JsonTokenType.EndArray)
            {
                reading.One(ref json);
                json.Read();
            }
        }

        return reading.At == count ? reading.Values : throw Wrong(name, $"data holds {reading.At} values, but its shape {TensorSpec.Text(shape.ToArray())} holds {count}");
    }

    private static int Counted(Utf8JsonReader json)
    {
        var (values, depth) = (0, json.CurrentDepth);
        while (json.Read() && json.CurrentDepth > depth)
        {
            values += json.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray ? 0 : 1;
        }

        return values;
    }

    private static InferenceRefusedException Wrong(string name, string how) => InferenceRefusedException.Invalid($"inputs: {Core.Reading.Problem.Cut(name)}: {how}.");

    private struct Reading(string name, Elements elements, int count)
    {
        public Array Values { get; } = elements.New(count);

        public int At { get; private set; }

        public void One(ref Utf8JsonReader json)
        {
            if (At == count)
            {
                throw Wrong(name, $"data holds more values than its shape, which holds {count}");
            }

            if (!elements.TryRead(ref json, Values, At))
            {
                throw Wrong(name, json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? "data is neither flat nor nested as its shape says" : $"value {At} of data is no {elements.Type.Name()}");
            }

            At++;
        }

        /// <summary>Reads a list whose elements are lists of all but the first length, the reader standing on the first element.</summary>
        public void Nested(ref Utf8JsonReader json, ReadOnlySpan<long> shape)
        {
            for (long seen = 0; ; seen++)
            {
                if (json.TokenType == JsonTokenType.EndArray)
                {
                    if (shape.Length == 0 || seen != shape[0])
                    {
                        throw Wrong(name, "data is neither flat nor nested as its shape says");
                    }

                    return;
                }

                if (shape.Length <= 1)
                {
                    One(ref json);
                }
                else if (json.TokenType == JsonTokenType.StartArray)
                {
                    json.Read();
                    Nested(ref json, shape[1..]);
                }
                else
                {
                    throw Wrong(name, "data is neither flat nor nested as its shape says");
                }

                json.Read();
            }
        }
    }
}
