using Airworthy.Serving.Models;

namespace Airworthy.Serving.Guards;

/// <summary>Where the values of a feature stand among the inputs of a model.</summary>
internal readonly struct Place
{
    private readonly int _tensor, _offset, _width;

    /// <param name="feature">Its position among <see cref="Signature.Features"/>.</param>
    public Place(Signature signature, int feature) =>
        (_tensor, _offset, _width) = signature.IsMatrix ? (0, feature, signature.Features!.Count) : (feature, 0, 1);

    /// <summary>The value, where it is a text; null where it is a number.</summary>
    public string? Text(IReadOnlyList<Tensor> inputs, int row) => inputs[_tensor].Values is string[] texts ? texts[(row * _width) + _offset] : null;

    /// <summary>The value as a number, a truth as 1 or 0; NaN where it is missing.</summary>
    public double Number(IReadOnlyList<Tensor> inputs, int row)
    {
        var at = (row * _width) + _offset;
        return inputs[_tensor].Values switch
        {
            float[] v => v[at],
            double[] v => v[at],
            long[] v => v[at],
            int[] v => v[at],
            bool[] v => v[at] ? 1 : 0,
            short[] v => v[at],
            sbyte[] v => v[at],
            byte[] v => v[at],
            ushort[] v => v[at],
            uint[] v => v[at],
            ulong[] v => v[at],
            Half[] v => (double)v[at],
            _ => double.NaN,
        };
    }
}
