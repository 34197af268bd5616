using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class TheilSenTests
{
    /// <summary>Sen (1968), section 5: seven points whose slope is estimated as 4.</summary>
    [Fact]
    public void The_papers_own_example() => Assert.Equal(4, TheilSen.Slope([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]), 12);

    [Fact]
    public void One_odd_point_does_not_bend_a_line() => Assert.Equal(2, TheilSen.Slope([0, 1, 2, 3, 4, 5], [1, 3, 5, 7, 1000, 11]), 12);

    [Fact]
    public void Points_above_one_another_have_no_slope() => Assert.True(double.IsNaN(TheilSen.Slope([1, 1], [2, 3])));

    [Fact]
    public void It_follows_a_line_and_its_scale() => Gen.Select(Gen.Double[-5, 5], Gen.Double[-5, 5], Gen.Int[-100, 100].Array[2, 12]).Sample((slope, scale, x) =>
    {
        double[] distinct = [.. x.Distinct()];
        var found = TheilSen.Slope(distinct, [.. distinct.Select(v => scale * (3 + (slope * v)))]);
        Assert.True(distinct.Length < 2 ? double.IsNaN(found) : Math.Abs(found - (slope * scale)) < 1e-9);
    });
}
