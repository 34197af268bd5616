using System.Numerics;

using Airworthy.Core.Statistics;
using Airworthy.Models.Explaining;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Models.Trees;

namespace Airworthy.Models.Tests.Explaining;

/// <summary>Answers taken apart: what is read back from a file is what was written, the parts add up to the answer, and they are Shapley's values counted over all coalitions.</summary>
public sealed class ShapleyPartsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<AnswerScale, string> Kinds => new(
        from scale in Enum.GetValues<AnswerScale>() from learner in (string[])["level", "rule", "linear", "trees"] select (scale, learner));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_of_a_file_add_up_to_its_answer_and_are_those_of_all_coalitions(AnswerScale scale, string learner)
    {
        var (rows, target) = Draw(1_500, scale, seed: 5);
        var (encoder, matrix) = Encoder.Learn(rows, target, 20);
        var learnt = learner switch
        {
            "level" => Levels.Learn(target),
            "linear" => LinearModel.Learn(matrix, target, 1),
            "rule" => OneColumn.Learn(encoder, matrix, target) is var (_, own, rule) && (encoder = own) is not null ? rule : throw new InvalidOperationException(),
            _ => BoostedTrees.Of(matrix, target, new TreeSettings(20, 12, 5)).ToLearnt(),
        };
        var (model, answers) = ExportedModel.Of(encoder, learnt, target, rows, [new("project", "p")], Cancel);

        var read = OnnxReader.Read(model.Bytes)!;
        Assert.Equal(encoder.Made, read.Encoder.Made);
        Assert.Equal(target.Outputs, read.Outputs);
        Assert.Equal("p", read.About["project"]);
        Assert.Equal(OnnxWriter.Write(encoder, learnt.Formula, target.Outputs, [new("project", "p")]), OnnxWriter.Write(read.Encoder, read.Formula, read.Outputs, read.About));

        var encoded = read.Encoder.Encode(rows);
        int[] column = [.. read.Encoder.Encodings.SelectMany((e, i) => e.Made.Select(_ => i))];
        var others = encoded.Of([.. Enumerable.Range(700, 15)]);
        foreach (var at in (int[])[0, 1, 2, 3])
        {
            var parts = ShapleyParts.Of(read.Formula, column, encoded.Row(at), others);
            var sums = parts.Sum;
            if (read.Formula is not Formula.Constant)
            {
                var said = Linked(sums, read.Formula);
                Assert.All(said.Select((s, k) => Math.Abs(s - answers[at, k]) / Math.Max(1, Math.Abs(s))), d => Assert.True(d < 1e-5, $"{d}"));
            }

            var counted = Counted(read.Formula, column, encoded, at, others);
            Assert.All(parts.Of.SelectMany((p, c) => p.Select((v, k) => Math.Abs(v - counted[c][k]) / Math.Max(1, Math.Abs(v)))), d => Assert.True(d < 1e-6, $"{d}"));
        }
    }

    /// <summary>A tree worked by hand: 6 where x ≤ 0, else 10 where y ≤ 0, else 20; of the row (1, 1) beside the row (−1, −1).</summary>
    [Fact]
    public void By_hand()
    {
        var tree = new Tree([0, 1], [0, 0], [-1, -2], [1, -3], [6, 10, 20]);
        var parts = ShapleyParts.Of(new Formula.Trees([0, 0], [[tree]], [1], Link.None), [0, 1], [1, 1], new FloatMatrix(1, 2, [-1, -1]));

        // Alone x moves 6 to 10, after y 6 to 20; y alone moves nothing, after x 10 to 20.
        Assert.Equal([7.0], parts.Base);
        Assert.Equal([9.0], parts.Of[0]);
        Assert.Equal([5.0], parts.Of[1]);
        Assert.Equal([21.0], parts.Sum);
    }

    /// <summary>Estimated by asking alone, the parts are those of the trees within their errors, and add up to the answer.</summary>
    [Fact]
    public void Sampled_parts_are_the_exact_ones_within_their_errors()
    {
        var (rows, target) = Draw(1_500, AnswerScale.Number, seed: 5);
        var (encoder, matrix) = Encoder.Learn(rows, target, 20);
        var learnt = BoostedTrees.Of(matrix, target, new TreeSettings(20, 12, 5)).ToLearnt();
        int[] column = [.. encoder.Encodings.SelectMany((e, i) => e.Made.Select(_ => i))];
        var encoded = encoder.Encode(rows);
        var exact = ShapleyParts.Of(learnt.Formula, column, encoded.Row(3), encoded.Of([.. Enumerable.Range(100, 50)]));

        var (parts, errors) = SampledParts.Of(rows.Of([.. Enumerable.Range(100, 50), 3]), asked => learnt.Own(encoder.Encode(asked)), 400, 1);

        Assert.All(Enumerable.Range(0, 4), c => Assert.True(Math.Abs(parts.Of[c][0] - exact.Of[c][0]) <= (4 * errors[c][0]) + 1e-4, $"{parts.Of[c][0]} ± {errors[c][0]}, exact {exact.Of[c][0]}"));
        Assert.Equal(learnt.Own(encoded.Of([3]))[0, 0], parts.Sum[0], 2);
        Assert.All(errors, e => Assert.True(e[0] < 1, $"{e[0]}"));
    }

    [Fact]
    public void What_others_wrote_is_not_read()
    {
        Assert.Null(OnnxReader.Read([]));
        Assert.Null(OnnxReader.Read([1, 2, 3, 255, 255]));
    }

    [Fact]
    public void What_is_named_as_ours_and_is_built_otherwise_is_not_read()
    {
        var graph = new OnnxGraph();
        graph.Name(graph.Node("MatMul", [graph.Input("x", ElementType.Float, 2), graph.Constant([1f, 2f], 2, 1)]), "score");
        graph.Output("score", ElementType.Float, 1);
        Assert.Null(OnnxReader.Read(graph.ToBytes([])));
    }

    /// <summary>Shapley's values from the definition: over all coalitions of columns.</summary>
    private static double[][] Counted(Formula formula, int[] column, FloatMatrix encoded, int row, FloatMatrix others)
    {
        var columns = column.Max() + 1;
        var values = Enumerable.Range(0, 1 << columns).Select(taken =>
        {
            var mixed = new FloatMatrix(others.Rows, others.Columns, (float[])others.Values.Clone());
            for (var r = 0; r < mixed.Rows; r++)
            {
                for (var c = 0; c < column.Length; c++)
                {
                    mixed.Values[(r * mixed.Columns) + c] = (taken >> column[c] & 1) == 1 ? encoded[row, c] : mixed[r, c];
                }
            }

            var each = Enumerable.Range(0, mixed.Rows).Select(r => ShapleyParts.Of(formula, column, mixed.Row(r), mixed.Of([r])).Sum).ToList();
            return each[0].Select((_, k) => each.Average(e => e[k])).ToArray();
        }).ToList();
        double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
        return [.. Enumerable.Range(0, columns).Select(c => values[0].Select((_, k) => Enumerable.Range(0, 1 << columns).Where(s => (s >> c & 1) == 0).Sum(s =>
        {
            var size = BitOperations.PopCount((uint)s);
            return Factorial(size) * Factorial(columns - size - 1) / Factorial(columns) * (values[s | 1 << c][k] - values[s][k]);
        })).ToArray())];
    }

    private static double[] Linked(double[] sums, Formula formula)
    {
        var link = formula switch { Formula.Trees t => t.Link, Formula.Linear l => l.Link, _ => Link.None };
        var trees = (formula as Formula.Trees)?.Outputs;
        double Sigmoid(double s) => 1 / (1 + Math.Exp(-s));
        return link switch
        {
            Link.Sigmoid => [.. sums.Select(Sigmoid)],
            Link.Softmax => [.. sums.Select(s => Math.Exp(s) / sums.Sum(Math.Exp))],
            Link.SigmoidShares => [.. sums.Select((s, k) => trees![k].Count == 0 ? 0 : Sigmoid(s) / sums.Where((_, j) => trees[j].Count > 0).Sum(Sigmoid))],
            _ => sums,
        };
    }

    private static (RawRows Rows, Target Target) Draw(int count, AnswerScale scale, int seed)
    {
        var random = new Random(seed);
        string[] words = ["", .. Enumerable.Range(0, 9).Select(i => $"w{i}")];
        var (number, other, at, word, labels) = (new float[count], new float[count], new double[count], new int[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            number[i] = random.Next(8) == 0 ? float.NaN : (float)((random.NextDouble() * 4) - 2);
            other[i] = (float)random.NextDouble();
            at[i] = random.Next(10) == 0 ? double.NaN : 978_307_200 + random.Next(200 * 86_400);
            word[i] = random.Next(words.Length);
            var sum = ((float.IsNaN(number[i]) ? 1 : number[i]) * (other[i] + 0.5)) + (word[i] % 3) - 1 + (double.IsNaN(at[i]) ? 0 : (at[i] % 86_400 / 43_200) - 1);
            labels[i] = scale switch
            {
                AnswerScale.Number => (10 * sum) + random.NextDouble(),
                AnswerScale.TwoClasses => random.NextDouble() < 1 / (1 + Math.Exp(-2 * sum)) ? 1 : 0,
                _ => sum < -1 ? 0 : sum < 1 ? 1 : 2,
            };
        }

        return (new RawRows(count, [new RawColumn.Numbers("number", number), new RawColumn.Numbers("other", other), new RawColumn.Times("at", at), new RawColumn.Texts("word", word, words)]),
            new Target(scale, labels, scale == AnswerScale.Number ? [] : scale == AnswerScale.TwoClasses ? ["no", "yes"] : ["a", "b", "c", "d"]));
    }
}
