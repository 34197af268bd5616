using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;

namespace Airworthy.Core.Tests.Evaluations;

/// <summary>What probes say of the time between them, and of the time in which there were none.</summary>
public sealed class OutsideViewTests
{
    private static readonly DateTimeOffset s_from = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static OutsideProbe At(double seconds, bool isUp = true) => new(s_from.AddSeconds(seconds), 10, 3, Compared: isUp, isUp ? null : "it answers 503");

    [Fact]
    public void Time_without_probes_is_neither_up_nor_down()
    {
        // up 0-20, down 20-40 as one outage, up 40-50; the prober was away until 200; down 200-210; away again
        var view = OutsideView.Of([At(200, false), At(0), At(10), At(20, false), At(30, false), At(40)], s_from, s_from.AddSeconds(300));

        Assert.Equal((6, 3, 3), (view.Probes, view.Failed, view.Compared));
        Assert.Equal((60, 30), (view.Watched.TotalSeconds, view.Down.TotalSeconds));
        Assert.Equal(0.5, view.Up);
        Assert.Equal([(20, 40), (200, 210)], view.Outages.Select(Seconds));
        Assert.Equal([(50, 200), (210, 300)], view.Unwatched.Select(Seconds));
    }

    [Fact]
    public void A_late_probe_is_no_gap_and_without_any_nothing_is_known()
    {
        var view = OutsideView.Of([At(0), At(19)], s_from, s_from.AddSeconds(25));
        Assert.Equal((25, 0), (view.Watched.TotalSeconds, view.Unwatched.Count));
        Assert.Null(OutsideView.Of([], s_from, s_from.AddSeconds(25)).Up);
    }

    [Theory]
    [InlineData(25, 0.9, Answer.Met)] // all of it was watched and up
    [InlineData(40, 0.6, Answer.Met)] // even if the rest was down
    [InlineData(40, 0.9, Answer.Unknown)] // the rest may have been down
    public void Time_that_nobody_watched_is_no_promise_kept(int seconds, double target, Answer answer) =>
        Assert.Equal(answer, OutsideView.Of([At(0), At(10), At(15)], s_from, s_from.AddSeconds(seconds)).Against(target));

    [Fact]
    public void What_was_seen_down_may_be_too_much_already() =>
        Assert.Equal(Answer.Unmet, OutsideView.Of([At(0, false)], s_from, s_from.AddSeconds(50)).Against(0.9));

    [Fact]
    public void A_line_that_was_cut_off_is_none() =>
        Assert.Equal([At(0), null], new[] { OutsideProbeJson.Line(At(0)), OutsideProbeJson.Line(At(1))[..30] }.Select(OutsideProbeJson.Read));

    private static (int, int) Seconds(Stretch span) => ((int)(span.From - s_from).TotalSeconds, (int)(span.Until - s_from).TotalSeconds);
}
