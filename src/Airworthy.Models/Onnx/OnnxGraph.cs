using System.Globalization;

using Airworthy.Models.Onnx.Format;

using Google.Protobuf;

namespace Airworthy.Models.Onnx;

/// <summary>Kinds of values in a file, by their numbers there.</summary>
internal enum ElementType { Float = 1, Int64 = 7, String = 8, Double = 11 }

/// <summary>Builds a graph node by node. What a node makes has a name, which the next one takes.</summary>
internal sealed class OnnxGraph
{
    /// <summary>Operators as of here: known to every runtime since 2022.</summary>
    private const int Operators = 17, LearningOperators = 3, Format = 8;

    public const string Learning = "ai.onnx.ml";

    private readonly GraphProto _graph = new() { Name = "model" };
    private int _names;

    public string Input(string name, ElementType type, int columns = 1)
    {
        _graph.Input.Add(Described(name, type, columns));
        return name;
    }

    public void Output(string name, ElementType type, int columns) => _graph.Output.Add(Described(name, type, columns));

    public string Constant(ReadOnlySpan<float> values, params long[] dims)
    {
        var tensor = new TensorProto { DataType = (int)ElementType.Float, Name = Fresh() };
        tensor.Dims.AddRange(dims);
        tensor.FloatData.AddRange(values.ToArray());
        return Kept(tensor);
    }

    public string Constant(ReadOnlySpan<double> values, params long[] dims)
    {
        var tensor = new TensorProto { DataType = (int)ElementType.Double, Name = Fresh() };
        tensor.Dims.AddRange(dims);
        tensor.DoubleData.AddRange(values.ToArray());
        return Kept(tensor);
    }

    public string Constant(ReadOnlySpan<long> values, params long[] dims)
    {
        var tensor = new TensorProto { DataType = (int)ElementType.Int64, Name = Fresh() };
        tensor.Dims.AddRange(dims);
        tensor.Int64Data.AddRange(values.ToArray());
        return Kept(tensor);
    }

    public string Node(string op, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes) => Add("", op, inputs, attributes, Fresh());

    public string LearningNode(string op, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes) => Add(Learning, op, inputs, attributes, Fresh());

    /// <summary>Gives a value the name that it shall have outside.</summary>
    public void Name(string value, string name) => Add("", "Identity", [value], [], name);

    public string Cast(string value, ElementType to) => Node("Cast", [value], Attribute("to", (long)to));

    public byte[] ToBytes(IEnumerable<KeyValuePair<string, string>> about)
    {
        var model = new ModelProto { IrVersion = Format, ProducerName = "airworthy", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Operators });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Learning, Version = LearningOperators });
        model.MetadataProps.AddRange(about.Select(a => new StringStringEntryProto { Key = a.Key, Value = a.Value }));
        return model.ToByteArray();
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Attribute(string name, string value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Attribute(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto Attribute(string name, IEnumerable<string> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    public static AttributeProto Attribute(string name, ReadOnlySpan<double> values)
    {
        var tensor = new TensorProto { DataType = (int)ElementType.Double, Name = name };
        tensor.Dims.Add(values.Length);
        tensor.DoubleData.AddRange(values.ToArray());
        return new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Tensor, T = tensor };
    }

    private string Add(string domain, string op, IReadOnlyList<string> inputs, IReadOnlyList<AttributeProto> attributes, string made)
    {
        var node = new NodeProto { OpType = op, Domain = domain, Name = $"{op}:{made}" };
        node.Input.AddRange(inputs);
        node.Output.Add(made);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
        return made;
    }

    private string Kept(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>No column of a table is named like this: names of columns come in as inputs.</summary>
    private string Fresh() => "\u00b7" + (_names++).ToString(CultureInfo.InvariantCulture);

    private static ValueInfoProto Described(string name, ElementType type, int columns)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "rows" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}
