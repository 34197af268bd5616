using Airworthy.Data;
using Airworthy.Data.Splits;

using CsCheck;

namespace Airworthy.Probes.Tests.Data;

public sealed class SplitWindowsTests
{
    private static readonly DateOnly s_first = new(2024, 1, 1);

    [Fact]
    public void Even_days_are_cut_at_the_shares_with_the_gap_between()
    {
        var windows = SplitWindows.Propose([.. Enumerable.Range(0, 100).Select(i => (s_first.AddDays(i), 10L))], [0.7, 0.15, 0.15], 2, null, null);

        Assert.Equal((null, s_first.AddDays(69)), (windows[0].From, windows[0].Until!.Value));
        Assert.Equal((s_first.AddDays(72), s_first.AddDays(84)), (windows[1].From!.Value, windows[1].Until!.Value));
        Assert.Equal((s_first.AddDays(87), s_first.AddDays(99)), (windows[2].From!.Value, windows[2].Until!.Value));
    }

    [Fact]
    public void Windows_follow_each_other_with_whole_days_between() =>
        // Enough days that the last two fifths of the rows always span more than two gaps.
        Gen.Select(Gen.Int[1, 50].Array[100, 200], Gen.Int[0, 6], Gen.Int[1, 3]).Sample((counts, gap, step) =>
        {
            var days = counts.Select((rows, i) => (Day: s_first.AddDays(i * step), Rows: (long)rows)).ToList();
            var windows = SplitWindows.Propose(days, [0.6, 0.2, 0.2], gap, null, null);

            Assert.Equal(gap, windows[1].From!.Value.DayNumber - windows[0].Until!.Value.DayNumber - 1);
            Assert.Equal(gap, windows[2].From!.Value.DayNumber - windows[1].Until!.Value.DayNumber - 1);
            Assert.Equal(days[^1].Day, windows[2].Until);
            Assert.All(windows, w => Assert.True(days.Where(d => !(d.Day < w.From) && !(d.Day > w.Until)).Sum(d => d.Rows) > 0));
        }, iter: 200);

    [Fact]
    public void First_and_last_day_bound_them()
    {
        var windows = SplitWindows.Propose([.. Enumerable.Range(0, 100).Select(i => (s_first.AddDays(i), 10L))], [0.8, 0.2], 0, s_first.AddDays(50), s_first.AddDays(59));

        Assert.Equal((s_first.AddDays(50), s_first.AddDays(57)), (windows[0].From!.Value, windows[0].Until!.Value));
        Assert.Equal((s_first.AddDays(58), s_first.AddDays(59)), (windows[1].From!.Value, windows[1].Until!.Value));
    }

    [Fact]
    public void A_gap_that_leaves_nothing_is_refused_with_the_days() =>
        Assert.Contains("when 98 days lie between", Assert.Throws<TableException>(() => SplitWindows.Propose([.. Enumerable.Range(0, 100).Select(i => (s_first.AddDays(i), 10L))], [0.7, 0.15, 0.15], 98, null, null)).Message, StringComparison.Ordinal);
}
