using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Onnx.Format;
using Airworthy.Models.Tabular;

using Google.Protobuf;

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Airworthy.Models.Tests.Onnx;

/// <summary>A file that was broken on purpose loads as before and reads each column in another one's place.</summary>
public sealed class BrokenModelTests
{
    [Fact]
    public void Columns_of_a_kind_change_places_and_others_stay()
    {
        float[] left = [1, 2, 3, 4, 5, 6, 7, 8], right = [8, 1, 7, 2, 6, 3, 5, 4];
        var target = new Target(AnswerScale.Number, [.. left.Select((l, i) => (10.0 * l) + right[i])], []);
        RawRows Rows(float[] a, float[] b) => new(a.Length, [new RawColumn.Numbers("left", a), new RawColumn.Numbers("right", b), new RawColumn.Texts("word", new int[a.Length], ["x"])]);
        var rows = Rows(left, right);
        var (encoder, matrix) = Encoder.Learn(rows, target, 20);
        var (model, answers) = ExportedModel.Of(encoder, LinearModel.Learn(matrix, target, 1), target, rows, [], TestContext.Current.CancellationToken);

        var (broken, _) = BrokenModel.Of(model.Bytes);
        Assert.Contains("(left, right)", broken!.How, StringComparison.Ordinal);
        using var whole = new OnnxScorer(model.Bytes);
        using var wrong = new OnnxScorer(broken.Bytes);

        Assert.Equal(whole.Inputs, wrong.Inputs);
        Assert.NotEqual(answers.Values, wrong.Answer(rows, TestContext.Current.CancellationToken).Values);
        Assert.Equal(answers.Values, wrong.Answer(Rows(right, left), TestContext.Current.CancellationToken).Values);
    }

    [Fact]
    public void The_columns_of_one_table_change_places_too()
    {
        var (broken, _) = BrokenModel.Of(Table(3));

        using var session = new InferenceSession(broken!.Bytes);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("rows", new DenseTensor<float>(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]))]);
        Assert.Equal([2, 3, 1, 5, 6, 4], results[0].AsEnumerable<float>());
        Assert.Contains("3 columns of rows", broken.How, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_broken_is_told()
    {
        Assert.Contains("no two columns", BrokenModel.Of(Table(1)).WhyNot, StringComparison.Ordinal);
        Assert.Contains("no ONNX file", BrokenModel.Of([1, 2, 3]).WhyNot, StringComparison.Ordinal);
        Assert.Contains("no ONNX file", BrokenModel.Of([]).WhyNot, StringComparison.Ordinal);
    }

    /// <summary>A model that gives its table back.</summary>
    private static byte[] Table(int columns)
    {
        ValueInfoProto Described(string name) => new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "n" }, new TensorShapeProto.Types.Dimension { DimValue = columns } } } } } };
        var model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "table", Input = { Described("rows") }, Output = { Described("said") } } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "rows" }, Output = { "said" } });
        return model.ToByteArray();
    }
}
