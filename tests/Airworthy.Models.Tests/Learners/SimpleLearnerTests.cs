using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Tests.Learners;

/// <summary>The simple learners against numbers worked out by hand.</summary>
public sealed class SimpleLearnerTests
{
    /// <summary>Three of four are yes: with half a row for each class, 3.5 of 5.</summary>
    [Fact]
    public void The_level_of_classes_counts_half_a_row_more() =>
        Assert.Equal(3.5f / 5, Levels.Learn(new Target(AnswerScale.TwoClasses, [1, 1, 1, 0], ["no", "yes"])).Own(new FloatMatrix(1, 0, [])).Values[0], 6);

    [Fact]
    public void The_level_of_numbers_is_their_mean() =>
        Assert.Equal(2.5f, Levels.Learn(new Target(AnswerScale.Number, [1, 2, 3, 4], [])).Own(new FloatMatrix(1, 0, [])).Values[0]);

    /// <summary>The word a has 1, 2 and 6, all rows have the mean 4; with two imagined rows (9 + 8) ⁄ 5.</summary>
    [Fact]
    public void Levels_of_texts_are_drawn_to_the_mean()
    {
        var target = new Target(AnswerScale.Number, [1, 2, 6, 7], []);
        var (encoder, _) = Encoder.Learn(new RawRows(4, [new RawColumn.Texts("word", [0, 0, 0, 1], ["a", "b"])]), target, 2);

        var fresh = encoder.Encode(new RawRows(3, [new RawColumn.Texts("word", [0, 1, 2], ["a", "b", "never seen"])]));
        Assert.Equal([17f / 5, 15f / 3, 4f], fresh.Values);
    }

    /// <summary>Each row has a word of its own: its level must not know its label, or a column of names would seem to tell everything.</summary>
    [Fact]
    public void No_row_learns_from_its_own_label()
    {
        var random = new Random(5);
        var target = new Target(AnswerScale.TwoClasses, [.. Enumerable.Range(0, 500).Select(_ => (double)random.Next(2))], ["no", "yes"]);
        var (_, matrix) = Encoder.Learn(new RawRows(500, [new RawColumn.Texts("name", [.. Enumerable.Range(0, 500)], [.. Enumerable.Range(0, 500).Select(i => $"n{i}")])]), target, 5);
        Assert.Single(matrix.Values.Distinct());
    }

    [Fact]
    public void The_rule_reads_the_column_that_tells_most()
    {
        float[] useful = [.. Enumerable.Range(0, 400).Select(i => (float)i)];
        float[] useless = [.. Enumerable.Range(0, 400).Select(i => (float)(i * 37 % 400))];
        var target = new Target(AnswerScale.TwoClasses, [.. useful.Select(x => x is > 100 and < 300 ? 1.0 : 0)], ["no", "yes"]);
        var rows = new RawRows(400, [new RawColumn.Numbers("useless", useless), new RawColumn.Numbers("useful", useful)]);
        var (encoder, matrix) = Encoder.Learn(rows, target, 20);

        var (column, own, rule) = OneColumn.Learn(encoder, matrix, target);
        Assert.Equal("useful", column);
        var answers = rule.Own(own.Encode(rows));
        Assert.True(answers[200, 0] > 0.5 && answers[10, 0] < 0.5 && answers[390, 0] < 0.5);
    }

    /// <summary>y = 3 + 2a − b without noise: least squares finds it, whatever the units.</summary>
    [Fact]
    public void Least_squares_finds_a_line()
    {
        var random = new Random(1);
        var rows = new FloatMatrix(50, 2, [.. Enumerable.Range(0, 100).Select(i => (float)(random.NextDouble() * (i % 2 == 0 ? 1 : 1_000)))]);
        var target = new Target(AnswerScale.Number, [.. Enumerable.Range(0, 50).Select(r => 3 + (2.0 * rows[r, 0]) - rows[r, 1])], []);

        var fresh = LinearModel.Learn(rows, target, 1).Own(new FloatMatrix(2, 2, [0, 0, 1, 500]));
        Assert.Equal(3, fresh.Values[0], 0.01);
        Assert.Equal(-495, fresh.Values[1], 0.01);
    }

    /// <summary>Three directions in a plane, one for each class: the weights point there, and a class that no row had is hardly ever said.</summary>
    [Fact]
    public void Each_of_several_classes_gets_weights_of_its_own()
    {
        var random = new Random(4);
        const int Columns = 20;
        var values = new float[3_000 * Columns];
        var labels = new double[3_000];
        for (var r = 0; r < labels.Length; r++)
        {
            for (var c = 0; c < Columns; c++)
            {
                values[(r * Columns) + c] = (float)(random.NextDouble() - 0.5) * (c % 2 == 0 ? 1 : 1_000);
            }

            var sums = Enumerable.Range(0, 3).Select(k => 40 * ((values[r * Columns] * Math.Cos(2 * k)) + (values[(r * Columns) + 1] / 1_000 * Math.Sin(2 * k))) - Math.Log(-Math.Log(random.NextDouble()))).ToArray();
            labels[r] = Array.IndexOf(sums, sums.Max());
        }

        var target = new Target(AnswerScale.Classes, labels, ["a", "b", "c", "never"]);
        var (rows, encoder) = (new FloatMatrix(labels.Length, Columns, values), new Encoder([.. Enumerable.Range(0, Columns).Select(c => new Encoding.AsItIs($"x{c}"))]));
        var raw = new RawRows(labels.Length, [.. Enumerable.Range(0, Columns).Select(c => new RawColumn.Numbers($"x{c}", [.. Enumerable.Range(0, labels.Length).Select(r => rows[r, c])]))]);

        var (model, answers) = Airworthy.Models.Onnx.ExportedModel.Of(encoder, LinearModel.Learn(rows, target, 1), target, raw, [], TestContext.Current.CancellationToken);

        Assert.True(model.Largest <= 1e-6, $"{model.Largest}");
        Assert.True(Enumerable.Range(0, labels.Length).Count(r => Array.IndexOf(answers.Row(r).ToArray(), answers.Row(r).ToArray().Max()) == labels[r]) > 0.85 * labels.Length);
        Assert.All(Enumerable.Range(0, labels.Length), r => Assert.True(answers[r, 3] < 0.02, $"{answers[r, 3]}"));
    }
}
