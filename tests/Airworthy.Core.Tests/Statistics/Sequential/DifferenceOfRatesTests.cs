using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Sequential;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class DifferenceOfRatesTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    private static readonly Gen<PairCounts> s_counts =
        from alike in Gen.Long[0, 1_000_000]
        from up in Gen.Long[0, 2_000]
        from down in Gen.Long[0, 2_000]
        select new PairCounts(alike + up + down, up, down);

    [Fact]
    public void Before_the_first_pair_all_is_possible() => Assert.Equal(new Interval(-1, 1), DifferenceOfRates.Of(PairCounts.None, 0.01));

    [Fact]
    public void One_pair_alike_by_hand()
    {
        // K(m) = 1 + ū·m/(1 − m) with ū the mean share bet, (1 − r²¹)/(1 − r)/21 for r = √½; it reaches 2/α = 200 where m/(1 − m) = 199/ū.
        var r = Math.Sqrt(0.5);
        var odds = 199 / ((1 - Math.Pow(r, 21)) / (1 - r) / 21);

        Assert.Equal(odds / (1 + odds), DifferenceOfRates.Of(new PairCounts(1, 0, 0), 0.01).High, 9);
        Assert.Equal(0.999184, DifferenceOfRates.Of(new PairCounts(1, 0, 0), 0.01).High, 6);
    }

    [Fact]
    public void A_thousand_pairs_alike_leave_less_than_a_point() =>
        Assert.InRange(DifferenceOfRates.Of(new PairCounts(1_000, 0, 0), 0.05).High, Math.Log(40) / 1_000, Math.Log(40 * 21) / 1_000);

    [Fact]
    public void The_counted_difference_lies_inside_and_exchanging_the_arms_turns_the_interval_round() => s_counts.Sample(counts =>
    {
        var seen = DifferenceOfRates.Of(counts, 0.01);
        var turned = DifferenceOfRates.Of(new PairCounts(counts.Pairs, counts.LiveOnly, counts.CandidateOnly), 0.01);
        return seen.Contains(counts.Difference) && seen.High == -turned.Low && seen.Low == -turned.High && seen is { Low: >= -1, High: <= 1 };
    }, iter: 300);

    [Fact]
    public void Capital_grows_with_the_mean_that_is_tested() => Gen.Select(s_counts, Gen.Double[-0.999, 0.998], Gen.Double[0, 0.001]).Sample((counts, mean, more) =>
        DifferenceOfRates.LogCapital(counts, mean + more) >= DifferenceOfRates.LogCapital(counts, mean) - 1e-6);

    [Fact]
    public void The_width_is_near_that_of_a_fixed_look()
    {
        // 1 % of a million pairs differ, half each way: the fixed 99 % interval is ±2.576·√(0.01 ⁄ 10⁶).
        var seen = DifferenceOfRates.Of(new PairCounts(1_000_000, 5_000, 5_000), 0.01);

        Assert.InRange(seen.High / (2.5758 * Math.Sqrt(0.01 / 1e6)), 1.2, 1.9);
    }

    [Theory]
    [InlineData(0.001, 0.001, 20_000)]
    [InlineData(0.02, 0.01, 20_000)]
    [InlineData(0.01, 0.05, 5_000)]
    [InlineData(0.5, 0.5, 500)]
    public void The_truth_stays_inside_at_all_times_together(double candidate, double live, int pairs)
    {
        var runs = s_long ? 5_000 : 300;
        var lost = Enumerable.Range(0, runs).Count(seed => new Arms(candidate, live, new Random(seed)).Until(pairs).Any(c =>
            Outside(c.Before, candidate - live) || Outside(c.After, candidate - live)));

        Assert.InRange((double)lost / runs, 0, 0.05 + (s_long ? 0 : 3 * Math.Sqrt(0.05 * 0.95 / runs)));
    }

    /// <summary>Whether the interval of 95 % lies aside of the truth; asked of the capital, which is faster than both ends.</summary>
    private static bool Outside(PairCounts counts, double truth) =>
        DifferenceOfRates.LogCapital(counts, truth) > Math.Log(40) ||
        DifferenceOfRates.LogCapital(new PairCounts(counts.Pairs, counts.LiveOnly, counts.CandidateOnly), -truth) > Math.Log(40);
}
