using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

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

    /// <summary>A model that gives its table back, as the bytes of its file.</summary>
    private static byte[] Table(int columns)
    {
        byte[] type = Part(1, Number(1, 1), Part(2, Part(1, Text(2, "n")), Part(1, Number(1, columns))));
        return [.. Number(1, 8), .. Part(7, Part(1, Text(1, "rows"), Text(2, "said"), Text(4, "Identity")), Text(2, "table"),
            Part(11, Text(1, "rows"), Part(2, type)), Part(12, Text(1, "said"), Part(2, type))), .. Part(8, Number(2, 17))];
    }

    private static byte[] Number(int field, int value) => [(byte)(field << 3), (byte)value];

    private static byte[] Text(int field, string text) => Part(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Part(int field, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(p => p)];
        return [(byte)((field << 3) | 2), (byte)content.Length, .. content];
    }
}
