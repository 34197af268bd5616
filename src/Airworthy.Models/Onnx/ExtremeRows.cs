using Airworthy.Models.Tabular;

using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Models.Onnx;

/// <summary>Rows that no table may have held: nothing at all, very large and very small numbers, words that nobody knows.</summary>
public static class ExtremeRows
{
    /// <summary>A number that no feature reaches in earnest, and that single precision still tells from infinity when it is squared.</summary>
    public const float Large = 1e9f;

    private const double Year2100 = 4_102_444_800;

    private static readonly float[] s_numbers = [0, float.NaN, Large, -Large, 1 / Large];

    private static readonly double[] s_times = [0, double.NaN, Year2100, -Year2100, 1];

    private static readonly string[] s_words = ["0", "", "no such word", new('x', 1_000), "\u0007"];

    /// <summary>Rows for a model: all columns at once at each extreme, then each alone while the others are 0.</summary>
    /// <param name="inputs">Names and kinds of its inputs, as <see cref="OnnxScorer.Kinds"/> tells them.</param>
    /// <exception cref="NotSupportedException">A kind is none of float, double and string.</exception>
    public static RawRows For(IReadOnlyList<(string Name, TensorElementType Kind)> inputs)
    {
        var extremes = s_numbers.Length;
        var rows = extremes + (inputs.Count * (extremes - 1));
        int[] At(int column) => [.. Enumerable.Range(0, extremes), .. Enumerable.Range(0, inputs.Count).SelectMany(other => Enumerable.Range(1, extremes - 1).Select(e => other == column ? e : 0))];
        return new RawRows(rows, [.. inputs.Select((input, i) => input.Kind switch
        {
            TensorElementType.Float => (RawColumn)new RawColumn.Numbers(input.Name, [.. At(i).Select(e => s_numbers[e])]),
            TensorElementType.Double => new RawColumn.Times(input.Name, [.. At(i).Select(e => s_times[e])]),
            TensorElementType.String => new RawColumn.Texts(input.Name, At(i), s_words),
            var other => throw new NotSupportedException($"the input {input.Name} is of the kind {other}"),
        })]);
    }
}
