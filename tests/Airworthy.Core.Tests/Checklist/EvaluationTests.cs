using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;

using static Airworthy.Core.Tests.Checklist.Situation;

namespace Airworthy.Core.Tests.Checklist;

public sealed class EvaluationTests
{
    private const string MachineOnly = "judged: {rows: T2}\ndue: {rows: data}";

    [Fact]
    public void A_measured_part_that_holds_makes_an_item_verified() =>
        Assert.Equal(Status.Verified, Of(Item(MachineOnly), Evidence(("rows", Met))));

    [Fact]
    public void A_person_among_those_who_decide_makes_it_attested() =>
        Assert.Equal(Status.Attested, Of(Item(), Evidence(("rows", Met)).Signed()));

    [Fact]
    public void An_optional_statement_is_due_where_the_contract_claims_what_it_answers_for()
    {
        var item = Item("judged: {rows: T2}\ndue: {rows: data, statement: optional}\ndue_with: {statement: metric.target}\nstatement_days: 100");
        var quiet = Evidence(("rows", Met));
        var claims = quiet with { Contract = ContractReader.Read("airworthy: 1\nproject: example\nstage: data\nmetric: {name: roc_auc, direction: up, on: dev, good_enough: 0.7, target: 0.8}", "airworthy.yaml").Contract! };

        Assert.Equal(Status.Verified, Of(item, quiet));
        Assert.Equal(Status.Unanswered, Of(item, claims));
        Assert.Equal(Status.Attested, Of(item, claims.Signed()));
        Assert.Equal(Status.Failing, Of(item, (claims with { Seen = Evidence(("rows", Unmet)).Seen }).Signed()));
    }

    [Fact]
    public void Declared_fields_alone_never_make_it_verified() =>
        Assert.Equal(Status.Attested, Of(Item("judged: {rows: T0}\ndue: {rows: data}"), Evidence(("rows", Met))));

    [Fact]
    public void Nobody_can_sign_over_a_red_check() =>
        Assert.Equal(Status.Failing, Of(Item(), Evidence(("rows", Unmet)).Signed()));

    [Fact]
    public void Without_a_statement_it_is_unanswered() =>
        Assert.Equal(Status.Unanswered, Of(Item(), Evidence(("rows", Met))));

    [Fact]
    public void What_never_ran_is_unanswered() => Assert.Equal(Status.Unanswered, Of(Item(MachineOnly), Evidence()));

    [Fact]
    public void Undecided_is_unanswered_and_says_so()
    {
        var state = Evaluation.Of(Item(MachineOnly), Evidence(("rows", Undecided)));
        Assert.Equal((Status.Unanswered, true), (state.Status, state.Marks.Contains("undecided")));
    }

    [Fact]
    public void Unknown_is_unanswered_when_it_never_held() =>
        Assert.Equal(Status.Unanswered, Of(Item(MachineOnly), Evidence(("rows", Unknown))));

    [Fact]
    public void Unknown_is_stale_when_it_once_held_on_the_same_subject() =>
        Assert.Equal(Status.Stale, Of(Item(MachineOnly), Evidence(("rows", Unknown)) with { Records = [Record("rows", Answer.Met)] }));

    [Fact]
    public void Unknown_is_unanswered_when_it_held_on_another_subject_only() =>
        Assert.Equal(Status.Unanswered, Of(Item(MachineOnly), Evidence(("rows", Unknown)) with { Records = [Record("rows", Answer.Met, data: "sha256:other")] }));

    [Fact]
    public void A_record_of_an_older_data_version_is_stale()
    {
        var state = Evaluation.Of(Item(MachineOnly), Evidence() with { Records = [Record("rows", Answer.Met, data: "sha256:data0")] });
        Assert.Equal(Status.Stale, state.Status);
        Assert.Contains("data changed", state.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(29, Status.Verified)]
    [InlineData(31, Status.Stale)]
    public void A_record_counts_for_as_long_as_the_page_says(int days, Status expected) =>
        Assert.Equal(expected, Of(Item(MachineOnly + "\nmax_age_days: 30"), Evidence() with { Records = [Record("rows", Answer.Met, Now.AddDays(-days))] }));

    [Fact]
    public void A_record_from_the_future_does_not_count() =>
        Assert.Equal(Status.Unanswered, Of(Item(MachineOnly), Evidence() with { Records = [Record("rows", Answer.Met, Now.AddHours(2))] }));

    [Fact]
    public void A_drill_is_no_evidence() =>
        Assert.Equal(Status.Unanswered, Of(Item(MachineOnly), Evidence() with { Records = [Record("rows", Answer.Met, by: WriterKind.Drill)] }));

    [Theory]
    [InlineData("model", Status.Unanswered, true)]
    [InlineData("data", Status.Failing, false)]
    public void A_part_that_is_not_due_counts_nowhere(string from, Status expected, bool later)
    {
        var state = Evaluation.Of(Item($"judged: {{rows: T2}}\ndue: {{rows: {from}}}"), Evidence(("rows", Unmet)));
        Assert.Equal((expected, later), (state.Status, state.IsLater));
    }

    [Theory]
    [InlineData(Answer.Unmet, Status.Failing)]
    [InlineData(Answer.Unknown, Status.Verified)]
    public void An_optional_part_can_turn_an_item_red_and_never_blocks_it(Answer answer, Status expected) =>
        Assert.Equal(expected, Of(Item("judged: {rows: T2, extra: T3}\ndue: {rows: data, extra: optional}"),
            Evidence(("rows", Met), ("extra", Verdict.Of(answer, "So it is.", "Next.")))));

    [Fact]
    public void A_machine_part_that_this_version_cannot_judge_keeps_the_item_open() =>
        Assert.Equal(Status.Unanswered, Of(Item("judged: {rows: T2}\ndue: {rows: data, fit: data}"), Evidence(("rows", Met))));

    [Fact]
    public void The_ceiling_holds() =>
        Assert.Equal(Status.Attested, Of(Item(MachineOnly) is var item ? item with { Front = item.Front with { Ceiling = Ceiling.Attested } } : item, Evidence(("rows", Met))));

    [Fact]
    public void A_preview_counts_and_a_gate_ignores_it()
    {
        var state = Evaluation.Of(Item("judged: {rows: T2}\ndue: {rows: data, statement: data}\nstarred: true\nstatement_days: 100"), Evidence(("rows", Met)).Signed(grade: Grade.Preview));
        Assert.Equal((Status.Attested, true), (state.Status, state.IsPreview));
        Assert.Equal(2, Gate.Of(Stop.P2, [state]).ExitCode);
    }

    [Fact]
    public void A_broken_history_shows_and_is_stale_until_it_is_run_again()
    {
        var orphan = Record("rows", Answer.Met) with { Previous = new string('0', 64) };
        var evidence = Evidence() with { Records = [orphan] };
        Assert.Equal(Status.Stale, Of(Item(MachineOnly), evidence));
        Assert.Contains("history broken", Evaluation.Of(Item(MachineOnly), evidence).Marks);
        Assert.Equal(Status.Verified, Of(Item(MachineOnly), Evidence(("rows", Met)) with { Records = [orphan] }));
    }

    public static TheoryData<string, Standing> Lies => new()
    {
        { "nothing wrong", Standing.Good },
        { "expired", Standing.Stale },
        { "from the future", Standing.Open },
        { "placeholder", Standing.Open },
        { "not among the people", Standing.Stale },
        { "inactive", Standing.Stale },
        { "about other data", Standing.Stale },
        { "about another contract", Standing.Stale },
        { "not bound", Standing.Open },
        { "wrong role", Standing.Open },
        { "renewed unchanged", Standing.Stale },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_statement_counts_only_while_all_of_it_is_true(string what, Standing expected)
    {
        var item = Item("judged: {rows: T2}\ndue: {rows: data, statement: data}\nstatement_days: 100\nstatement_by: [owner]");
        var evidence = Evidence(("rows", Met)).Signed(s => what switch
        {
            "expired" => s with { Until = Today.AddDays(-1) },
            "from the future" => s with { On = Today.AddDays(1), Until = Today.AddDays(9) },
            "placeholder" => s with { Says = "To be done" },
            "not among the people" => s with { By = "eve" },
            "inactive" => s with { By = "old" },
            "about other data" => s with { Binds = Subjects("sha256:data0").Of(item) },
            "about another contract" => s with { Binds = Subjects("sha256:data1", Contract with { Metric = Contract.Metric! with { GoodEnough = 0.6 } }).Of(item) },
            "not bound" => s with { Binds = null },
            "wrong role" => s with { By = "ben" },
            "renewed unchanged" => s with { Saw = new SawAtRenewal { Renewal = 3 } },
            _ => s,
        });
        Assert.Equal(expected, StatementStanding.Of(item, item["statement"]!, evidence).Standing);
    }

    [Theory]
    [InlineData(0, Standing.Good)]
    [InlineData(1, Standing.Stale)]
    public void The_last_day_is_included(int daysAfter, Standing expected)
    {
        var item = Item();
        Assert.Equal(expected, StatementStanding.Of(item, item["statement"]!, Evidence().Signed(s => s with { Until = Today.AddDays(-daysAfter) })).Standing);
    }

    [Fact]
    public void The_items_days_win_over_a_later_date() =>
        Assert.Equal(new DateOnly(2026, 5, 31), StatementStanding.Until(Item(), new Statement { On = new DateOnly(2026, 2, 20), Until = new DateOnly(2030, 1, 1) }));

    [Theory]
    [InlineData(Policy.Light, 5, Standing.Good)]
    [InlineData(Policy.Standard, 5, Standing.Open)]
    [InlineData(Policy.Standard, 4, Standing.Good)]
    [InlineData(Policy.Strict, 4, Standing.Open)]
    public void The_policy_says_when_a_second_pair_of_eyes_is_needed(Policy policy, int severity, Standing expected)
    {
        var item = Item() is var i ? i with { Front = i.Front with { Severity = severity } } : i;
        var evidence = Evidence().Signed(grade: Grade.Alone) with { Contract = Contract with { Policy = policy } };
        Assert.Equal(expected, StatementStanding.Of(item, item["statement"]!, evidence).Standing);
    }

    private static Status Of(Item item, Evidence evidence) => Evaluation.Of(item, evidence).Status;
}
