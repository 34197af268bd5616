using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class NearPairsTests
{
    /// <summary>Points on a line: cells four times as wide hold four times the pairs, and all of them are explained.</summary>
    [Theory]
    [InlineData(100, 400, 100)]
    [InlineData(100, 1_600, 100)]      // points in a plane
    [InlineData(100, 100, 10)]         // copies: only the allowance for few pairs is explained, 3 · √100 ⁄ 3
    [InlineData(0, 0, 0)]
    [InlineData(10_000, 13_000, 1_214)] // 1.1 · 3,000 ⁄ 3 by density, and 3 · √13,000 ⁄ 3 granted
    public void Pairs_that_density_explains(double near, double wide, double expected) => Assert.Equal(expected, NearPairs.ByChance(near, wide), 0.1);

    [Fact]
    public void Never_more_than_there_are_and_more_the_denser_it_gets() => (
        from near in Gen.Double[0, 1e9]
        from wide in Gen.Double[0, 1e12]
        from more in Gen.Double[0, 1e12]
        select (near, wide, more)).Sample(x => NearPairs.ByChance(x.near, x.wide) is var some && some >= 0 && some <= x.near && some <= NearPairs.ByChance(x.near, x.wide + x.more));

    [Fact]
    public void Of_copies_among_points_in_any_dimension_the_points_are_explained() => (
        from copies in Gen.Double[0, 1e6]
        from chance in Gen.Double[0, 1e6]
        from dimension in Gen.Double[1, 12]
        select (copies, chance, dimension)).Sample(x => NearPairs.ByChance(x.copies + x.chance, x.copies + (x.chance * Math.Pow(4, x.dimension))) >= x.chance * 0.999999);
}
