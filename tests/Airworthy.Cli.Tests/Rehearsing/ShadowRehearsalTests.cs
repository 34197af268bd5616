using Airworthy.Cli.Rehearsing;
using Airworthy.Core.Checklist;

namespace Airworthy.Cli.Tests.Rehearsing;

/// <summary>What rounds with and without a shadow say, on a machine that has nothing else to do and on one that has.</summary>
public sealed class ShadowRehearsalTests
{
    private const double Quiet = 1.1, Busy = 1.3;

    [Theory]
    [InlineData(1.0, Quiet, Answer.Met)]
    [InlineData(1.0, Busy, Answer.Met)]
    [InlineData(1.05, Quiet, Answer.Met)]
    [InlineData(1.06, Quiet, Answer.Unmet)]
    [InlineData(1.06, Busy, Answer.Undecided)]
    public void Slower_answers_are_the_shadows_only_where_nothing_else_ran(double ratio, double slowdown, Answer expected) =>
        Assert.Equal(expected, Judge([.. Enumerable.Range(0, 15).Select(_ => Pair(ratio))], slowdown).Answer);

    [Theory]
    [InlineData(Quiet)]
    [InlineData(Busy)]
    public void Ratios_on_both_sides_of_the_limit_decide_nothing(double slowdown)
    {
        var outcome = Judge([.. Enumerable.Range(0, 15).Select(i => Pair(i % 2 == 0 ? 0.8 : 1.4))], slowdown);

        Assert.Equal(Answer.Undecided, outcome.Answer);
        Assert.Contains("(0.80 to 1.40, 15 pairs of rounds; 1.05 may be)", outcome.Says, StringComparison.Ordinal);
        Assert.Equal(slowdown == Busy, outcome.Says.Contains("The machine was busy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, Quiet, Answer.Unmet)]
    [InlineData(1, Busy, Answer.Undecided)]
    [InlineData(6, Busy, Answer.Undecided)]
    [InlineData(7, Busy, Answer.Unmet)] // of seven rounds with failures all seven have a shadow: 1 in 128
    public void Failures_are_the_shadows_where_load_does_not_explain_them(int rounds, double slowdown, Answer expected) =>
        Assert.Equal(expected, Judge([.. Enumerable.Range(0, 15).Select(i => Pair(1, i < rounds ? h => h with { IsAnswered = false } : null))], slowdown).Answer);

    [Fact]
    public void Who_waits_for_a_second_or_is_answered_by_something_else_has_waited()
    {
        Assert.Equal(1, Judge([Pair(1, h => h with { Took = TimeSpan.FromSeconds(1) })], Quiet).Measured["waited"]);
        Assert.Equal(1, Judge([Pair(1, h => h with { IsDegraded = true })], Quiet).Measured["waited"]);
    }

    [Theory]
    [InlineData(Quiet)]
    [InlineData(Busy)]
    public void Another_answer_is_never_the_machines(double slowdown) =>
        Assert.Equal(Answer.Unmet, Judge([.. Enumerable.Range(0, 15).Select(i => Pair(1, i == 3 ? h => h with { Outputs = "0.9" } : null))], slowdown).Answer);

    private static Outcome Judge(IReadOnlyList<RoundPair> pairs, double slowdown) => ShadowRehearsal.Judge(pairs, new Dictionary<int, string> { [0] = "0.2" }, slowdown, 0.95);

    private static RoundPair Pair(double ratio, Func<Heard, Heard>? first = null)
    {
        List<Heard> with = [.. Enumerable.Range(0, 60).Select(_ => Heard(2 * ratio))];
        with[0] = first?.Invoke(with[0]) ?? with[0];
        return new RoundPair([.. Enumerable.Range(0, 60).Select(_ => Heard(2))], with);
    }

    private static Heard Heard(double milliseconds) => new(0, TimeSpan.Zero, TimeSpan.FromMilliseconds(milliseconds), IsAnswered: true, 1, "live", "0.2", IsDegraded: false);
}
