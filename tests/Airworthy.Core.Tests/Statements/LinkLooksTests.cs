using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Core.Statements;
using Airworthy.Core.Tests.Checklist;

namespace Airworthy.Core.Tests.Statements;

public sealed class LinkLooksTests
{
    private const string Page = "https://wiki.example/desk-log";

    [Fact]
    public void Addresses_stand_in_links_and_in_the_words()
    {
        var statement = new Statement
        {
            Says = "Counted in https://a.example/x?y=1, and again (see http://b.example/z). Not ftp://c.example or C:/d.",
            Links = [new Link { Url = Page }, new Link { Url = "mailto:desk@example.com" }, new Link { Url = "https://not an address" }, new Link { Kept = "docs/x.md" }, new Link { Url = "https://a.example/x?y=1" }],
        };

        Assert.Equal([Page, "https://a.example/x?y=1", "http://b.example/z"], LinkLooks.AddressesOf(statement));
    }

    [Theory]
    [InlineData("", true)] // never looked
    [InlineData("met 6", false)]
    [InlineData("met 7", true)]
    [InlineData("unmet 6", false)]
    [InlineData("unknown 0", false)]
    [InlineData("unknown 1", true)] // not reached: the next day again
    [InlineData("met 3, unknown 2", false)] // a look that told something counts for its week
    public void An_address_is_asked_once_a_week(string looks, bool expected) => Assert.Equal(expected, LinkLooks.IsDue(Page, Looks(looks), Situation.Now));

    [Theory]
    [InlineData("", null)]
    [InlineData("met 40", null)]
    [InlineData("unknown 40", null)] // what cannot be reached is not gone
    [InlineData("unmet 40", 40)]
    [InlineData("unmet 40, unmet 33, unknown 3", 40)]
    [InlineData("unmet 40, met 33", null)] // it came back
    [InlineData("unmet 40, met 33, unmet 20, unmet 10", 20)]
    [InlineData("unmet -1", null)] // of a time that has not come
    public void It_is_gone_since_the_first_404_after_which_nothing_answered(string looks, int? days) =>
        Assert.Equal(days is { } d ? Situation.Now.AddDays(-d) : null, LinkLooks.GoneSince(Page, Looks(looks), Situation.Now));

    [Theory]
    [InlineData("met 3", Standing.Good, 0)]
    [InlineData("unmet 0", Standing.Good, 1)]
    [InlineData("unmet 30", Standing.Good, 1)] // the last day
    [InlineData("unmet 31", Standing.Stale, 0)]
    public void A_statement_whose_link_is_gone_is_amber_for_30_days_and_then_stale(string looks, Standing expected, int concerns)
    {
        var part = Judged(looks);

        Assert.Equal((expected, concerns), (part.Standing, part.Verdict.Concerns.Count));
    }

    [Fact]
    public void The_words_say_which_page_since_when_and_what_to_do()
    {
        Assert.Equal("https://wiki.example/desk-log has been gone since 2026-02-19; from 2026-03-22 on the statement no longer counts. Name another page, or better a file of the repository.",
            Assert.Single(Judged("unmet 10").Verdict.Concerns));

        var stale = Judged("unmet 40").Verdict;
        Assert.Equal("The statement of ana names https://wiki.example/desk-log, which has been gone since 2026-01-20; after 30 days it no longer counts.", stale.Says);
        Assert.Equal("Name a page that is there, or better a file of the repository: `airworthy attest leakage-safe-split --link FILE`.", stale.Next);
    }

    private static PartState Judged(string looks)
    {
        var item = Situation.Item("judged: {rows: T2}\ndue: {rows: data, statement: data}\nstatement_days: 100");
        var evidence = (Situation.Evidence() with { Records = Looks(looks) }).Signed(s => s with { Links = [new Link { Url = Page }] });
        return StatementStanding.Of(item, item["statement"]!, evidence);
    }

    private static IReadOnlyList<CheckRecord> Looks(string looks) =>
    [
        .. looks.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Select(l => new CheckRecord
        {
            Check = LinkLooks.CheckOf(Page),
            CheckVersion = 1,
            Answer = Enum.Parse<Answer>(l[0], ignoreCase: true),
            Says = "As then.",
            Subject = LinkLooks.SubjectOf(Page),
            By = new Writer(WriterKind.Ci, "ci"),
            At = Situation.Now.AddDays(-int.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture)),
        }),
    ];
}
