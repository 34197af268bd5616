using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Sequential;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class RateAtAllTimesTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    [Fact]
    public void One_hit_by_hand()
    {
        // M(p) = B(3⁄2, ½) ⁄ B(½, ½) ⁄ p = 1 ⁄ 2p, which is 1⁄α at p = α⁄2.
        var seen = RateAtAllTimes.Of(1, 1, 0.05);

        Assert.Equal(0.025, seen.Low, 12);
        Assert.Equal(1, seen.High);
    }

    [Fact]
    public void Before_the_first_all_is_possible() => Assert.Equal(new Interval(0, 1), RateAtAllTimes.Of(0, 0, 0.05));

    [Fact]
    public void The_rate_as_counted_lies_inside_and_hits_and_misses_are_alike() => Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000]).Sample((hits, misses) =>
    {
        var seen = RateAtAllTimes.Of(hits, hits + misses, 0.01);
        var turned = RateAtAllTimes.Of(misses, hits + misses, 0.01);
        return (hits + misses == 0 || seen.Contains((double)hits / (hits + misses))) && Math.Abs(seen.Low - (1 - turned.High)) < 1e-9 && Math.Abs(seen.High - (1 - turned.Low)) < 1e-9;
    }, iter: 300);

    [Theory]
    [InlineData(0.001), InlineData(0.05), InlineData(0.5)]
    public void The_truth_stays_inside_at_all_times_where_the_usual_interval_loses_it(double rate)
    {
        var (runs, mine, usual) = (s_long ? 5_000 : 200, 0, 0);
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            var (hits, outside, wilson) = (0, false, false);
            for (var n = 1; n <= 3_000; n++)
            {
                hits += random.NextDouble() < rate ? 1 : 0;
                outside |= RateAtAllTimes.LogMixture(hits, n, rate) >= Math.Log(20);
                wilson |= n >= 100 && !Proportion.Wilson(hits, n).Contains(rate);
            }

            (mine, usual) = (mine + (outside ? 1 : 0), usual + (wilson ? 1 : 0));
        }

        Assert.InRange((double)mine / runs, 0, 0.05 + (s_long ? 0 : 3 * Math.Sqrt(0.05 * 0.95 / runs)));
        Assert.InRange((double)usual / runs, 0.12, 1);
    }
}
