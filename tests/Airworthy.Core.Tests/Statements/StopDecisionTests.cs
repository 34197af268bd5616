using Airworthy.Core.Checklist;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Statements;

/// <summary>A decision says go only when everything starred is done, not applicable or waived; people can only say no to it.</summary>
public sealed class StopDecisionTests
{
    private static readonly DateOnly s_day = new(2026, 3, 1);

    [Fact]
    public void Go_when_all_is_done() =>
        Assert.Equal((StopAnswer.Go, 1), (Decide(State(Status.Verified)).Decision, Decide(State(Status.Verified)).Done!.Count));

    [Fact]
    public void No_go_when_something_is_red_or_open()
    {
        Assert.Equal(StopAnswer.NoGo, Decide(State(Status.Failing)).Decision);
        Assert.Equal("unanswered: Nobody said.", Decide(State(Status.Unanswered)).Open!["leakage-safe-split"]);
    }

    [Fact]
    public void A_statement_that_is_not_merged_makes_it_a_go_once_merged()
    {
        var decision = Decide(State(Status.Attested) with { IsPreview = true });
        Assert.Equal(StopAnswer.GoOnceMerged, decision.Decision);
        Assert.Equal(["leakage-safe-split"], decision.NotMerged!);
    }

    [Fact]
    public void A_waiver_lets_it_pass_and_is_written_down()
    {
        var decision = Decide(State(Status.Failing) with { Waived = new Waiver { Item = "leakage-safe-split", By = "ben", ApprovedBy = ["ana"], Until = new DateOnly(2026, 4, 1) } });
        Assert.Equal(StopAnswer.Go, decision.Decision);
        Assert.Equal("failing, until 2026-04-01, by ben and ana", decision.Waived!["leakage-safe-split"]);
    }

    [Fact]
    public void People_can_say_no_with_a_reason_and_yes_only_with_an_owner()
    {
        IReadOnlyList<ItemState> done = [State(Status.Verified)];
        Assert.Single(StopDecision.Of(Stop.P2, done, new Dictionary<string, string>(), ["ana"], true, null, s_day, null).Objections(done, Airworthy.Core.Tests.Checklist.Situation.People));
        Assert.Empty(StopDecision.Of(Stop.P2, done, new Dictionary<string, string>(), ["ben"], true, "We wait for the new data.", s_day, null).Objections(done, Airworthy.Core.Tests.Checklist.Situation.People));
        Assert.Contains("Nobody who decides is owner", Assert.Single(StopDecision.Of(Stop.P2, done, new Dictionary<string, string>(), ["ben"], false, null, s_day, null).Objections(done, Airworthy.Core.Tests.Checklist.Situation.People)).Says, StringComparison.Ordinal);
        Assert.Empty(StopDecision.Of(Stop.P2, done, new Dictionary<string, string>(), ["ben", "ana"], false, null, s_day, null).Objections(done, Airworthy.Core.Tests.Checklist.Situation.People));
    }

    [Fact]
    public void Nobody_confirms_over_red()
    {
        IReadOnlyList<ItemState> red = [State(Status.Failing)];
        Assert.Contains("nobody can confirm over a red check", Assert.Single(StopDecision.Of(Stop.P2, red, new Dictionary<string, string> { ["leakage-safe-split"] = "ben" }, ["ana"], false, null, s_day, null).Objections(red, Airworthy.Core.Tests.Checklist.Situation.People)).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_read_as_it_was_written()
    {
        var decision = StopDecision.Of(Stop.P2, [State(Status.Unanswered)], new Dictionary<string, string> { ["leakage-safe-split"] = "ben" }, ["ana", "ben"], false, "Not yet: \"the desk\" waits.", s_day, "1f3c9a4");
        var problems = new List<Problem>();
        var read = Binding.Read<StopDecision>(YamlText.Read(AnswerText.Of(decision), "a.yaml", problems)!, problems);

        Assert.Empty(problems);
        Assert.Equal((decision.Decision, decision.Because, decision.Commit), (read!.Decision, read.Because, read.Commit));
        Assert.Equal(decision.Open!, read.Open!);
        Assert.Equal(decision.By!, read.By!);
    }

    private static ItemState State(Status status) => new(Item("judged: {rows: T2}\ndue: {rows: data}\nstarred: true"), status, []) { Why = "Nobody said." };

    private static StopDecision Decide(ItemState state) => StopDecision.Of(Stop.P2, [state], new Dictionary<string, string>(), ["ana"], false, null, s_day, null);
}
