using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class PredictionMetricTests
{
    private static readonly Gen<(double[] Labels, double[] Scores)> s_rows = Gen.Select(Gen.Int[0, 1], Gen.Int[0, 12]).Array[12, 60]
        .Where(r => r.Sum(x => x.Item1) is > 2 and < 10)
        .Select(r => (r.Select(x => (double)x.Item1).ToArray(), r.Select(x => x.Item2 / 13.0).ToArray()));

    public static TheoryData<string> OfClasses => [.. PredictionMetric.Names.Where(n => PredictionMetric.Of(n)!.Scale is MetricScale.TwoClasses or MetricScale.Classes)];

    public static TheoryData<string> OfNumbers => [.. PredictionMetric.Names.Where(n => PredictionMetric.Of(n)!.Scale == MetricScale.Number)];

    [Theory] // labels 0 1 0 1 1 with scores 0.1 0.3 0.4 0.6 0.9, yes from 0.5 on
    [InlineData("roc_auc", 5 / 6.0)]
    [InlineData("average_precision", (1 + 1 + 0.75) / 3)]
    [InlineData("accuracy", 0.8)]
    [InlineData("recall", 2 / 3.0)]
    [InlineData("precision", 1.0)]
    [InlineData("f1", 0.8)]
    [InlineData("specificity", 1.0)]
    [InlineData("balanced_accuracy", 5 / 6.0)]
    [InlineData("f1_macro", 0.8)]
    [InlineData("mcc", 2 / 3.0)]
    [InlineData("kappa", 0.615385)]
    [InlineData("brier", (0.01 + 0.49 + 0.16 + 0.16 + 0.01) / 5)]
    public void By_hand(string name, double value)
    {
        var truth = new Truth([0, 1, 0, 1, 1], 2);
        Assert.Equal(value, PredictionMetric.Of(name)!.Measure(truth, Answers.OfScores([0.1, 0.3, 0.4, 0.6, 0.9], truth, 0.5)).Value, 1e-6);
    }

    [Theory]
    [InlineData("mae", 0.75)]
    [InlineData("mse", 0.875)]
    [InlineData("rmse", 0.935414)]
    [InlineData("mape", (0.5 + 0.25 + 0 + (1.5 / 8)) / 4)]
    [InlineData("r2", 1 - (3.5 / 25))]
    public void Of_numbers_by_hand(string name, double value) => // 1, 4, 5, 8 against 1.5, 3, 5, 6.5
        Assert.Equal(value, PredictionMetric.Of(name)!.Measure(new Truth([1, 4, 5, 8]), new Answers([1.5, 3, 5, 6.5])).Value, 1e-6);

    [Fact]
    public void Ranked_lists_by_hand()
    {
        // Query 0: the relevant row stands second; query 1: first.
        var truth = new Truth([0, 1, 1, 0], Queries: [0, 0, 1, 1]);
        var answers = new Answers([1, 2, 1, 2]);

        Assert.Equal(0.75, PredictionMetric.Of("mrr")!.Measure(truth, answers).Value, 1e-12);
        Assert.Equal((1 + (1 / Math.Log2(3))) / 2, PredictionMetric.Of("ndcg")!.Measure(truth, answers).Value, 1e-12);
        Assert.Equal(0.5, PredictionMetric.Of("ndcg@1")!.Measure(truth, answers).Value, 1e-12);
    }

    [Theory, MemberData(nameof(OfClasses))]
    public void The_influence_of_a_row_is_what_leaving_it_out_changes(string name)
    {
        var random = new Random(9);
        var labels = Enumerable.Range(0, 2_000).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0).ToArray();
        var scores = labels.Select(y => Math.Clamp((0.3 * y) + (0.7 * random.NextDouble()), 0, 1)).ToArray();
        Check(PredictionMetric.Of(name)!, new Truth(labels, 2), (truth, kept) => Answers.OfScores([.. kept.Select(i => scores[i])], truth, 0.5));
    }

    [Theory, MemberData(nameof(OfNumbers))]
    public void The_influence_of_a_number_is_what_leaving_it_out_changes(string name)
    {
        var random = new Random(9);
        var labels = Enumerable.Range(0, 2_000).Select(_ => 5 + (10 * random.NextDouble())).ToArray();
        var values = labels.Select(y => y + random.NextDouble() - 0.4).ToArray();
        Check(PredictionMetric.Of(name)!, new Truth(labels), (_, kept) => new Answers([.. kept.Select(i => values[i])]));
    }

    [Fact]
    public void The_area_is_that_of_the_groups_and_influences_cancel() => s_rows.Sample(r =>
    {
        var truth = new Truth(r.Labels, 2);
        var area = RankMetrics.RocAuc(truth, Answers.OfScores(r.Scores, truth, 0.5));
        var groups = r.Labels.Zip(r.Scores).GroupBy(x => x.Second).OrderBy(g => g.Key).Select(g => new LabelCount(g.Sum(x => x.First), g.Sum(x => 1 - x.First)));

        Assert.Equal(AreaUnderCurve.Ordered(groups), area.Value, 1e-12);
        Assert.Equal(0, area.Influence.Sum(), 1e-8);
    });

    [Fact]
    public void Components_by_hand() // positives 3 and 4, negatives 1 and 3: V10 = 0.75 and 1, V01 = 1 and 0.75
    {
        var area = RankMetrics.RocAuc(new Truth([1, 1, 0, 0], 2), new Answers([3, 4, 1, 3]));

        Assert.Equal(0.875, area.Value, 1e-12);
        Assert.Equal([-0.25, 0.25, 0.25, -0.25], area.Influence.Select(x => Math.Round(x, 12)));
    }

    [Fact]
    public void Average_precision_with_equal_weights_is_average_precision_and_its_influences_cancel() => s_rows.Sample(r =>
    {
        var measured = RankMetrics.AveragePrecision(new Truth(r.Labels, 2), new Answers(r.Scores));

        Assert.Equal(measured.Value, RankMetrics.AveragePrecision(r.Labels, r.Scores, RankMetrics.Sorted(r.Scores), [.. r.Labels.Select(_ => 1.0)]), 1e-12);
        Assert.Equal(0, measured.Influence.Sum(), 1e-8);
    });

    [Fact]
    public void Drawing_rows_again_gives_the_error_of_the_influences()
    {
        var random = new Random(2);
        var labels = Enumerable.Range(0, 1_500).Select(_ => random.NextDouble() < 0.2 ? 1.0 : 0).ToArray();
        var scores = labels.Select(y => (0.4 * y) + random.NextDouble()).ToArray();
        var order = RankMetrics.Sorted(scores);
        var drawn = BlockBootstrap.StandardError([.. Enumerable.Range(0, 1_500)], 1_500, w => RankMetrics.AveragePrecision(labels, scores, order, w), 600, seed: 4);
        var influence = RankMetrics.AveragePrecision(new Truth(labels, 2), new Answers(scores)).Influence;

        Assert.Equal(1, Math.Sqrt(influence.Sum(x => x * x)) / 1_500 / drawn, 0.1);
    }

    [Fact]
    public void The_error_of_an_area_is_that_of_its_older_formula_for_ordinary_scores()
    {
        var random = new Random(8);
        var labels = Enumerable.Range(0, 6_000).Select(i => i % 4 == 0 ? 1.0 : 0).ToArray();
        var scores = labels.Select(y => -(1 + (2 * y)) * Math.Log(1 - random.NextDouble())).ToArray(); // exponential, as its source assumes
        var area = RankMetrics.RocAuc(new Truth(labels, 2), new Answers(scores));
        var older = AreaUnderCurve.HanleyMcNeil(area.Value, 1_500, 4_500, z: 1);

        Assert.Equal(1, Math.Sqrt(area.Influence.Sum(x => x * x)) / 6_000 / ((older.High - older.Low) / 2), 0.15);
    }

    [Fact]
    public void Other_spellings_mean_the_same_and_unknown_names_nothing()
    {
        Assert.Equal("average_precision", PredictionMetric.Of("PR-AUC")!.Name);
        Assert.Equal("ndcg@10", PredictionMetric.Of("ndcg@10")!.Name);
        Assert.Null(PredictionMetric.Of("clicks"));
        Assert.Null(PredictionMetric.Of(null));
    }

    /// <summary>To first order the value without row i is the value less influence ⁄ (n − 1).</summary>
    private static void Check(PredictionMetric metric, Truth truth, Func<Truth, IReadOnlyList<int>, Answers> answers)
    {
        var all = Enumerable.Range(0, truth.Rows).ToList();
        var whole = metric.Measure(truth, answers(truth, all));
        var largest = whole.Influence.Max(Math.Abs);
        foreach (var row in (int[])[0, 5, 17, 101, 999, 1_500])
        {
            var kept = all.Where(i => i != row).ToList();
            var less = new Truth([.. kept.Select(i => truth.Values[i])], truth.Classes);
            var change = whole.Value - metric.Measure(less, answers(less, kept)).Value;
            Assert.Equal(whole.Influence[row], change * (truth.Rows - 1), 0.01 * largest);
        }
    }
}
