using Airworthy.Core.Statistics.Sequential;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class ShiftAtAllTimesTests
{
    private static readonly long[] s_held = [100, 200, 300, 400];

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(10_000)]
    public void What_is_spread_alike_is_no_evidence_however_much_of_it_comes(long times) =>
        Assert.InRange(ShiftAtAllTimes.LogE(s_held, [1 * times, 2 * times, 3 * times, 4 * times], 0.001), double.MinValue, 0);

    [Fact]
    public void A_shift_is_shown_once_enough_rows_came()
    {
        double After(long times) => ShiftAtAllTimes.LogE(s_held, [4 * times, 3 * times, 2 * times, 1 * times], 0.001);
        Assert.InRange(After(1), -5, 4);
        Assert.InRange(After(20), Math.Log(100), double.MaxValue);
        Assert.True(After(40) > After(20));
    }

    [Fact]
    public void Few_rows_held_out_may_themselves_lie_so() =>
        Assert.InRange(ShiftAtAllTimes.LogE([1, 2, 3, 4], [40, 30, 20, 10], 0.001), double.MinValue, 0);

    [Theory]
    [InlineData(new long[] { }, new long[] { })]
    [InlineData(new long[] { 5, 5 }, new long[] { 0, 0 })]
    [InlineData(new long[] { 0, 0 }, new long[] { 5, 5 })]
    public void Of_nothing_nothing_is_said(long[] held, long[] seen) => Assert.Equal(0, ShiftAtAllTimes.LogE(held, seen, 0.001));

    [Fact]
    public void Bins_that_nobody_was_in_can_be_told_from_all()
    {
        Assert.InRange(ShiftAtAllTimes.LogE([0, 0, 1000], [0, 0, 1000], 0.001), double.MinValue, 0);
        Assert.InRange(ShiftAtAllTimes.LogE([0, 0, 100_000], [1000, 0, 0], 0.001), Math.Log(100), double.MaxValue);
    }
}
