using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics.Costs;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Core.Statistics.Slices;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class CostAndSliceTests
{
    private static readonly DecisionCosts s_costs = new(TrueYes: 6, TrueNo: 0, FalseYes: 8, FalseNo: 34);

    [Fact]
    public void The_cheapest_threshold_by_the_costs_alone()
    {
        Assert.Equal(8 / 36.0, s_costs.Optimal!.Value, 1e-12); // (8 − 0) ⁄ (8 − 0 + 34 − 6)
        Assert.Equal(0.5, new DecisionCosts(0, 0, 1, 1).Optimal);
        Assert.Null(new DecisionCosts(0, 5, 5, 9).Optimal); // yes never costs more
    }

    [Fact]
    public void Costs_at_every_threshold_by_hand()
    {
        // Scores 0.1 0.3 0.4 0.6 0.9, labels 0 1 0 1 1. From 0.3 on: false alarm, three hits, quiet = 8 + 18 + 0.
        var curve = CostCurve.Of(new Truth([0, 1, 0, 1, 1], 2), [0.1, 0.3, 0.4, 0.6, 0.9], s_costs, 0.5, RowUnits.None, draws: 0);

        Assert.Equal([(18 + 16) / 5.0, 26 / 5.0, (34 + 8 + 12) / 5.0, (34 + 12) / 5.0, (68 + 6) / 5.0, 102 / 5.0], curve.Curve.Select(p => p.Cost));
        Assert.Equal((0.3, 26 / 5.0), (curve.Cheapest, curve.Least));
        Assert.Equal(46 / 5.0, curve.Cost); // in use: 0.5 misses one
        Assert.Equal((102 / 5.0, 34 / 5.0), (curve.Never, curve.Always));
    }

    [Fact]
    public void Where_the_model_stops_to_pay()
    {
        var (alarm, miss) = CostCurve.BreakEven(s_costs, trueYes: 0.1, falseNo: 0.1, falseYes: 0.2, trueNo: 0.6);
        double Model(DecisionCosts c) => (0.1 * c.TrueYes) + (0.1 * c.FalseNo) + (0.2 * c.FalseYes) + (0.6 * c.TrueNo);

        var dear = s_costs with { FalseYes = alarm!.Value };
        Assert.Equal((0.2 * dear.FalseNo) + (0.8 * dear.TrueNo), Model(dear), 1e-12);
        var grave = s_costs with { FalseNo = miss!.Value };
        Assert.Equal((0.2 * grave.TrueYes) + (0.8 * grave.FalseYes), Model(grave), 1e-12);
    }

    [Fact]
    public void Right_probabilities_are_cheapest_where_the_costs_say()
    {
        var random = new Random(5);
        double[] scores = [.. Enumerable.Range(0, 40_000).Select(_ => random.NextDouble())];
        var truth = new Truth([.. scores.Select(p => random.NextDouble() < p ? 1.0 : 0)], 2);
        var curve = CostCurve.Of(truth, scores, s_costs, s_costs.Optimal!.Value, RowUnits.None);

        Assert.Equal(s_costs.Optimal.Value, curve.Cheapest, 0.03);
        Assert.True(curve.CheapestWithin.Contains(s_costs.Optimal.Value));
        Assert.InRange(curve.Excess, -3 * curve.ExcessError, (3 * curve.ExcessError) + 1e-9); // on rows that did not choose it, nothing is cheaper
    }

    [Fact]
    public void The_unit_of_cost_changes_nothing_but_the_cost() => Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9]).Array[8, 60].Where(r => r.Any(x => x.Item1 == 1) && r.Any(x => x.Item1 == 0)).Sample(r =>
    {
        var truth = new Truth([.. r.Select(x => (double)x.Item1)], 2);
        double[] scores = [.. r.Select(x => x.Item2 / 10.0)];
        var euros = CostCurve.Of(truth, scores, s_costs, 0.5, RowUnits.None, draws: 0);
        var cents = CostCurve.Of(truth, scores, new DecisionCosts(600, 0, 800, 3400), 0.5, RowUnits.None, draws: 0);
        Assert.Equal(euros.Cheapest, cents.Cheapest);
        Assert.Equal(100 * euros.Least, cents.Least, 1e-6);
    });

    [Fact]
    public void Predicted_numbers_cost_by_their_side_and_a_fixed_number_is_the_quantile()
    {
        var truth = new Truth([0, 1, 2, 3, 4]);
        var (costs, whyNot) = DecisionPrices.Of(new ErrorCosts { Unit = "EUR", UnderPerUnit = 3, OverPerUnit = 1 }, truth, new Answers([1, 1, 1, 4, 4]), [], false, 0.5, RowUnits.None, 0.95);

        Assert.Null(whyNot);
        Assert.Equal(1000 * (1 + 0 + 3 + 1 + 0) / 5.0, costs!.PerThousand, 1e-9);
        Assert.Equal("always 3", costs.FixedAnswer); // three quarters of the labels are at most 3
        Assert.Equal(1000 * (3 + 2 + 1 + 0 + 3) / 5.0, costs.Fixed!.Value, 1e-9);
    }

    [Fact]
    public void Several_classes_cost_by_the_pair()
    {
        var cells = new Dictionary<string, double> { ["a/a"] = 0, ["a/b"] = 2, ["a/c"] = 9, ["b/a"] = 1, ["b/b"] = 0, ["b/c"] = 9, ["c/a"] = 5, ["c/b"] = 5, ["c/c"] = 0 };
        var (costs, _) = DecisionPrices.Of(new ErrorCosts { Unit = "EUR", Matrix = cells }, new Truth([0, 1, 2, 2], 3), new Answers([1, 1, 1, 1], [1, 1, 2, 0]), ["a", "b", "c"], false, 0.5, RowUnits.None, 0.95);
        Assert.Equal(1000 * (2 + 0 + 0 + 5) / 4.0, costs!.PerThousand, 1e-9);

        var (none, whyNot) = DecisionPrices.Of(new ErrorCosts { Unit = "EUR", Matrix = new Dictionary<string, double> { ["a/a"] = 0 } }, new Truth([0, 1, 2], 3), new Answers([1, 1, 1], [1, 1, 2]), ["a", "b", "c"], false, 0.5, RowUnits.None, 0.95);
        Assert.Null(none);
        Assert.Contains("a/b", whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void Welch_by_a_published_example()
    {
        // Welch (1947) as worked by Ruxton's and others' A1 and A2: means 20.82 and 22.98 of 15, t = −2.46 with 25.0 degrees; two-sided p 0.021.
        double[] a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
        double[] b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];
        var slice = Moments.Of(b, [.. Enumerable.Range(0, 15)]);
        var all = Moments.Of([.. a, .. b], [.. Enumerable.Range(0, 30)]);

        var (mean, va, vb) = ((slice.Mean - all.Without(slice).Mean), all.Without(slice).Variance / 15, slice.Variance / 15);
        Assert.Equal(2.4554, mean / Math.Sqrt(va + vb), 5e-4);
        Assert.Equal(0.0214 / 2, SliceSearch.Welch(slice, all), 2e-4);
    }

    [Fact]
    public void Holm_by_hand() => // 4 ⋅ 0.005, 3 ⋅ 0.01, then 2 ⋅ 0.03 and 0.04 raised to it
        Assert.Equal([0.03, 0.06, 0.06, 0.02], SliceSearch.Holm([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    [Theory]
    [InlineData(1.0, false)] // nothing planted
    [InlineData(3.0, true)]
    public void A_pair_of_conditions_that_is_worse_is_found_and_confirmed(double times, bool isFound)
    {
        var random = new Random(12);
        const int Rows = 12_000;
        var bins = Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, Rows).Select(_ => (byte)random.Next(4)).ToArray()).ToList();
        double[] loss = [.. Enumerable.Range(0, Rows).Select(i => -Math.Log(1 - random.NextDouble()) * (bins[1][i] == 2 && bins[3][i] == 0 ? times : 1))];

        var found = SliceSearch.Find(loss, bins, [4, 4, 4, 4, 4], [.. Enumerable.Range(0, Rows).Select(i => i % 2 == 0)], 10, out var tested);

        Assert.Equal(20 + (10 * 16), tested);
        Assert.Equal(isFound, found.Any(f => f.IsConfirmed));
        if (isFound)
        {
            Assert.Equal([new SliceTerm(1, 2), new SliceTerm(3, 0)], found[0].Terms);
            Assert.InRange(found[0].Loss, 2.6, 3.4);
            Assert.True(found[0].Effect > 0.4);
        }
    }

    [Fact]
    public void Nothing_is_confirmed_where_nothing_was_planted()
    {
        var alarms = 0;
        const int Trials = 60;
        for (var t = 0; t < Trials; t++)
        {
            var random = new Random(t);
            var bins = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 2_000).Select(_ => (byte)random.Next(5)).ToArray()).ToList();
            double[] loss = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextDouble() < 0.2 ? 1.0 : 0)];
            alarms += SliceSearch.Find(loss, bins, [5, 5, 5, 5, 5, 5], [.. Enumerable.Range(0, 2_000).Select(i => i % 2 == 0)], 10, out _).Count(f => f.IsConfirmed);
        }

        Assert.InRange(alarms, 0, 3);
    }

    [Fact]
    public void The_gap_of_groups_counts_that_it_was_chosen_for_being_the_largest()
    {
        GroupLevel Level(string name, double value) => new(name, 1_000, new Estimate("recall", value, value, value, 0.01, 1_000));
        var two = GroupLevels.Gap([Level("a", 0.7), Level("b", 0.75)], 0.95)!;
        var four = GroupLevels.Gap([Level("a", 0.7), Level("b", 0.75), Level("c", 0.72), Level("d", 0.73)], 0.95)!;

        Assert.Equal(("b", "a"), (two.Best, two.Worst));
        Assert.Equal(0.05 - (1.959964 * Math.Sqrt(2) * 0.01), two.Low, 1e-6);
        Assert.True(four.Low < two.Low && four.High > two.High);
        Assert.Null(GroupLevels.Gap([Level("a", 0.7), new GroupLevel("b", 3, null)], 0.95));
    }
}
