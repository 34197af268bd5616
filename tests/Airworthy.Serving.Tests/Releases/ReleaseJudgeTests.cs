using Airworthy.Core.Statistics.Sequential;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What the evidence of a step leads to; no clock, no store.</summary>
public sealed class ReleaseJudgeTests
{
    private static readonly ReleasePolicy s_policy = new(ShadowHours: 2, ShadowRequests: 1000, MaxDisagreement: 0.1, StepsPercent: [10, 50, 100], StepMinutes: 30, BakeMinutes: 60, MaxErrorIncrease: 0.01);

    /// <summary>State, step, hours in it, rows compared, rows decided differently, pairs of errors (all, candidate alone, live alone), where it goes, and what is said of it.</summary>
    public static TheoryData<ReleaseState, int, double, long, long, long, long, long, ReleaseState?, string> Steps => new()
    {
        { ReleaseState.Shadow, 0, 1.9, 50_000, 100, 50_000, 0, 0, null, "In shadow for 1.9 h of 2 h." },
        { ReleaseState.Shadow, 0, 2, 999, 0, 999, 0, 0, null, "999 of 1,000 rows were compared in shadow." },
        { ReleaseState.Shadow, 0, 2, 1000, 0, 700, 0, 0, null, "Undecided, errors:" },
        { ReleaseState.Shadow, 0, 2, 5000, 300, 5000, 0, 0, ReleaseState.Canary, "Through shadow: 5,000 rows compared, 6.00 % decided differently." },
        { ReleaseState.Shadow, 0, 2, 5000, 490, 5000, 0, 0, null, "Undecided: 9.80 % of 5,000 rows were decided differently" },
        { ReleaseState.Shadow, 0, 0.1, 5000, 900, 5000, 0, 0, ReleaseState.RolledBack, "Rolled back from shadow: 18.00 % of 5,000 rows were decided differently, at most 10.00 % may." },
        { ReleaseState.Shadow, 0, 0.1, 40, 0, 40, 25, 0, ReleaseState.RolledBack, "Rolled back from shadow, errors:" },
        { ReleaseState.Canary, 0, 0.4, 0, 0, 50_000, 0, 0, null, "At 10 % for 24 min of 30 min." },
        { ReleaseState.Canary, 0, 0.5, 0, 0, 300, 0, 0, null, "Undecided at 10 %, errors:" },
        { ReleaseState.Canary, 0, 0.5, 0, 0, 50_000, 20, 22, ReleaseState.Canary, "Through 10 %:" },
        { ReleaseState.Canary, 1, 0.5, 0, 0, 50_000, 20, 22, ReleaseState.Bake, "Through 50 %:" },
        { ReleaseState.Canary, 1, 0.01, 0, 0, 400, 30, 1, ReleaseState.RolledBack, "Rolled back from 50 %, errors:" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_is_left_when_its_evidence_says_so(ReleaseState state, int step, double hours, long compared, long differ, long pairs, long candidate, long live, ReleaseState? to, string says)
    {
        var move = ReleaseJudge.Next(In(state, step), new Evidence(Seen: pairs, Answered: pairs, Compared: compared, Disagreed: differ, Errors: new PairCounts(pairs, candidate, live)), new Evidence(), isSlowKnown: false, TimeSpan.FromHours(hours));

        Assert.Equal(to, move.State);
        Assert.StartsWith(says, move.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void Slow_answers_are_a_kind_of_event_of_their_own()
    {
        var evidence = new Evidence(Errors: new PairCounts(50_000, 0, 0), Slow: new PairCounts(50_000, 900, 100));

        Assert.StartsWith("Rolled back from 10 %, slow answers:", ReleaseJudge.Next(In(ReleaseState.Canary, 0), evidence, new Evidence(), isSlowKnown: true, TimeSpan.FromHours(1)).Says, StringComparison.Ordinal);
        Assert.Equal(ReleaseState.Canary, ReleaseJudge.Next(In(ReleaseState.Canary, 0), evidence, new Evidence(), isSlowKnown: false, TimeSpan.FromHours(1)).State);
    }

    [Theory]
    [InlineData(60, 1, ReleaseState.RolledBack)]
    [InlineData(60, 55, ReleaseState.Canary)]
    public void More_rows_left_to_the_fallback_end_a_canary_and_no_fewer_are_asked_for(long candidate, long live, ReleaseState to) =>
        Assert.Equal(to, ReleaseJudge.Next(In(ReleaseState.Canary, 0), new Evidence(Errors: new PairCounts(50_000, 0, 0), Abstained: new PairCounts(2_000, candidate, live)), new Evidence(), isSlowKnown: false, TimeSpan.FromHours(1)).State);

    [Theory]
    [InlineData(10_000, 5, 0.5, null)]
    [InlineData(10_000, 5, 1, ReleaseState.Done)]
    [InlineData(2_000, 200, 0.1, ReleaseState.RolledBack)]
    public void A_bake_watches_for_more_failures_than_were_usual(long answered, long failed, double hours, ReleaseState? to) =>
        Assert.Equal(to, ReleaseJudge.Next(In(ReleaseState.Bake, 0), new Evidence(Answered: answered, Failed: failed), new Evidence(Errors: new PairCounts(20_000, 10, 10)), isSlowKnown: false, TimeSpan.FromHours(hours)).State);

    [Theory]
    [InlineData(ReleaseState.Shadow)]
    [InlineData(ReleaseState.Canary)]
    [InlineData(ReleaseState.Bake)]
    public void What_may_not_happen_once_ends_it_at_once(ReleaseState state) =>
        Assert.Equal(new Move(ReleaseState.RolledBack, 0, "Rolled back at once: it answered NaN or infinity."), ReleaseJudge.Next(In(state, 0), new Evidence(Alarm: "it answered NaN or infinity"), new Evidence(), isSlowKnown: true, TimeSpan.Zero));

    [Fact]
    public void A_rollback_needs_nothing_but_the_table_that_was()
    {
        var (live, candidate) = (new Slot("models:/late/1", "sha256:a"), new Slot("models:/late/2", "sha256:b"));
        var canary = new RouteTable("late", 7, live, "blue", candidate, OtherRole.Canary, 0.5, 1, Release: 3);
        var back = ReleaseJudge.Table(canary, In(ReleaseState.Canary, 1), new Move(ReleaseState.RolledBack, 0, ""));
        var bake = ReleaseJudge.Table(canary, In(ReleaseState.Canary, 1), new Move(ReleaseState.Bake, 0, ""));
        var undone = ReleaseJudge.Table(bake, In(ReleaseState.Bake, 0), new Move(ReleaseState.RolledBack, 0, ""));

        Assert.Equal((8L, live, (Slot?)null, 0.0), (back.Generation, back.Live, back.Other, back.Share));
        Assert.Equal((candidate, "green", live, OtherRole.Previous), (bake.Live, bake.LiveColour, bake.Other!, bake.Role));
        Assert.Equal((9L, live, "blue", (Slot?)null), (undone.Generation, undone.Live, undone.LiveColour, undone.Other));
    }

    private static Release In(ReleaseState state, int step) => new(3, "late", new Slot("models:/late/2", "sha256:b"), s_policy, state, step, 0, 7, 0, "ana", null, "");
}
