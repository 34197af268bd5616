using Airworthy.Core.Checklist;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Tests.Statistics;

public sealed class IntervalTests
{
    private const int Draws = 600;

    /// <summary>A model whose score is right: the label is drawn by it.</summary>
    private static (Truth Truth, double[] Scores) Drawn(Random random, int n)
    {
        var scores = Enumerable.Range(0, n).Select(_ => 1 / (1 + Math.Exp(-Normal.Sample(random, -1, 1.2)))).ToArray();
        return (new Truth([.. scores.Select(p => random.NextDouble() < p ? 1.0 : 0)], 2), scores);
    }

    [Theory] // 95 % of intervals hold the true value: of 600, between 93 % and 97 % allow for three standard errors of the count
    [InlineData("roc_auc"), InlineData("average_precision"), InlineData("accuracy"), InlineData("recall"), InlineData("precision"), InlineData("f1"), InlineData("brier"), InlineData("log_loss"), InlineData("mcc"), InlineData("balanced_accuracy")]
    public void Coverage_of_two_classes(string name)
    {
        var metric = PredictionMetric.Of(name)!;
        var random = new Random(4);
        var (many, scores) = Drawn(random, 2_000_000);
        var real = metric.Measure(many, Answers.OfScores(scores, many, 0.4)).Value;

        Covers(real, () =>
        {
            var (truth, said) = Drawn(random, 400);
            return Estimate.Of(metric, truth, Answers.OfScores(said, truth, 0.4), RowUnits.None, 0.95);
        });
    }

    [Theory]
    [InlineData("mae"), InlineData("rmse"), InlineData("r2"), InlineData("bias"), InlineData("wape"), InlineData("smape")]
    public void Coverage_of_numbers(string name)
    {
        var metric = PredictionMetric.Of(name)!;
        var random = new Random(5);
        (Truth, Answers) Sample(int n)
        {
            var predicted = Enumerable.Range(0, n).Select(_ => Normal.Sample(random, 30, 6)).ToArray();
            return (new Truth([.. predicted.Select(p => p + Normal.Sample(random, 1, 3))]), new Answers(predicted));
        }

        var (many, of) = Sample(1_000_000);
        var real = metric.Measure(many, of).Value;
        Covers(real, () =>
        {
            var (truth, answers) = Sample(400);
            return Estimate.Of(metric, truth, answers, RowUnits.None, 0.95);
        });
    }

    [Fact]
    public void Coverage_where_rows_of_an_entity_are_alike()
    {
        var metric = PredictionMetric.Of("accuracy")!;
        var random = new Random(6);
        var naive = 0;
        Covers(0.7, () =>
        {
            var labels = new double[400];
            var entity = new int[400];
            for (var i = 0; i < 400; i++)
            {
                entity[i] = i / 8;
                labels[i] = i % 8 > 0 && random.NextDouble() < 0.8 ? labels[i - 1] : random.NextDouble() < 0.7 ? 1 : 0;
            }

            var truth = new Truth(labels, 2);
            var answers = Answers.OfScores([.. labels.Select(_ => 0.9)], truth, 0.5);
            naive += Within(Estimate.Of(metric, truth, answers, RowUnits.None, 0.95), 0.7) ? 1 : 0;
            return Estimate.Of(metric, truth, answers, new RowUnits(Entity: entity), 0.95);
        });
        Assert.True(naive < 0.75 * Draws, $"Rows taken for independent cover {naive} of {Draws}.");
    }

    [Fact]
    public void A_share_of_nothing_or_all_has_an_interval_too()
    {
        var truth = new Truth([.. Enumerable.Range(0, 20).Select(i => i < 10 ? 0.0 : 1)], 2);
        var perfect = Estimate.Of(PredictionMetric.Of("recall")!, truth, Answers.OfScores([.. truth.Values], truth, 0.5), RowUnits.None, 0.95);

        Assert.Equal(1, perfect.Value);
        Assert.Equal(Proportion.Wilson(10, 10).Low, perfect.Low, 1e-6); // ten positives, all found
        Assert.Equal(1, perfect.High);
    }

    [Fact]
    public void Accuracy_of_independent_rows_has_Wilsons_interval()
    {
        var truth = new Truth([.. Enumerable.Repeat(1.0, 80), .. Enumerable.Repeat(0.0, 20)], 2);
        var estimate = Estimate.Of(PredictionMetric.Of("accuracy")!, truth, Answers.OfScores([.. Enumerable.Repeat(1.0, 100)], truth, 0.5), RowUnits.None, 0.95);

        Assert.Equal(0.8, estimate.Value, 1e-12);
        Assert.Equal(Proportion.Wilson(80, 100).Low, estimate.Low, 2e-3); // the error is over n − 1 rows
        Assert.Equal(Proportion.Wilson(80, 100).High, estimate.High, 2e-3);
    }

    [Theory] // Fagerland, Lydersen and Laake (2013), tables 1 and 2: airway hyper-responsiveness (1 and 7), complaints of grade (0 and 6 by hand)
    [InlineData(1, 7, 0.0390625)]
    [InlineData(7, 1, 0.0390625)]
    [InlineData(0, 6, 0.015625)]  // 2⁄64 − 1⁄64
    [InlineData(5, 5, 1)]         // 2·P(X ≤ 5) − P(X = 5)
    [InlineData(0, 0, 1)]
    public void McNemars_mid_p(long b, long c, double expected) => Assert.Equal(expected, McNemar.MidP(b, c), 1e-9);

    [Fact]
    public void Better_than_is_said_at_most_five_times_in_a_hundred_where_nothing_is_better()
    {
        var metric = PredictionMetric.Of("roc_auc")!;
        var random = new Random(8);
        var said = 0;
        const int Trials = 800;
        for (var t = 0; t < Trials; t++)
        {
            var (truth, odds) = Drawn(random, 300);
            double[] Off() => [.. odds.Select(p => p + (0.2 * (random.NextDouble() - 0.5)))];
            var gain = PairedGain.Of(metric, truth, Answers.OfScores(Off(), truth, 0.5), Answers.OfScores(Off(), truth, 0.5), RowUnits.None, up: true, 0.95)!;
            said += gain.Against(0) == Answer.Met ? 1 : 0;
        }

        Assert.True(said <= 0.05 * Trials, $"{said} of {Trials}");
    }

    [Fact]
    public void Better_than_stays_rare_however_often_one_looks_at_the_same_rows()
    {
        var metric = PredictionMetric.Of("accuracy")!;
        var random = new Random(9);
        var (said, plain) = (0, 0);
        const int Trials = 200;
        for (var t = 0; t < Trials; t++)
        {
            var (truth, odds) = Drawn(random, 300);
            Answers Off() => Answers.OfScores([.. odds.Select(p => p + (0.3 * (random.NextDouble() - 0.5)))], truth, 0.4);
            var first = Off();
            var looks = Enumerable.Range(1, 20).Select(k => (Of: PairedGain.Of(metric, truth, first, Off(), RowUnits.None, up: true, 0.95, k)!, k)).ToList();
            said += looks.Exists(l => l.Of.Against(0) == Answer.Met) ? 1 : 0;
            plain += looks.Exists(l => l.Of.Gain - (1.96 * l.Of.Error) > 0) ? 1 : 0;
        }

        Assert.True(said <= 0.05 * Trials, $"{said} of {Trials}");
        Assert.True(plain > 0.1 * Trials, $"Without the looks counted it would be said {plain} times.");
    }

    [Fact]
    public void The_levels_of_all_looks_add_up_to_one() =>
        Assert.InRange(Enumerable.Range(1, 100_000).Sum(k => 1 - PairedGain.LevelOf(0.95, k)), 0.0499, 0.05);

    [Theory]
    [InlineData(0.02, 0.005, 0.01, "Met")]        // from 0.0102
    [InlineData(0.02, 0.0052, 0.01, "Undecided")] // from 0.0098
    [InlineData(0.0099, 0.001, 0.01, "Unmet")]
    [InlineData(0.001, 0.0001, 0, "Met")]
    [InlineData(0, 0, 0, "Unmet")]                // the same model is not better
    public void Three_answers(double gain, double error, double asked, string expected) =>
        Assert.Equal(expected, new PairedGain(0.5, 0.5 + gain, gain, gain - (1.96 * error), gain + (1.96 * error), error, 1_000, null, 0.95).Against(asked).ToString());

    private static bool Within(Estimate estimate, double real) => estimate.Low <= real && real <= estimate.High;

    private static void Covers(double real, Func<Estimate> draw)
    {
        var held = Enumerable.Range(0, Draws).Count(_ => Within(draw(), real));
        Assert.InRange((double)held / Draws, 0.93, 0.972);
    }
}
