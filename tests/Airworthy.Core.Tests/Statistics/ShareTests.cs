using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ShareTests
{
    [Fact]
    public void Wilson_by_hand() // 8 of 10: (0.8 + 0.192 ± 1.96·√(0.016 + 0.0096)) ⁄ 1.384
    {
        var interval = Proportion.Wilson(8, 10);

        Assert.Equal(0.4902, interval.Low, 1e-4);
        Assert.Equal(0.9433, interval.High, 1e-4);
    }

    [Fact]
    public void Wilson_holds_the_share_and_stays_within_bounds() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 1000]).Where((hits, n) => hits <= n).Sample((hits, n) =>
        {
            var interval = Proportion.Wilson(hits, n);
            Assert.True(interval.Contains((double)hits / n));
            Assert.InRange(interval.Low, 0, 1);
            Assert.InRange(interval.High, interval.Low, 1);
        });

    [Fact]
    public void Of_nothing_nothing_is_known() => Assert.Equal(new Interval(0, 1), Proportion.Wilson(0, 0));

    [Fact]
    public void Groups_that_say_everything_explain_everything() =>
        Assert.Equal(1, CorrelationRatio.Of([new(30, 30, 30), new(30, 90, 270)]), 1e-12);

    [Fact]
    public void Groups_that_say_nothing_explain_about_nothing()
    {
        var random = new Random(5);
        var groups = Enumerable.Range(0, 100).Select(_ =>
        {
            var values = Enumerable.Range(0, 20).Select(_ => random.NextDouble()).ToList();
            return new Moments(20, values.Sum(), values.Sum(v => v * v));
        }).ToList();

        Assert.InRange(CorrelationRatio.Of(groups), -0.05, 0.05);
    }

    [Fact]
    public void A_sum_of_two_columns_is_found_exactly_and_both_are_named()
    {
        // y = a + b with var(a) = 1, var(b) = 4, independent; c is noise of its own.
        var fit = LeastSquares.Fit(new double[,] { { 1, 0, 0 }, { 0, 4, 0 }, { 0, 0, 9 } }, [1, 4, 0], 5);

        Assert.Equal(1, fit.R2, 1e-12);
        Assert.True(fit.Weights[0] > 0.1 && fit.Weights[1] > 0.1 && Math.Abs(fit.Weights[2]) < 1e-9);
    }

    [Fact]
    public void A_column_that_is_there_twice_does_not_break_the_fit() =>
        Assert.Equal(0.25, LeastSquares.Fit(new double[,] { { 1, 1 }, { 1, 1 } }, [0.5, 0.5], 1).R2, 1e-9);

    [Fact]
    public void Coarse_columns_explain_equal_pairs_and_fine_ones_do_not()
    {
        Assert.Equal(91.409860, Collisions.ByChance(1_000, 1_000, 9_999), 1e-6);
        Assert.Equal(0, Collisions.ByChance(0, 3_000, 20_000));
    }

    [Fact]
    public void A_handful_of_pairs_explains_little() => Assert.Equal(1.324545, Collisions.ByChance(3, 5, 0), 1e-6);
}
