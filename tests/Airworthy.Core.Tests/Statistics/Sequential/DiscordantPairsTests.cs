using Airworthy.Core.Statistics.Sequential;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class DiscordantPairsTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1.5)]      // the mean of 2θ is 2 · 0.75
    [InlineData(0, 1, 0.5)]      // the mean of 2(1 − θ)
    [InlineData(1, 1, 0.675)]    // 4(θ̄ − mean of θ²) = 4(0.75 − 0.5625 − 0.025² · (19² − 1)/12)
    [InlineData(2, 0, 2.325)]    // 4 · (0.5625 + 0.01875)
    public void Evidence_by_hand(long bad, long good, double expected) => Assert.Equal(expected, Math.Exp(DiscordantPairs.LogE(bad, good)), 12);

    [Fact]
    public void A_candidate_that_always_fails_is_stopped_at_the_tenth_pair()
    {
        Assert.False(DiscordantPairs.IsAlarm(9, 0, 0.01));
        Assert.True(DiscordantPairs.IsAlarm(10, 0, 0.01));
    }

    [Fact]
    public void Hundreds_of_millions_of_pairs_are_no_trouble()
    {
        // All bad: the largest term is 1.95^n, a nineteenth of the mean.
        Assert.Equal((1e9 * Math.Log(1.95)) - Math.Log(19), DiscordantPairs.LogE(1_000_000_000, 0), 4);
        Assert.True(DiscordantPairs.LogE(500_000_000, 500_000_000) < -1e5);
        Assert.True(double.IsFinite(DiscordantPairs.LogE(0, long.MaxValue)));
    }

    [Fact]
    public void More_bad_is_more_evidence_and_more_good_is_less() =>
        Gen.Select(Gen.Long[0, 100_000], Gen.Long[0, 100_000]).Sample((bad, good) =>
            DiscordantPairs.LogE(bad + 1, good) > DiscordantPairs.LogE(bad, good) && DiscordantPairs.LogE(bad, good + 1) < DiscordantPairs.LogE(bad, good));

    [Fact]
    public void Equal_arms_hardly_ever_alarm_in_twenty_thousand_looks()
    {
        var runs = s_long ? 10_000 : 300;
        var alarms = Enumerable.Range(0, runs).Count(seed => Alarms(new Random(seed), 20_000));

        // The promise is 1 %; a hundred runs more or less leave three standard errors of counting.
        Assert.InRange((double)alarms / runs, 0, 0.01 + (s_long ? 0 : 3 * Math.Sqrt(0.01 * 0.99 / runs)));
    }

    [Theory]
    [InlineData(0.001, 0.01, 1_270)]
    [InlineData(0.01, 0.02, 2_667)]
    [InlineData(0.01, 0.05, 334)]
    [InlineData(0.01, 0.20, 53)]
    public void A_worse_candidate_is_seen_after_about_as_many_pairs_as_published(double live, double candidate, int median)
    {
        var delays = Enumerable.Range(0, s_long ? 2_000 : 300).Select(seed => Delay(new Arms(candidate, live, new Random(seed)))).Order().ToList();

        Assert.InRange(delays[delays.Count / 2], 0.8 * median, 1.2 * median);
    }

    private static long Delay(Arms arms) => arms.Until(1_000_000).First(c => DiscordantPairs.IsAlarm(c.After.CandidateOnly, c.After.LiveOnly, 0.01)).After.Pairs;

    /// <summary>Looks after every pair that differs; after one that speaks for the candidate the evidence only fell.</summary>
    private static bool Alarms(Random random, int looks)
    {
        var bad = 0;
        for (var n = 1; n <= looks; n++)
        {
            if (random.Next(2) == 0)
            {
                bad++;
                if (DiscordantPairs.IsAlarm(bad, n - bad, 0.01))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
