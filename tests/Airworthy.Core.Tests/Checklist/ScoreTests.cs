using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Checklist;

public sealed class ScoreTests
{
    private static readonly Item s_test = Item("judged: {rows: T2}\ndue: {rows: data, statement: optional}\nstatement_days: 90") with { Section = "TestScore/Data" };

    [Fact]
    public void Two_automatic_days_and_a_drill_earn_a_whole_point() => Assert.Equal((1, 1), Points(Met, Ci(2), Ci(1), Drill(10)));

    [Fact]
    public void One_automatic_day_earns_nothing_yet_and_says_what_waits()
    {
        var points = Score.Of([Evaluation.Of(s_test, With(Met, Ci(1), Drill(10)))], With(Met, Ci(1), Drill(10)));
        Assert.Equal((0, 1), (points.Strict, points.Waiting));
        Assert.Contains("1 more automatic run on another day", points.Sections[0].Tests[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_a_person_are_not_automatic() =>
        Assert.Equal((0, 0), Points(Met, Record("rows", Answer.Met, Now.AddDays(-2)), Record("rows", Answer.Met, Now.AddDays(-1)), Drill(10)));

    [Fact]
    public void Without_a_drill_it_has_no_teeth() => Assert.Equal((0, 0), Points(Met, Ci(2), Ci(1)));

    [Theory]
    [InlineData(89, 1)]
    [InlineData(91, 0)]
    public void A_drill_counts_for_90_days(int days, double expected) => Assert.Equal(expected, Points(Met, Ci(2), Ci(1), Drill(days)).Strict);

    [Fact]
    public void A_red_test_earns_nothing_strictly_and_its_point_by_the_paper() => Assert.Equal((0, 1), Points(Unmet, Ci(2), Ci(1), Drill(10)));

    [Fact]
    public void Runs_about_older_data_do_not_count() =>
        Assert.Equal((0, 0), Points(Met, Ci(2) with { Subject = Subjects("sha256:data0").Of(Item()) }, Ci(1), Drill(10)));

    [Theory]
    [InlineData(2, ManualResult.Pass, 0.5)]
    [InlineData(1, ManualResult.Pass, 0)]
    [InlineData(2, ManualResult.Fail, 0)]
    public void A_test_by_hand_that_was_given_out_earns_half_a_point(int people, ManualResult result, double expected)
    {
        var evidence = With(Met).Signed(s => s with { Kind = StatementKind.ManualTest, Result = result, DistributedTo = people == 2 ? ["ana", "ben"] : ["ana"] });
        Assert.Equal(expected, Score.Of([Evaluation.Of(s_test, evidence)], evidence).Strict);
    }

    [Fact]
    public void Throwing_away_a_failed_test_by_hand_earns_nothing_because_keeping_it_costs_nothing()
    {
        var thrownAway = With(Met, Ci(2), Ci(1), Drill(10));
        var kept = thrownAway.Signed(s => s with { Kind = StatementKind.ManualTest, Result = ManualResult.Fail, DistributedTo = ["ana", "ben"] });
        var state = Evaluation.Of(s_test, kept);
        Assert.Equal(Status.Failing, state.Status);
        Assert.Equal((1, 1), (Strict(thrownAway), Strict(kept)));
        Assert.Contains("stays red", Score.Of([state], kept).Sections[0].Tests[0].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Answer.Unknown, 0.5)]
    [InlineData(Answer.Undecided, 0.5)]
    [InlineData(Answer.Unmet, 0)]
    public void A_test_by_hand_earns_the_same_whether_or_not_records_show_that_a_machine_once_ran(Answer now, double expected)
    {
        var without = With(Verdict.Of(now, "So.", "Next.")).Signed(ByHand);
        Assert.Equal(expected, Strict(without));
        Assert.Equal(expected, Strict(With(Verdict.Of(now, "So.", "Next."), Ci(2), Ci(1)).Signed(ByHand)));
        Assert.Equal(expected, Strict(With(Verdict.Of(now, "So.", "Next."), Ci(2), Ci(1), Drill(10)).Signed(ByHand)));
    }

    [Fact]
    public void A_statement_that_ended_costs_an_automatic_test_no_more_than_one_that_is_not_there()
    {
        var item = Item("judged: {rows: T2}\ndue: {rows: data, statement: data}\nstatement_days: 90") with { Section = "TestScore/Data" };
        var missing = With(Met, Ci(2), Ci(1), Drill(10));
        var ended = missing.Signed(s => s with { Until = Today.AddDays(-1) });
        Assert.Equal((Status.Unanswered, Status.Stale), (Evaluation.Of(item, missing).Status, Evaluation.Of(item, ended).Status));
        Assert.Equal((1, 1), (Strict(missing, item), Strict(ended, item)));
    }

    [Fact]
    public void A_promise_that_nobody_made_holds_an_automatic_test_back_with_and_without_the_record_of_an_older_one()
    {
        var item = Item("judged: {contract: T0, rows: T2}\ndue: {contract: data, rows: data, statement: optional}\nstatement_days: 90") with { Section = "TestScore/Data" };
        var never = Evidence(("contract", Unknown), ("rows", Met)) with { Records = Chains.Link([], [Drill(10), Ci(2), Ci(1)]) };
        var once = never with { Records = Chains.Link([], [Drill(10), Record("contract", Answer.Met, Now.AddDays(-3)), Ci(2), Ci(1)]) };
        Assert.Equal((Status.Unanswered, Status.Stale), (Evaluation.Of(item, never).Status, Evaluation.Of(item, once).Status));
        Assert.Equal((0, 0), (Strict(never, item), Strict(once, item)));
    }

    [Fact]
    public void The_score_is_the_smallest_of_the_tables_and_never_their_mean()
    {
        var other = Item("judged: {rows: T2}\ndue: {rows: data}", "OtherTest") with { Section = "TestScore/Model" };
        var evidence = With(Met, Ci(2), Ci(1), Drill(10));
        Assert.Equal(0, Score.Of([Evaluation.Of(s_test, evidence), Evaluation.Of(other, evidence)], evidence).Strict);
    }

    [Theory]
    [InlineData(0, "research")]
    [InlineData(1, "serious holes")]
    [InlineData(1.5, "first pass")]
    [InlineData(3, "reasonably tested")]
    [InlineData(3.5, "strong")]
    [InlineData(5, "strong")]
    [InlineData(5.5, "exceptional")]
    public void The_bands_are_the_papers(double score, string word) => Assert.Contains(word, Score.Band(score), StringComparison.Ordinal);

    private static (double Strict, double Paper) Points(Verdict verdict, params CheckRecord[] records)
    {
        var evidence = With(verdict, records);
        var score = Score.Of([Evaluation.Of(s_test, evidence)], evidence);
        return (score.Strict, score.Paper);
    }

    private static double Strict(Evidence evidence, Item? item = null) => Score.Of([Evaluation.Of(item ?? s_test, evidence)], evidence).Strict;

    private static Statement ByHand(Statement statement) => statement with { Kind = StatementKind.ManualTest, Result = ManualResult.Pass, DistributedTo = ["ana", "ben"] };

    private static Evidence With(Verdict verdict, params CheckRecord[] records) =>
        Evidence(("rows", verdict)) with { Records = Chains.Link([], records.OrderBy(r => r.At)) };

    private static CheckRecord Ci(int daysAgo) => Record("rows", Answer.Met, Now.AddDays(-daysAgo), by: WriterKind.Ci);

    private static CheckRecord Drill(int daysAgo) => Record("rows", Answer.Unmet, Now.AddDays(-daysAgo), by: WriterKind.Drill);
}
