using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

using CsCheck;

namespace Airworthy.Core.Tests.Statements;

public sealed class ObjectionsTests
{
    private static readonly DateOnly s_today = new(2001, 7, 1);

    private static readonly Item s_costs = Pages.Find("error-costs")!;

    private static readonly Item s_test = Pages.Items.First(i => i.IsScoreTest && i[PartId.Statement] is not null);

    [Fact]
    public void Nothing_speaks_against_a_good_statement() => Assert.Empty(Against(Good));

    [Fact]
    public void Everything_that_speaks_against_it_is_said_at_once()
    {
        var against = Against(Good with { Says = "tbd", By = "lea", Role = Role.Legal, Until = s_today.AddDays(-1), Result = ManualResult.Pass });

        Assert.Equal(4, against.Count);
        Assert.Contains(against, o => o.Says == "The statement is the placeholder \"tbd\".");
        Assert.Contains(against, o => o.Says == "lea is data-scientist, and only domain-expert can answer for error-costs." && o.Next == "Who can: maria.");
        Assert.Contains(against, o => o.Says == "It would end on 2001-06-30, and today is 2001-07-01.");
        Assert.Contains(against, o => o.Says.StartsWith("A result and people", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nobody", "nobody is not among the people")]
    [InlineData("", "It is not known who speaks")]
    [InlineData("gone", "gone is no longer active")]
    public void A_signer_must_be_an_active_person_of_the_project(string by, string expected) =>
        Assert.Contains(Against(Good with { By = by }), o => o.Says.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Nobody_can_attest_over_a_red_check()
    {
        PartState[] red = [new PartState(s_costs["matrix"]!, Standing.Red, Verdict.Unmet("All costs are equal.", "Correct them."))];

        var only = Assert.Single(Objections.To(Good, s_costs, red, Evidence()));
        Assert.Contains("error-costs/matrix is red: All costs are equal.", only.Says, StringComparison.Ordinal);
        Assert.Contains("airworthy waive error-costs", only.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_by_hand_that_failed_may_be_written_over_a_red_check()
    {
        PartState[] red = [new PartState(s_test.Parts[0], Standing.Red, Verdict.Unmet("No.", "Mend it."))];
        var failed = Good with { Item = s_test.Id, By = AnyoneFor(s_test), Role = null, Kind = StatementKind.ManualTest, Result = ManualResult.Fail, DistributedTo = ["#team"], Binds = Subjects().Of(s_test) };

        Assert.Empty(Objections.To(failed, s_test, red, Evidence()));
    }

    [Fact]
    public void A_test_by_hand_says_how_it_ended_and_who_was_told() =>
        Assert.Equal(2, Objections.To(Good with { Item = s_test.Id, By = AnyoneFor(s_test), Role = null, Kind = StatementKind.ManualTest, DistributedTo = ["lea"] }, s_test, [], Evidence()).Count);

    [Theory]
    [InlineData(2, 0)]    // twice in the same words is still accepted
    [InlineData(3, 1)]    // the third time is a rubber stamp
    public void The_same_words_are_not_renewed_for_ever(int renewal, int objections) =>
        Assert.Equal(objections, Against(Good with { Saw = new SawAtRenewal { Renewal = renewal } }).Count);

    [Fact]
    public void An_item_that_asks_nobody_says_so()
    {
        var item = Pages.Items.First(i => i[PartId.Statement] is null);
        Assert.Contains("asks nobody", Assert.Single(Objections.To(Good with { Item = item.Id }, item, [], Evidence())).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void What_passes_here_counts_there() =>
        Gen.Select(
            Among("tbd", "It costs 8 USD, counted on 2001-06-01 over 240 cases at one desk.", "short", new string('w', 79), new string('w', 80)),
            Among("maria", "lea", "gone", "nobody"),
            Among<Role?>(null, Role.DomainExpert, Role.Legal),
            Gen.Int[-400, 5], Gen.Int[-5, 400], Among(Policy.Light, Policy.Standard, Policy.Strict))
            .Sample((says, by, role, on, until, policy) =>
            {
                var draft = Good with { Says = says, By = by, Role = role, On = s_today.AddDays(on), Until = s_today.AddDays(until) };
                var evidence = Evidence(policy);
                if (Objections.To(draft, s_costs, [], evidence).Count > 0 || StatementStanding.Until(s_costs, draft) < s_today)
                {
                    return;
                }

                var written = evidence with { Statements = new Dictionary<string, StatementOnFile> { [s_costs.Id] = new(draft, Grade.Preview, "", "") } };
                Assert.Equal(Standing.Good, StatementStanding.Of(s_costs, s_costs[PartId.Statement]!, written).Standing);
            }, iter: 2000);

    [Theory]
    [InlineData(90, 0)]    // the longest
    [InlineData(91, 1)]    // one day more
    public void A_waiver_ends_within_ninety_days(int days, int objections) =>
        Assert.Equal(objections, Objections.To(Waived with { Until = s_today.AddDays(days) }, s_costs, Status.Failing, Evidence(Policy.Standard)).Count);

    [Fact]
    public void A_waiver_at_severity_five_needs_two_who_may_approve()
    {
        var against = Objections.To(Waived with { ApprovedBy = ["ana", "lea"] }, s_costs, Status.Failing, Evidence(Policy.Standard));
        Assert.Contains("lea is data-scientist, and only an owner, deputy or manager approves", Assert.Single(against).Says, StringComparison.Ordinal);

        Assert.Contains("needs 2 approvers other than maria; it names 1", Assert.Single(Objections.To(Waived with { ApprovedBy = ["ana", "maria"] }, s_costs, Status.Failing, Evidence(Policy.Standard))).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_done_needs_no_waiver() =>
        Assert.Contains("no risk to accept", Assert.Single(Objections.To(Waived, s_costs, Status.Attested, Evidence())).Says, StringComparison.Ordinal);

    [Fact]
    public void A_waiver_that_passes_is_in_force()
    {
        foreach (var policy in Enum.GetValues<Policy>())
        {
            var evidence = Evidence(policy);
            Assert.Empty(Objections.To(Waived, s_costs, Status.Failing, evidence));
            Assert.Null(Waivers.WhyVoid(Waived, s_costs, evidence));
        }
    }

    [Fact]
    public void A_box_that_always_applies_cannot_be_put_aside() =>
        Assert.Equal("error-costs always applies.", Assert.Single(Objections.To(new NotApplicable { Item = s_costs.Id }, s_costs, Evidence())).Says);

    [Fact]
    public void A_claim_that_passes_holds()
    {
        var item = Pages.Find("inclusion")!;
        var claim = new NotApplicable { Item = item.Id, Because = "No column describes a person, and no decision is about one.", By = "lea", ApprovedBy = "ana", On = s_today, Until = s_today.AddDays(365) };

        Assert.Empty(Objections.To(claim, item, Evidence(Policy.Strict)));
        Assert.Null(NotApplicableClaims.WhyVoid(claim, item, Evidence(Policy.Strict)));
        Assert.Equal(2, Objections.To(claim with { ApprovedBy = "lea", Until = s_today.AddDays(366) }, item, Evidence(Policy.Strict)).Count);
    }

    [Fact]
    public void The_condition_under_which_a_box_reopens_is_the_page_s() =>
        Assert.Equal("two or more people committed within 90 days", Objections.ReopensWhen(Pages.Find("team-sync")!));

    private static Statement Good { get; } = new()
    {
        Item = "error-costs",
        Says = "A false alarm costs 8 USD and a missed delay 34 USD; counted over 240 cases from 2001-05-14 to 2001-05-27.",
        By = "maria",
        Role = Role.DomainExpert,
        On = s_today,
        Until = s_today.AddDays(180),
        Binds = Subjects().Of(s_costs),
    };

    private static Waiver Waived { get; } = new()
    {
        Item = "error-costs",
        Risk = "The costs are older than a year.",
        Because = "The new count ends in August.",
        Mitigation = "The threshold stays where it is.",
        By = "maria",
        ApprovedBy = ["ana", "jonas"],
        On = s_today,
        Until = s_today.AddDays(90),
    };

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static IReadOnlyList<Objection> Against(Statement draft) => Objections.To(draft, s_costs, [], Evidence());

    private static string AnyoneFor(Item item) => item.Front.StatementBy is [var role, ..] ? Evidence().People.ByHandle!.First(p => p.Value.Is(role)).Key : "lea";

    private static Subjects Subjects() => new(new ProjectContract { Project = "example" }, new Dictionary<Bound, string>());

    private static Evidence Evidence(Policy policy = Policy.Standard)
    {
        var people = new InOrder<Person>();
        foreach (var (handle, role, active) in ((string, Role, bool)[])[("ana", Role.Owner, true), ("jonas", Role.Deputy, true), ("lea", Role.DataScientist, true),
            ("maria", Role.DomainExpert, true), ("tom", Role.Privacy, true), ("gone", Role.DomainExpert, false)])
        {
            people.Add(handle, new Person { Name = handle, Roles = [role], Active = active });
        }

        return new Evidence
        {
            Contract = new ProjectContract { Project = "example", Policy = policy },
            Subjects = Subjects(),
            Today = s_today,
            Now = new DateTimeOffset(2001, 7, 1, 9, 0, 0, TimeSpan.Zero),
            People = new People { ByHandle = people },
        };
    }
}
