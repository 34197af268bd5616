using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

using CsCheck;

namespace Airworthy.Core.Tests.Statements;

public sealed class AnswerTextTests
{
    private static readonly Statement s_statement = new()
    {
        Item = "error-costs",
        Says = "A false alarm costs 8 USD.",
        By = "maria.lund",
        Role = Role.DomainExpert,
        On = new DateOnly(2001, 6, 19),
        Until = new DateOnly(2001, 12, 16),
    };

    [Fact]
    public void A_statement_is_written_as_a_person_would() => Assert.Equal("""
        item: error-costs
        says: >
          A false alarm costs 8 USD.
        by: maria.lund
        role: domain-expert
        on: 2001-06-19
        until: 2001-12-16
        binds:
          contract: sha256:aa
          data: sha256:bb
        links: [{title: notes, kept: docs/a.md}]

        """, AnswerText.Of(s_statement with
    {
        Binds = new Dictionary<string, string> { ["data"] = "sha256:bb", ["contract"] = "sha256:aa" },
        Links = [new Link { Title = "notes", Kept = "docs/a.md" }],
    }));

    [Fact]
    public void A_renewal_keeps_comments_and_order_and_what_did_not_change()
    {
        const string Existing = """
            # What mistakes cost.
            item: error-costs
            on: 2001-06-19      # the day of the talk
            says: >
              A false alarm
              costs 8 USD.

            # Maria works at the desk.
            by: maria.lund
            role: domain-expert
            until: 2001-12-16   # half a year
            """;
        var old = Read(Existing);

        var text = AnswerText.Of(old with { On = new DateOnly(2001, 9, 1), Until = new DateOnly(2002, 2, 28), Binds = new Dictionary<string, string> { ["contract"] = "sha256:aa" } }, Existing, old);

        Assert.Equal("""
            # What mistakes cost.
            item: error-costs
            on: 2001-09-01      # the day of the talk
            says: >
              A false alarm
              costs 8 USD.

            # Maria works at the desk.
            by: maria.lund
            role: domain-expert
            until: 2002-02-28   # half a year
            binds:
              contract: sha256:aa

            """, text);
    }

    [Fact]
    public void New_words_take_the_place_of_the_old_and_nothing_else_moves()
    {
        const string Existing = "item: error-costs\nsays: |\n  Old\n\n  words.\n# who\nby: maria.lund\non: 2001-06-19\n";
        var old = Read(Existing);

        Assert.Equal("item: error-costs\nsays: >\n  New words.\n# who\nby: maria.lund\non: 2001-06-19\n", AnswerText.Of(old with { Says = "New words." }, Existing, old));
    }

    [Fact]
    public void A_key_that_goes_takes_its_block_with_it()
    {
        const string Existing = "item: x\nsays: a\nby: b\non: 2001-06-19\nbinds:\n  contract: sha256:aa\n  data: sha256:bb\nlinks: [{url: \"https://example.com\"}]\n";
        var old = Read(Existing);

        Assert.Equal("item: x\nsays: a\nby: b\non: 2001-06-19\nlinks: [{url: \"https://example.com\"}]\n", AnswerText.Of(old with { Binds = null }, Existing, old));
    }

    [Fact]
    public void Line_ends_stay_as_they_are()
    {
        const string Existing = "item: x\r\nsays: a\r\nby: b\r\non: 2001-06-19\r\n";
        var old = Read(Existing);

        Assert.Equal("item: x\r\nsays: a\r\nby: b\r\non: 2001-07-01\r\n", AnswerText.Of(old with { On = new DateOnly(2001, 7, 1) }, Existing, old));
    }

    [Fact]
    public void Whatever_somebody_says_is_read_back_as_it_was_said() =>
        Gen.String[Gen.Char["abz 019.:#-'\"\\\n[]{},&*!|>%@`éß€~?=\t"], 1, 200]
            .Where(s => s.Trim().Length > 0)
            .Sample(says =>
            {
                var written = AnswerText.Of(s_statement with { Says = says, Links = [new Link { Title = says, Url = "https://example.com/?a=b#c" }] });
                var read = Read(written);
                return Words(read.Says) == Words(says) && read.Links![0].Url == "https://example.com/?a=b#c" && Words(read.Links[0].Title!) == Words(says)
                    && AnswerText.Of(read with { By = "lea.roth" }, written, read) is var renewed && Read(renewed).By == "lea.roth" && Words(Read(renewed).Says) == Words(says);
            }, iter: 3000);

    [Fact]
    public void A_waiver_and_a_claim_are_read_back_as_they_were_written()
    {
        var day = new DateOnly(2001, 6, 26);
        var waiver = new Waiver { Item = "ci", Risk = "a: b", Because = new string('w', 200), Mitigation = "no", By = "a", ApprovedBy = ["b", "c"], On = day, Until = day.AddDays(90), Ticket = "#12" };
        var claim = new NotApplicable { Item = "inclusion", Because = "No person.", By = "a", ApprovedBy = "b", On = day, Until = day.AddDays(365), Unless = "x: y" };

        Assert.Equivalent(waiver, Read<Waiver>(AnswerText.Of(waiver)), strict: true);
        Assert.Equivalent(claim, Read<NotApplicable>(AnswerText.Of(claim)), strict: true);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Statement Read(string text) => Read<Statement>(text);

    private static T Read<T>(string text) where T : class
    {
        var problems = new List<Problem>();
        var read = YamlText.Read(text, "file", problems) is { } root ? Binding.Read<T>(root, problems) : null;
        Assert.True(read is not null, $"{string.Join('\n', problems)}\n---\n{text}");
        return read;
    }
}
