using Airworthy.Models.Onnx.Format;

using Google.Protobuf;

namespace Airworthy.Models.Onnx;

/// <summary>An ONNX file that was broken on purpose: it reads its columns in the wrong places.</summary>
/// <param name="Bytes">The broken file.</param>
/// <param name="How">What was done, in words.</param>
public sealed record BrokenModel(byte[] Bytes, string How)
{
    private const int MostNamed = 5;

    /// <summary>
    /// Exchanges the columns of a model among themselves: where inputs are columns, each takes the value of the next one of its kind; where one input is a table of
    /// columns, each takes the value of the next.
    /// </summary>
    /// <returns>Null, with the reason, where there are no two columns of one kind.</returns>
    public static (BrokenModel? Broken, string WhyNot) Of(byte[] model)
    {
        ModelProto parsed;
        try
        {
            parsed = ModelProto.Parser.ParseFrom(model);
        }
        catch (InvalidProtocolBufferException)
        {
            return (null, "it is no ONNX file");
        }

        if (parsed.Graph is not { } graph)
        {
            return (null, "it is no ONNX file");
        }

        var constants = graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = graph.Input.Where(i => !constants.Contains(i.Name) && i.Type?.TensorType is not null).ToList();
        var kinds = inputs.GroupBy(i => (i.Type.TensorType.ElemType, Width(i))).Where(k => k.Count() > 1).Select(k => k.Select(i => i.Name).ToList()).ToList();
        if (kinds.Count > 0)
        {
            var instead = kinds.SelectMany(k => k.Select((name, at) => (name, Next: k[(at + 1) % k.Count]))).ToDictionary(x => x.name, x => x.Next, StringComparer.Ordinal);
            foreach (var node in graph.Node)
            {
                for (var at = 0; at < node.Input.Count; at++)
                {
                    node.Input[at] = instead.GetValueOrDefault(node.Input[at], node.Input[at]);
                }
            }

            return (new BrokenModel(parsed.ToByteArray(), $"each of {instead.Count} columns takes the value of another one ({Named(instead.Keys)})"), "");
        }

        if (inputs.FirstOrDefault(i => Width(i) > 1) is not { } table)
        {
            return (null, "it has no two columns of one kind that could be exchanged");
        }

        Exchange(graph, table.Name, (int)Width(table));
        return (new BrokenModel(parsed.ToByteArray(), $"each of the {Width(table)} columns of {table.Name} takes the value of the next one"), "");
    }

    /// <summary>Lets all nodes read a table whose columns are each in the place of the one before.</summary>
    private static void Exchange(GraphProto graph, string input, int columns)
    {
        var (order, exchanged) = ($"{input}/airworthy/order", $"{input}/airworthy/exchanged");
        foreach (var node in graph.Node)
        {
            for (var at = 0; at < node.Input.Count; at++)
            {
                node.Input[at] = node.Input[at] == input ? exchanged : node.Input[at];
            }
        }

        var places = new TensorProto { DataType = (int)ElementType.Int64, Name = order };
        places.Dims.Add(columns);
        places.Int64Data.AddRange(Enumerable.Range(0, columns).Select(c => (long)((c + 1) % columns)));
        graph.Initializer.Add(places);
        var gather = new NodeProto { OpType = "Gather", Name = exchanged };
        gather.Input.AddRange([input, order]);
        gather.Output.Add(exchanged);
        gather.Attribute.Add(OnnxGraph.Attribute("axis", 1));
        graph.Node.Insert(0, gather);
    }

    /// <summary>Columns of an input of the form [rows, columns]; 1 for [rows]; 0 where that is not fixed.</summary>
    private static long Width(ValueInfoProto input) => input.Type.TensorType.Shape?.Dim is { } dims
        ? dims.Count switch { 1 => 1, 2 => dims[1].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? dims[1].DimValue : 0, _ => 0 }
        : 0;

    private static string Named(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? " and others" : "");
    }
}
