using Airworthy.Core.Statistics;

namespace Airworthy.Core.Tests.Statistics;

public sealed class RankCorrelationTests
{
    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 10, 20, 30, 40 }, 1, 1.0 / 24)] // one order of 4! is as good
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, new double[] { 1, 8, 27, 64, 125 }, 1, 1.0 / 120)]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 2, 1, 3, 4 }, 0.8, 4.0 / 24)] // 1 − 6·2⁄(4·15); itself, the perfect order and two other exchanges of neighbours
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 4, 3, 2, 1 }, -1, 1)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 5, 5, 9 }, 0.866025403784, 1.0 / 3)] // ties share 1.5: two of six orders
    public void Worked_by_hand(double[] x, double[] y, double rho, double p)
    {
        var seen = RankCorrelation.Of(x, y);

        Assert.Equal(rho, seen.Rho, 9);
        Assert.Equal(p, seen.P, 9);
        Assert.True(seen.IsExact);
    }

    /// <summary>Spearman's own form, and a table: for n = 8 and ρ = 0.643 the one-sided p is 0.048 (Zar 1972, J. Am. Stat. Assoc. 67, 578–580: 0.643 is critical at 0.05).</summary>
    [Fact]
    public void The_critical_value_of_eight_pairs_is_that_of_the_tables()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        double[] y = [2, 1, 5, 3, 8, 4, 6, 7];
        var squares = x.Zip(y).Sum(p => (p.First - p.Second) * (p.First - p.Second));
        var seen = RankCorrelation.Of(x, y);

        Assert.Equal(1 - (6 * squares / (8 * 63)), seen.Rho, 9);
        Assert.True(seen.Rho >= 0.643 == seen.P <= 0.05);
    }

    [Fact]
    public void Only_the_order_counts_and_a_constant_side_has_none()
    {
        double[] x = [3, 1, 4, 1.5, 9], y = [2, 7, 1, 8, 2.8];
        Assert.Equal(RankCorrelation.Of(x, y), RankCorrelation.Of([.. x.Select(Math.Exp)], [.. y.Select(v => v * v * v)]));
        Assert.True(double.IsNaN(RankCorrelation.Of(x, [2, 2, 2, 2, 2]).Rho));
        Assert.Throws<ArgumentException>(() => RankCorrelation.Of([1], [1]));
    }

    /// <summary>Without a relation, p ≤ 0.05 comes up in at most one of twenty draws, exact or drawn.</summary>
    [Theory]
    [InlineData(8, 200)]
    [InlineData(14, 40)]
    public void Chance_alone_is_rarely_taken_for_more(int pairs, int repetitions)
    {
        var random = new Random(5);
        var found = Enumerable.Range(0, repetitions).Count(_ => RankCorrelation.Of([.. Enumerable.Range(0, pairs).Select(_ => random.NextDouble())], [.. Enumerable.Range(0, pairs).Select(_ => random.NextDouble())]).P <= 0.05);

        Assert.InRange(found, 0, (0.05 * repetitions) + (3 * Math.Sqrt(0.05 * 0.95 * repetitions)));
    }
}
