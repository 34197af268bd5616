using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Core.Tests.Statistics.Guards;

public sealed class SplitConformalTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    [Theory]
    [InlineData(9, 0.1, 9)]       // ⌈10 · 0.9⌉
    [InlineData(10, 0.1, 10)]     // ⌈11 · 0.9⌉ = ⌈9.9⌉
    [InlineData(19, 0.1, 18)]
    [InlineData(99, 0.07, 93)]    // 100 · 0.93, which floating point makes a hair more
    [InlineData(1_000, 0.05, 951)]
    [InlineData(3, 0.5, 2)]
    public void The_rank_of_the_threshold_by_hand(int n, double alpha, int expected) => Assert.Equal(expected, SplitConformal.Rank(n, alpha));

    [Fact]
    public void Too_few_rows_are_refused_and_the_message_says_how_many_are_needed()
    {
        Assert.Equal(9, SplitConformal.Rank(9, 0.1));
        Assert.Contains("8 rows cannot promise so few misses; at least 9 are needed", Assert.Throws<ArgumentOutOfRangeException>(() => SplitConformal.Rank(8, 0.1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SplitConformal.Threshold([], 0.5));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(-0.1), InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double alpha) => Assert.Throws<ArgumentOutOfRangeException>(() => SplitConformal.Rank(100, alpha));

    [Fact]
    public void A_threshold_and_what_follows_from_it_by_hand()
    {
        // Four scores, α = 0.4: the ⌈5 · 0.6⌉ = third smallest.
        var threshold = SplitConformal.Threshold([0.7, 0.1, 0.4, 0.2], 0.4);
        var holds = new bool[3];

        Assert.Equal(0.4, threshold);
        Assert.Equal(1, SplitConformal.SetOf([0.75f, 0.15f, 0.10f], threshold, holds));
        Assert.Equal([true, false, false], holds);
        Assert.Equal(0, SplitConformal.SetOf([0.4f, 0.3f, 0.3f], threshold, holds));
        Assert.Equal(2, SplitConformal.SetOf([0.625f, 0.625f, float.NaN], threshold, holds));
        Assert.Equal(new Interval(9.2, 10.8), SplitConformal.IntervalOf(10, threshold, spread: 2));
    }

    [Fact]
    public void A_score_that_is_no_number_is_the_worst_there_is() => Assert.Equal(double.PositiveInfinity, SplitConformal.Threshold([0.1, double.NaN], 0.4));

    [Theory]
    [InlineData(20, 0.1), InlineData(200, 0.1), InlineData(200, 0.02)]
    public void The_truth_is_in_the_set_as_often_as_promised(int n, double alpha)
    {
        var random = new Random(n);
        var runs = s_long ? 20_000 : 2_000;
        var covered = 0.0;
        for (var run = 0; run < runs; run++)
        {
            // Any continuous score will do; its law does not matter.
            var scores = Enumerable.Range(0, n + 10).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
            var threshold = SplitConformal.Threshold(scores.AsSpan(0, n), alpha);
            covered += scores.Skip(n).Count(s => s <= threshold) / 10.0;
        }

        // Exactly rank ⁄ (n + 1), at least 1 − α and at most 1 ⁄ (n + 1) more.
        var expected = SplitConformal.Rank(n, alpha) / (n + 1.0);
        Assert.InRange(covered / runs, expected - (4 * Math.Sqrt(alpha / runs)), expected + (4 * Math.Sqrt(alpha / runs)));
        Assert.InRange(expected, 1 - alpha, 1 - alpha + (1 / (n + 1.0)));
    }

    [Fact]
    public void Coverage_on_average_is_not_coverage_in_each_group_unless_each_has_its_threshold()
    {
        var random = new Random(7);
        (double Score, string Group)[] rows = [.. Enumerable.Range(0, 40_000).Select(i => (random.NextDouble() * (i % 10 == 0 ? 10 : 1), i % 10 == 0 ? "rare" : "usual"))];
        var (calibration, later) = (rows[..20_000], rows[20_000..]);
        var one = ConformalProfile.Fit([.. calibration.Select(r => r.Score)], 0.1);
        var each = ConformalProfile.Fit([.. calibration.Select(r => r.Score)], [.. calibration.Select(r => r.Group)], 0.1);

        Assert.InRange(Covered(one, "rare"), 0, 0.5);
        Assert.InRange(Covered(each, "rare"), 0.88, 0.92);
        Assert.InRange(Covered(each, "usual"), 0.88, 0.92);
        Assert.Null(each.ThresholdOf("never seen"));
        Assert.Equal(one.Whole.Threshold, one.ThresholdOf("never seen"));

        double Covered(ConformalProfile profile, string group) => later.Where(r => r.Group == group).Average(r => r.Score <= profile.ThresholdOf(r.Group) ? 1 : 0);
    }

    [Fact]
    public void Groups_with_too_few_rows_are_named()
    {
        string[] groups = [.. Enumerable.Repeat("many", 20), "few", "few", "one"];

        Assert.Contains(
            "needs 9 rows in each group; too few have: few (2), one (1).",
            Assert.Throws<ArgumentException>(() => ConformalProfile.Fit(new double[23], groups, 0.1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_that_holds_hardly_ever_alarms_and_a_shift_does()
    {
        var (n, alpha) = (1_000, 0.1);
        var tolerated = CoverageWatch.Tolerated(n, alpha, 0.01);

        // The 99 % point of Beta(100, 901): 0.0999 and 2.33 standard deviations of 0.0095 above.
        Assert.InRange(tolerated, 0.119, 0.125);
        Assert.Equal(0, CoverageWatch.LogE(0, 0, tolerated), 12);
        var runs = s_long ? 5_000 : 300;
        Assert.InRange((double)Enumerable.Range(0, runs).Count(seed => FirstAlarm(new Random(seed), tolerated, tolerated) is not null) / runs, 0, 0.01 + (s_long ? 0 : 0.017));
        Assert.InRange(FirstAlarm(new Random(1), 0.2, tolerated) ?? int.MaxValue, 20, 1_500);
        Assert.True(CoverageWatch.LogE(386, 1_000, tolerated) > 100);
    }

    private static int? FirstAlarm(Random random, double misses, double tolerated)
    {
        var count = 0;
        for (var n = 1; n <= 5_000; n++)
        {
            if (random.NextDouble() < misses && CoverageWatch.LogE(++count, n, tolerated) >= Math.Log(100))
            {
                return n;
            }
        }

        return null;
    }
}
