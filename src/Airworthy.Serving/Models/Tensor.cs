namespace Airworthy.Serving.Models;

/// <summary>What a model says of an input or output.</summary>
/// <param name="Shape">-1 where the length is the caller's.</param>
public sealed record TensorSpec(string Name, DataType Type, IReadOnlyList<long> Shape)
{
    /// <summary>A column of the table: <c>[-1]</c> or <c>[-1, 1]</c>.</summary>
    public bool IsColumn => Shape is [-1] or [-1, 1];

    /// <summary>Whether values of a shape can be given to it; a length of -1 here takes any.</summary>
    public bool Takes(ReadOnlySpan<long> shape)
    {
        if (shape.Length != Shape.Count)
        {
            return false;
        }

        for (var i = 0; i < shape.Length; i++)
        {
            if (Shape[i] >= 0 && Shape[i] != shape[i])
            {
                return false;
            }
        }

        return true;
    }

    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}

/// <summary>Values of an input or output, in row-major order.</summary>
/// <param name="Shape">Lengths, all at least 0; their product is the number of values.</param>
/// <param name="Values">An array of the .NET type that belongs to <paramref name="Type"/>: <see cref="Half"/> for FP16, <see cref="string"/> for BYTES.</param>
public sealed record Tensor(string Name, DataType Type, long[] Shape, Array Values)
{
    /// <summary>The first length, or 1 of a single value.</summary>
    public int Rows => Shape.Length == 0 ? 1 : (int)Shape[0];

    /// <summary>Values of one row.</summary>
    public int Width => Rows == 0 ? 0 : Values.Length / Rows;
}
