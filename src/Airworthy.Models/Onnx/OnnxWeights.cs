using System.Buffers.Binary;

using Airworthy.Models.Onnx.Format;

using Google.Protobuf;

namespace Airworthy.Models.Onnx;

/// <summary>The numbers that a model was left with by its training: initialisers, constants, and the floats of trees and linear models, in every subgraph.</summary>
/// <param name="Count">Floats of 16, 32 and 64 bits; whole numbers are no weights.</param>
/// <param name="NotFinite">NaN or infinite. A tree may branch on infinity, which is counted in <paramref name="Infinite"/> alone.</param>
/// <param name="Infinite">Thresholds of trees that are infinite.</param>
/// <param name="MostAbs">The largest finite one, without sign.</param>
/// <param name="Dead">Columns of weight matrices that hold nothing but zeros: units that never say anything.</param>
/// <param name="Units">Columns of weight matrices.</param>
/// <param name="Outside">Tensors whose numbers lie in another file, which is not read.</param>
/// <param name="First">Where the first number stands that is not finite.</param>
public sealed record OnnxWeights(long Count, long NotFinite, long Infinite, double MostAbs, long Dead, long Units, long Outside, string? First)
{
    private const int Float = 1, Half = 10, Double = 11;

    /// <summary>Reads a file's bytes.</summary>
    /// <returns>Null: they are no ONNX.</returns>
    public static OnnxWeights? Of(byte[] file)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is null ? null : Graph(model.Graph, new OnnxWeights(0, 0, 0, 0, 0, 0, 0, null));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static OnnxWeights Graph(GraphProto graph, OnnxWeights seen)
    {
        foreach (var tensor in graph.Initializer)
        {
            seen = Tensor(tensor, tensor.Name, seen);
        }

        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute)
            {
                var where = $"{node.OpType} {node.Name}.{attribute.Name}".Replace(" .", ".", StringComparison.Ordinal);
                if (attribute.T is { } tensor)
                {
                    seen = Tensor(tensor, where, seen);
                }

                if (attribute.G is { } inside)
                {
                    seen = Graph(inside, seen);
                }

                if (attribute.Floats.Count > 0)
                {
                    seen = Add(seen, [.. attribute.Floats.Select(f => (double)f)], where, mayBranch: attribute.Name is "nodes_values");
                }
            }
        }

        return seen;
    }

    private static OnnxWeights Tensor(TensorProto tensor, string where, OnnxWeights seen)
    {
        if (tensor.DataType is not (Float or Half or Double))
        {
            return seen;
        }

        if (tensor.ExternalData.Count > 0)
        {
            return seen with { Outside = seen.Outside + 1 };
        }

        var raw = tensor.RawData.Span;
        var values = new List<double>();
        if (raw.IsEmpty)
        {
            values.AddRange(tensor.DataType == Double ? tensor.DoubleData : tensor.FloatData.Select(f => (double)f));
        }
        else
        {
            var size = tensor.DataType switch { Float => 4, Half => 2, _ => 8 };
            for (var at = 0; at + size <= raw.Length; at += size)
            {
                values.Add(tensor.DataType switch
                {
                    Float => BinaryPrimitives.ReadSingleLittleEndian(raw[at..]),
                    Half => (double)BinaryPrimitives.ReadHalfLittleEndian(raw[at..]),
                    _ => BinaryPrimitives.ReadDoubleLittleEndian(raw[at..]),
                });
            }
        }

        seen = Add(seen, values, where, mayBranch: false);
        if (tensor.Dims is [> 1, > 1] && tensor.Dims[0] * tensor.Dims[1] == values.Count)
        {
            var columns = (int)tensor.Dims[1];
            var dead = Enumerable.Range(0, columns).Count(c => Enumerable.Range(0, (int)tensor.Dims[0]).All(r => values[(r * columns) + c] == 0));
            seen = seen with { Units = seen.Units + columns, Dead = seen.Dead + dead };
        }

        return seen;
    }

    private static OnnxWeights Add(OnnxWeights seen, List<double> values, string where, bool mayBranch)
    {
        var (odd, infinite, most) = (0L, 0L, seen.MostAbs);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                most = Math.Max(most, Math.Abs(value));
            }
            else if (mayBranch && double.IsInfinity(value))
            {
                infinite++;
            }
            else
            {
                odd++;
            }
        }

        return seen with { Count = seen.Count + values.Count, NotFinite = seen.NotFinite + odd, Infinite = seen.Infinite + infinite, MostAbs = most, First = seen.First ?? (odd > 0 ? where : null) };
    }
}
