using Airworthy.Core.Statistics;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics;

public sealed class ChancePassesTests
{
    [Fact]
    public void Tail_by_hand() // of 3 with chance 1/2 at least 2: 4 of 8
    {
        Assert.Equal(0.5, ChancePasses.Tail(3, 2, 0.5), 1e-12);
        Assert.Equal(1e-6, ChancePasses.Tail(6, 6, 0.1), 1e-15);
        Assert.Equal(1, ChancePasses.Tail(10, 0, 0.1));
    }

    [Fact]
    public void Excess_by_hand() // 200 real and 800 random at 1/10: 280 pass
    {
        Assert.Equal(200, ChancePasses.Excess(1000, 280, 0.1), 1e-9);
        Assert.Equal(0, ChancePasses.Excess(1000, 90, 0.1));
        Assert.Equal(7, ChancePasses.Excess(9, 7, 1));
    }

    [Fact]
    public void Excess_is_right_on_average() => Gen.Select(Gen.Int[0, 500], Gen.Int[100, 2000], Gen.Double[0.01, 0.3]).Sample((real, random, chance) =>
        Assert.Equal(real, ChancePasses.Excess(real + random, real + (chance * random), chance), 1e-6));

    [Fact]
    public void The_tail_falls_as_more_pass() => Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500], Gen.Double[0.01, 0.5]).Where((n, k, _) => k <= n).Sample((n, k, chance) =>
        Assert.True(ChancePasses.Tail(n, k, chance) <= ChancePasses.Tail(n, k - 1, chance) + 1e-12));
}
