using Airworthy.Core.Statements;

namespace Airworthy.Core.Tests.Statements;

public sealed class RenewalTests
{
    private static readonly Statement s_old = new()
    {
        Item = "error-costs",
        Says = "A false alarm costs 8 USD.",
        By = "maria",
        On = new DateOnly(2001, 1, 1),
        Binds = Bound("a", "x"),
        Links = [new Link { Kept = "docs/a.md", Sha256 = "11" }],
    };

    private static readonly Statement s_again = s_old with { On = new DateOnly(2001, 7, 1) };

    [Fact]
    public void A_first_statement_saw_nothing_before() => Assert.Null(Renewal.Of(s_again, null).Saw);

    [Fact]
    public void The_same_words_are_counted()
    {
        var once = Renewal.Of(s_again, s_old);
        var twice = Renewal.Of(once with { On = new DateOnly(2001, 8, 1), Says = "A false alarm\n  costs 8 USD." }, once);

        Assert.Equal((1, 2), (once.Saw!.Renewal, twice.Saw!.Renewal));
    }

    [Fact]
    public void New_words_a_new_link_and_another_person_start_again()
    {
        Assert.Equal(0, Renewal.Of(s_again with { Says = "A false alarm costs 9 USD." }, s_old).Saw!.Renewal);
        Assert.Equal(0, Renewal.Of(s_again with { By = "lea" }, s_old).Saw!.Renewal);
        Assert.Equal(0, Renewal.Of(s_again with { Links = [new Link { Kept = "docs/b.md" }] }, s_old).Saw!.Renewal);
        Assert.Equal(0, Renewal.Of(s_again with { Links = [new Link { Kept = "docs/a.md", Sha256 = "22" }] }, s_old).Saw!.Renewal);
    }

    [Fact]
    public void What_changed_since_is_named() => Assert.Equal(["data"], Renewal.Of(s_again with { Binds = Bound("a", "y") }, s_old).Saw!.ChangesSinceLast);

    [Fact]
    public void A_slip_set_right_on_the_same_day_is_no_renewal() => Assert.Null(Renewal.Of(s_old with { Says = "A false alarm costs 8.00 USD." }, s_old).Saw);

    private static Dictionary<string, string> Bound(string contract, string data) => new() { ["contract"] = contract, ["data"] = data };
}
