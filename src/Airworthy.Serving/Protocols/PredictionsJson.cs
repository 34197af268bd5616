using System.Text.Json;

using Airworthy.Serving.Models;

namespace Airworthy.Serving.Protocols;

/// <summary>Outputs as one prediction per row, the way people and MLflow's clients read them.</summary>
internal static class PredictionsJson
{
    /// <summary>Writes a list with one element per row where there is one output, else an object with such a list per output.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Tensor> outputs)
    {
        if (outputs is [var only])
        {
            Rows(writer, only);
            return;
        }

        writer.WriteStartObject();
        foreach (var output in outputs)
        {
            writer.WritePropertyName(output.Name);
            Rows(writer, output);
        }

        writer.WriteEndObject();
    }

    /// <summary>One number per row of <c>[rows]</c> and <c>[rows, 1]</c>, else lists nested as the shape is.</summary>
    private static void Rows(Utf8JsonWriter writer, Tensor output)
    {
        var elements = Elements.Of(output.Type);
        var at = 0;
        Nested(output.Shape is [_, 1] ? output.Shape.AsSpan(0, 1) : output.Shape);

        void Nested(ReadOnlySpan<long> shape)
        {
            if (shape.IsEmpty)
            {
                if (output.Type is DataType.Fp32 or DataType.Fp64 && double.IsNaN(Scores.At(output, at)))
                {
                    // No model's answer is NaN: this row waits for a person.
                    writer.WriteNullValue();
                    at++;
                    return;
                }

                elements.Write(writer, output.Values, at++);
                return;
            }

            writer.WriteStartArray();
            for (var i = 0; i < shape[0]; i++)
            {
                Nested(shape[1..]);
            }

            writer.WriteEndArray();
        }
    }
}
