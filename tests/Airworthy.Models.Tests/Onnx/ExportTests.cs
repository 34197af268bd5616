using Airworthy.Core.Statistics;
using Airworthy.Models.Learners;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Models.Trees;

using CsCheck;

namespace Airworthy.Models.Tests.Onnx;

/// <summary>A model's file answers as the library that learnt it: on rows with missing numbers, times and texts, texts that were never seen, and numbers at the ends of what a float holds.</summary>
public sealed class ExportTests
{
    public static TheoryData<AnswerScale, string> Kinds => new(
        from scale in Enum.GetValues<AnswerScale>() from learner in (string[])["level", "rule", "linear", "trees"] select (scale, learner));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_file_answers_as_the_library(AnswerScale scale, string learner)
    {
        var (rows, target) = Draw(3_000, scale, seed: 11);
        var (fresh, labels) = Draw(2_000, scale, seed: 12);
        var (encoder, learnt) = Learn(learner, rows, target);

        var (model, answers) = ExportedModel.Of(encoder, learnt, target, fresh, [], TestContext.Current.CancellationToken);
        var own = learnt.Own(encoder.Encode(fresh));

        Assert.Equal(2_000, model.Compared);
        Assert.All(answers.Values.Zip(own.Values), a => Assert.True(Math.Abs(a.First - a.Second) <= 1e-6 * Math.Max(1, Math.Abs(a.Second)), $"{a.First:G9} {a.Second:G9}"));
        Assert.All(Enumerable.Range(0, 2_000), r => Assert.All(answers.Row(r).ToArray(), p => Assert.True(scale == AnswerScale.Number || p is >= 0 and <= 1)));
        if (scale == AnswerScale.Classes)
        {
            Assert.All(Enumerable.Range(0, 2_000), r => Assert.Equal(1, answers.Row(r).ToArray().Sum(), 5));
        }

        if (learner != "level")
        {
            var (loss, before) = (Loss(answers, labels), Loss(Levels.Learn(target).Own(encoder.Encode(fresh)), labels));
            Assert.True(loss < 0.95 * before, $"{learner} of {scale} learnt too little: {before:G4} became {loss:G4}");
        }
    }

    [Fact]
    public void Rows_without_anything_get_an_answer_too()
    {
        var (rows, target) = Draw(2_000, AnswerScale.TwoClasses, seed: 3);
        var empty = new RawRows(1, [new RawColumn.Numbers("number", [float.NaN]), new RawColumn.Numbers("score", [float.NaN]), new RawColumn.Times("at", [double.NaN]), new RawColumn.Texts("word", [0], [""])]);
        foreach (var learner in (string[])["level", "rule", "linear", "trees"])
        {
            var (encoder, learnt) = Learn(learner, rows, target);
            var (_, answers) = ExportedModel.Of(encoder, learnt, target, empty, [], TestContext.Current.CancellationToken);
            Assert.InRange(answers[0, 0], 0f, 1f);
        }
    }

    [Fact]
    public void A_file_that_answers_otherwise_is_refused()
    {
        var (rows, target) = Draw(500, AnswerScale.TwoClasses, seed: 4);
        var (encoder, learnt) = Learn("trees", rows, target);
        var lying = learnt with { Own = matrix => { var own = learnt.Own(matrix); own.Values[17] += 1e-5f; return own; } };

        var refused = Assert.Throws<ModelRefusedException>(() => ExportedModel.Of(encoder, lying, target, rows, [], TestContext.Current.CancellationToken));
        Assert.Contains("row 17", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_named_like_the_output_or_in_any_script_are_taken()
    {
        var target = new Target(AnswerScale.Number, [1, 2, 3, 4], []);
        var rows = new RawRows(4, [new RawColumn.Numbers("score", [1, 2, 3, 4]), new RawColumn.Numbers("prediction", [4, 3, 2, 1]), new RawColumn.Texts("größe \"in\" m²", [0, 1, 0, 1], ["a", "b"])]);
        var (encoder, matrix) = Encoder.Learn(rows, target, 5);

        var (model, _) = ExportedModel.Of(encoder, LinearModel.Learn(matrix, target, 1), target, rows, [new("project", "p")], TestContext.Current.CancellationToken);
        using var scorer = new OnnxScorer(model.Bytes);
        Assert.Equal("answer", model.Output);
        Assert.Equal(["score", "prediction", "größe \"in\" m²"], scorer.Inputs);
    }

    [Fact]
    public void Hour_and_weekday_are_those_of_the_calendar() =>
        Gen.DateTime.Select(t => new DateTime(t.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc)).Where(t => t.Year is > 1000 and < 3000).Sample(t =>
        {
            var seconds = (t - DateTime.UnixEpoch).TotalSeconds;
            var matrix = new Encoder([new Encoding.HourAndWeekday("at")]).Encode(new RawRows(1, [new RawColumn.Times("at", [seconds])]));
            Assert.Equal(t.TimeOfDay.TotalHours, matrix[0, 0], 4);
            Assert.Equal(((int)t.DayOfWeek - (int)DayOfWeek.Thursday + 7) % 7, matrix[0, 1]);
        });

    [Fact]
    public void A_tree_of_bins_is_the_bins() => Gen.Select(Gen.Float[-10, 10].Array[1, 30], Gen.Float[-12, 12].Array[1, 20]).Sample((drawn, asked) =>
    {
        var rows = new RawRows(drawn.Length, [new RawColumn.Numbers("x", drawn)]);
        var target = new Target(AnswerScale.Number, [.. drawn.Select(x => (double)(x * x))], []);
        var (encoder, matrix) = Encoder.Learn(rows, target, 5);
        var (_, own, rule) = OneColumn.Learn(encoder, matrix, target);
        float[] values = [.. asked, .. drawn, float.NaN];
        var fresh = new RawRows(values.Length, [new RawColumn.Numbers("x", values)]);
        ExportedModel.Of(own, rule, target, fresh, [], default);
    }, iter: 50);

    private static (Encoder, Learnt) Learn(string learner, RawRows rows, Target target)
    {
        var (encoder, matrix) = Encoder.Learn(rows, target, 20);
        return learner switch
        {
            "level" => (encoder, Levels.Learn(target)),
            "rule" => OneColumn.Learn(encoder, matrix, target) is var (_, own, rule) ? (own, rule) : throw new InvalidOperationException(),
            "linear" => (encoder, LinearModel.Learn(matrix, target, 1)),
            _ => (encoder, BoostedTrees.Of(matrix, target, new TreeSettings(40, 15, 5)).ToLearnt()),
        };
    }

    private static double Loss(FloatMatrix answers, Target target) => Enumerable.Range(0, answers.Rows).Average(r => target.Scale switch
    {
        AnswerScale.Number => Math.Pow(answers[r, 0] - target.Values[r], 2),
        AnswerScale.TwoClasses => -Math.Log(Math.Max(1e-9, target.Values[r] > 0.5 ? answers[r, 0] : 1 - answers[r, 0])),
        _ => -Math.Log(Math.Max(1e-9, answers[r, (int)target.Values[r]])),
    });

    /// <summary>Rows with missing values, rare words and huge numbers, and labels that all columns tell something of.</summary>
    private static (RawRows Rows, Target Target) Draw(int count, AnswerScale scale, int seed)
    {
        var random = new Random(seed);
        string[] words = ["", .. Enumerable.Range(0, 60).Select(i => $"w{i}"), .. Enumerable.Range(0, 20).Select(i => $"only {seed} {i}")];
        var (number, huge, at, word, labels) = (new float[count], new float[count], new double[count], new int[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            number[i] = random.Next(10) == 0 ? float.NaN : (float)((random.NextDouble() * 4) - 2);
            huge[i] = random.Next(10) == 0 ? float.NaN : (float)(Math.Exp((random.NextDouble() * 60) - 30) * (random.Next(2) == 0 ? 1 : -1));
            at[i] = random.Next(10) == 0 ? double.NaN : 978_307_200 + random.Next(200 * 86_400);
            word[i] = random.Next(words.Length);
            var sum = (float.IsNaN(number[i]) ? 1 : number[i]) + (word[i] % 3) - 1 + (double.IsNaN(at[i]) ? 0 : (at[i] % 86_400 / 43_200) - 1);
            labels[i] = scale switch
            {
                AnswerScale.Number => (1_000 * sum) + random.NextDouble(),
                AnswerScale.TwoClasses => random.NextDouble() < 1 / (1 + Math.Exp(-2 * sum)) ? 1 : 0,
                _ => sum < -1 ? 0 : sum < 1 ? 1 : 2,
            };
        }

        return (new RawRows(count, [new RawColumn.Numbers("number", number), new RawColumn.Numbers("score", huge), new RawColumn.Times("at", at), new RawColumn.Texts("word", word, words)]),
            new Target(scale, labels, scale == AnswerScale.Number ? [] : scale == AnswerScale.TwoClasses ? ["no", "yes"] : ["a", "b", "c", "d"]));
    }
}
