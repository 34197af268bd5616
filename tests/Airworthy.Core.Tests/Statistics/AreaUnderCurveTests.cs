using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class AreaUnderCurveTests
{
    private static readonly Gen<LabelCount[]> s_groups = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], (p, n) => new LabelCount(p, n)).Array[1, 20]
        .Where(g => g.Sum(x => x.Positives) > 0 && g.Sum(x => x.Negatives) > 0);

    [Fact]
    public void By_hand() // negatives 1 and 3, positives 2 and 3: of four pairs two are won, one is lost and one is a tie
        => Assert.Equal(2.5 / 4, AreaUnderCurve.Ordered([new(0, 1), new(1, 0), new(1, 1)]));

    [Fact]
    public void Negating_the_score_mirrors_the_area() =>
        s_groups.Sample(g => Assert.Equal(1, AreaUnderCurve.Ordered(g) + AreaUnderCurve.Ordered(g.Reverse()), 1e-12));

    [Fact]
    public void The_best_order_is_never_worse_than_either_direction() =>
        s_groups.Sample(g => Assert.True(AreaUnderCurve.BestOrder(g) >= Math.Max(AreaUnderCurve.Ordered(g), 1 - AreaUnderCurve.Ordered(g)) - 1e-12));

    [Fact]
    public void Shuffling_groups_does_not_change_the_best_order() =>
        Gen.Select(s_groups, Gen.Int[0, 1000]).Sample((g, seed) =>
            Assert.Equal(AreaUnderCurve.BestOrder(g), AreaUnderCurve.BestOrder(g.OrderBy(x => HashCode.Combine(x, seed))), 1e-12));

    [Fact]
    public void Joining_and_pooling_lose_no_row() =>
        s_groups.Sample(g =>
        {
            Assert.Equal(g.Sum(x => x.Rows), AreaUnderCurve.Join(g).Sum(x => x.Rows));
            Assert.Equal(g.Sum(x => x.Rows), AreaUnderCurve.Pool(g).Sum(x => x.Rows));
        });

    [Fact]
    public void A_thousand_groups_that_say_nothing_stay_far_below_a_leak()
    {
        var random = new Random(7);
        var groups = Enumerable.Range(0, 1_000).Select(_ =>
        {
            var positives = Enumerable.Range(0, 120).Count(_ => random.NextDouble() < 0.1);
            return new LabelCount(positives, 120 - positives);
        }).ToList();

        Assert.InRange(AreaUnderCurve.BestOrder(AreaUnderCurve.Pool(groups)), 0.5, 0.62);
    }

    [Fact]
    public void The_interval_of_the_first_example_of_its_paper()
    {
        // Hanley and McNeil (1982), table: area 0.893, 51 abnormal and 58 normal images, standard error 0.032.
        var interval = AreaUnderCurve.HanleyMcNeil(0.893, 51, 58, z: 1);

        Assert.Equal(0.032, (interval.High - interval.Low) / 2, 0.001);
    }

    [Fact]
    public void Without_negatives_there_is_no_area() => Assert.True(double.IsNaN(AreaUnderCurve.Ordered([new(3, 0)])));
}
