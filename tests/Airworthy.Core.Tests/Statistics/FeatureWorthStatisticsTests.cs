using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Tests.Statistics;

/// <summary>What features are worth: intervals of shuffles, groups of columns that go together, times that few calls exceed.</summary>
public sealed class FeatureWorthStatisticsTests
{
    private static readonly PredictionMetric s_accuracy = PredictionMetric.Of("accuracy")!;

    /// <summary>A model that is right on 80 % of the rows by its only column, and on half of them without it.</summary>
    [Theory]
    [InlineData(0.8, 0.3)]
    [InlineData(0.5, 0.0)]
    public void The_interval_of_a_shuffle_covers_what_the_column_is_worth(double right, double worth)
    {
        var random = new Random(5);
        var (covered, falselyUseful) = (0, 0);
        const int Times = 1_000, Rows = 250;
        for (var time = 0; time < Times; time++)
        {
            var said = Enumerable.Range(0, Rows).Select(_ => (double)random.Next(2)).ToArray();
            var truth = new Truth([.. said.Select(s => random.NextDouble() < right ? s : 1 - s)], 2);
            var shuffled = Enumerable.Range(0, 5).Select(_ =>
            {
                var dealt = (double[])said.Clone();
                random.Shuffle(dealt);
                return new Answers(dealt, dealt);
            }).ToList();
            var gain = ShuffledGain.Of(s_accuracy, truth, new Answers(said, said), shuffled, RowUnits.None, true, 0.95)!;
            covered += gain.Low <= worth && worth <= gain.High ? 1 : 0;
            falselyUseful += gain.Low > 0 && worth == 0 ? 1 : 0;
        }

        Assert.InRange(covered / (double)Times, 0.93, 0.995);
        Assert.InRange(falselyUseful / (double)Times, 0, 0.05);
    }

    [Fact]
    public void A_metric_that_goes_down_gains_by_going_down()
    {
        var truth = new Truth([1, 2, 3]);
        var gain = ShuffledGain.Of(PredictionMetric.Of("mae")!, truth, new Answers([1, 2, 3]), [new Answers([2, 3, 1]), new Answers([3, 1, 2])], RowUnits.None, false, 0.95)!;

        Assert.Equal((4.0 / 3, 4.0 / 3, 0.0), (gain.Gain, gain.Before, gain.After));
    }

    [Fact]
    public void Columns_whose_ranks_go_together_are_one_group_also_by_way_of_another()
    {
        var random = new Random(2);
        var values = new List<float>();
        for (var i = 0; i < 3_000; i++)
        {
            var (x, y) = (random.NextDouble(), random.NextDouble());
            values.AddRange([(float)x, (float)y, (float)Math.Exp(9 * x), i % 7 == 0 ? float.NaN : (float)-x, (float)random.NextDouble(), 5f, (float)(x + (0.6 * y))]);
        }

        var groups = FeatureGroups.Of(new FloatMatrix(3_000, 7, [.. values]), [0, 1, 2, 3, 4, 5, 6], 7);

        Assert.Equal(["0 2 3 6", "1", "4", "5"], groups.Select(g => string.Join(' ', g)));
    }

    /// <summary>A column made into two numbers belongs wherever one of them does.</summary>
    [Fact]
    public void A_column_of_two_numbers_is_one_column()
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, 1_000).SelectMany(_ => (float[])[random.Next(24), random.Next(7), 0]).ToArray()];
        for (var i = 0; i < 1_000; i++)
        {
            values[(3 * i) + 2] = values[(3 * i) + 1] * 2;
        }

        Assert.Equal(["0 1"], FeatureGroups.Of(new FloatMatrix(1_000, 3, values), [0, 0, 1], 2).Select(g => string.Join(' ', g)));
    }

    [Fact]
    public void Of_the_numbers_1_to_1000_99_of_100_stay_below_990()
    {
        var tail = TailTime.Of([.. Enumerable.Range(1, 1_000).Select(i => (double)i)], 0.95);

        Assert.Equal((990.0, 984.0, 998.0), (tail.P99, tail.Low, tail.High));
        Assert.Equal(new TailTime(7, 7, 7), TailTime.Of([7], 0.95));
    }

    /// <summary>The interval covers the true quantile of times with a long tail.</summary>
    [Fact]
    public void Its_interval_covers_the_true_quantile()
    {
        var random = new Random(4);
        var covered = Enumerable.Range(0, 500).Count(_ =>
        {
            var tail = TailTime.Of([.. Enumerable.Range(0, 2_000).Select(_ => -Math.Log(1 - random.NextDouble()))], 0.95);
            return tail.Low <= Math.Log(100) && Math.Log(100) <= tail.High;
        });
        Assert.InRange(covered / 500.0, 0.92, 0.985);
    }
}
