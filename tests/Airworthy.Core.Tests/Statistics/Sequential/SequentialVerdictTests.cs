using Airworthy.Core.Statistics.Sequential;

using CsCheck;

namespace Airworthy.Core.Tests.Statistics.Sequential;

public sealed class SequentialVerdictTests
{
    private static readonly SequentialPlan s_plan = new(alpha: 0.01, margin: 0.01, leastPairs: 1_000);

    [Theory]
    [InlineData(0, 0, 0, ReleaseAdvice.Undecided)]          // nothing was seen
    [InlineData(999, 0, 0, ReleaseAdvice.Undecided)]        // one pair too few
    [InlineData(1_000, 0, 0, ReleaseAdvice.Promote)]        // enough pairs, and at most 0.8 % worse
    [InlineData(1_000, 3, 0, ReleaseAdvice.Undecided)]      // may still be more than a point worse
    [InlineData(10_000, 30, 30, ReleaseAdvice.Promote)]
    [InlineData(9, 9, 0, ReleaseAdvice.Undecided)]
    [InlineData(10, 10, 0, ReleaseAdvice.RollBack)]         // an alarm waits for no least number of pairs
    [InlineData(1_000_000, 1_300, 1_000, ReleaseAdvice.RollBack)] // shown to be worse, though by less than the margin
    public void Counts_and_what_they_advise(long pairs, long candidateOnly, long liveOnly, ReleaseAdvice expected)
    {
        var verdict = SequentialVerdict.Of(new PairCounts(pairs, candidateOnly, liveOnly), s_plan);

        Assert.Equal(expected, verdict.Advice);
        Assert.Equal(verdict.LogE >= verdict.LogLimit, expected == ReleaseAdvice.RollBack);
    }

    [Fact]
    public void The_reason_carries_the_number_that_decided()
    {
        Assert.Equal("12 of at least 1,000 pairs were seen.", SequentialVerdict.Of(new PairCounts(12, 0, 0), s_plan).Reason);
        Assert.Equal("The candidate alone went wrong on 30 of 200 pairs and live alone on 2: it is worse.", SequentialVerdict.Of(new PairCounts(200, 30, 2), s_plan).Reason);
        Assert.Matches("^After 1,000 pairs the candidate may still be up to 1\\.[0-9]+ % worse; the margin is 1\\.00 %\\.$", SequentialVerdict.Of(new PairCounts(1_000, 3, 0), s_plan).Reason);
    }

    [Fact]
    public void A_candidate_that_is_much_better_promotes_within_a_margin_of_none() =>
        Assert.Equal(ReleaseAdvice.Promote, SequentialVerdict.Of(new PairCounts(10_000, 20, 200), new SequentialPlan(0.01, 0, 100)).Advice);

    [Fact]
    public void Counts_of_two_replicas_judge_as_those_of_one() => Gen.Bool.Array[0, 200].Array[2].Sample(replicas =>
    {
        var parts = replicas.Select(wrong => wrong.Aggregate(PairCounts.None, (counts, candidate) => counts.With(candidate, !candidate))).ToList();
        var whole = replicas.SelectMany(wrong => wrong).Aggregate(PairCounts.None, (counts, candidate) => counts.With(candidate, !candidate));
        return SequentialVerdict.Of(parts[0] + parts[1], s_plan) == SequentialVerdict.Of(whole, s_plan);
    }, iter: 50);

    [Fact]
    public void Several_kinds_share_the_alarm_and_promote_only_together()
    {
        var plan = s_plan.Among(5);
        var good = SequentialVerdict.Of(new PairCounts(20_000, 0, 0), plan);
        var early = SequentialVerdict.Of(new PairCounts(10, 0, 0), plan);
        var bad = SequentialVerdict.Of(new PairCounts(20_000, 100, 1), plan);

        Assert.Equal(0.002, plan.Alpha, 12);
        Assert.Equal(ReleaseAdvice.Promote, SequentialVerdict.OfAll([good, good]));
        Assert.Equal(ReleaseAdvice.Undecided, SequentialVerdict.OfAll([good, early]));
        Assert.Equal(ReleaseAdvice.RollBack, SequentialVerdict.OfAll([good, early, bad]));
        Assert.Equal(ReleaseAdvice.Undecided, SequentialVerdict.OfAll([]));
    }

    [Theory]
    [InlineData(-1, 0, 0), InlineData(1, 1, 1), InlineData(5, -1, 0), InlineData(5, 0, -1)]
    public void Counts_that_cannot_be_are_refused(long pairs, long candidateOnly, long liveOnly) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairCounts(pairs, candidateOnly, liveOnly));

    [Theory]
    [InlineData(0, 0.01, 1), InlineData(1, 0.01, 1), InlineData(0.01, -0.1, 1), InlineData(0.01, 1, 1), InlineData(0.01, 0.01, 0), InlineData(double.NaN, 0.01, 1)]
    public void Plans_that_promise_nothing_are_refused(double alpha, double margin, long pairs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialPlan(alpha, margin, pairs));
}
