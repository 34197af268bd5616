using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class RateAlarmTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") == "1";

    [Fact]
    public void One_failure_by_hand()
    {
        // p₀ = 0.1: the rates 0.15, 0.2, 0.3, 0.5 are below 1, and one failure weighs each by p ⁄ p₀ = 1.5, 2, 3, 5; 10 p₀ = 1 is no rate.
        Assert.Equal(Math.Log((1.5 + 2 + 3 + 5) / 4), RateAlarm.LogE(1, 1, 0.1), 12);
        Assert.Equal(Math.Log(((0.85 / 0.9) + (0.8 / 0.9) + (0.7 / 0.9) + (0.5 / 0.9)) / 4), RateAlarm.LogE(0, 1, 0.1), 12);
        Assert.Equal(0, RateAlarm.LogE(0, 0, 0.1), 12);
    }

    [Theory]
    [InlineData(-1, 1, 0.1)]
    [InlineData(2, 1, 0.1)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, 1)]
    public void Counts_and_rates_that_cannot_be_are_refused(long failed, long all, double usual) => Assert.Throws<ArgumentOutOfRangeException>(() => RateAlarm.LogE(failed, all, usual));

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.02)]
    public void Looked_at_after_every_request_it_is_false_as_rarely_as_declared(double usual)
    {
        var (runs, fired) = (s_long ? 4_000 : 300, 0);
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            var failed = 0;
            for (var all = 1; all <= 4_000; all++)
            {
                failed += random.NextDouble() < usual ? 1 : 0;
                if (RateAlarm.LogE(failed, all, usual) >= Math.Log(20))
                {
                    fired++;
                    break;
                }
            }
        }

        Assert.InRange((double)fired / runs, 0, 0.05 + (s_long ? 0 : 3 * Math.Sqrt(0.05 * 0.95 / runs)));
    }

    [Fact]
    public void Ten_times_the_usual_rate_is_seen_within_some_hundred_requests() => Assert.True(RateAlarm.Fires(failed: 8, all: 400, usual: 0.002, alpha: 0.01));
}
