using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class MarkdownNoteTests
{
    [Fact]
    public void Headings_of_both_kinds_begin_sections_and_hold_their_subsections()
    {
        var note = MarkdownNote.Read("above\n# One\na\n## Two ##\nb\n\nThree\n=====\nc\n### **Four** `x`\nd\n");

        Assert.Equal([("", 0), ("One", 1), ("Two", 2), ("Three", 1), ("Four x", 3)], note.Sections.Select(s => (s.Heading, s.Level)));
        Assert.Equal("a\nTwo\nb\n", note.Sections[1].Text);
        Assert.Equal("c\nFour x\nd\n", note.Sections[3].Text);
    }

    [Theory]
    [InlineData("# A\n```\n# no\n```\nb", "b")]                 // code holds no headings and no words
    [InlineData("# A\n~~~ py\n```\n# no\n~~~\nb", "b")]         // only its own kind ends a fence
    [InlineData("# A\n```\nnever ended", "")]
    [InlineData("# A\na <!-- # no\n words --> b", "a  b")]      // what a template says in comments is not said
    [InlineData("# A\nb <!-- never ended", "b")]
    [InlineData("---\ntitle: x\n---\n# A\nb", "b")]             // front matter
    [InlineData("\uFEFF# A\r\nb", "b")]
    public void What_no_reader_sees_does_not_count(string text, string seen)
    {
        var section = MarkdownNote.Read(text).Sections[^1];

        Assert.Equal("A", section.Heading);
        Assert.Equal(seen, section.Text.Trim());
    }

    [Theory]
    [InlineData("- one\n  still one\n- two\n", "one\nstill one|two")]
    [InlineData("1. one\n   - deeper\n2) two\n\n   of two\n", "one\n- deeper|two\nof two")]
    [InlineData("- one\n\nA paragraph after it.\n", "one")]
    [InlineData("-no list\n1.5 no list\n", "")]
    [InlineData("### one\na\n### two\nb\n", "one.\na|two.\nb\n")]
    [InlineData("| harm | who notices |\n|---|:-:|\n| seats | the agent |\n| delay | desk |\n", "harm: seats\nwho notices: the agent|harm: delay\nwho notices: desk")]
    public void Entries_are_subsections_items_or_rows(string text, string entries) =>
        Assert.Equal(entries, string.Join('|', MarkdownNote.Read("## Harms\n" + text).Sections[1].Entries));

    [Theory]
    [InlineData("see [the paper](https://example.com/a_b(1) \"t\") and <http://x.org/y>.", "https://example.com/a_b(1,http://x.org/y")]
    [InlineData("Link: https://example.com/1. Next", "https://example.com/1")]
    [InlineData("a copy: [here](papers/one.pdf)", "papers/one.pdf")]
    [InlineData("doi:10.1145/2888402, and no more", "doi:10.1145/2888402")]
    [InlineData("[brackets] (and these)", "")]
    public void Links_are_found(string text, string links) => Assert.Equal(links, string.Join(',', NoteText.Links(text)));

    [Fact]
    public void Words_need_a_letter_and_links_are_not_words() =>
        Assert.Equal(["It", "isn't", "covid-19", "naïve", "paper"], NoteText.Words(NoteText.Plain("**It** isn't 2001-06-12 *covid-19* — 7 naïve [paper](http://x.org/a b)")));

    [Theory]
    [InlineData("2001-06-12-maria.md", "2001-06-12")]
    [InlineData("notes of 2001-13-01 and 2001-12-01", "2001-12-01")]  // the first that is a day
    [InlineData("12001-06-12 2001-06-123", null)]
    public void A_day_is_found_in_a_name(string text, string? day) => Assert.Equal(day is null ? null : DateOnly.Parse(day), NoteText.Day(text));

    [Fact]
    public void Labels_divide_a_text_wherever_they_stand()
    {
        var said = NoteText.Labelled("Seats. Likelihood: weekly. severity : high,\na night. Mitigations: none", "likelihood", "severity", "mitigation");

        Assert.Equal("weekly.", said["likelihood"]);
        Assert.Equal("high,\na night. Mitigations: none", said["severity"]);
        Assert.DoesNotContain("mitigation", said.Keys);
    }

    [Trait("Category", "slow")]
    [Theory]
    [InlineData("](")]
    [InlineData("[a](")]
    [InlineData("- a\n")]
    [InlineData("a\n-\n")]
    [InlineData("# a\n")]
    [InlineData("<!--")]
    [InlineData("http://")]
    [InlineData("held_by")]
    [InlineData("held_by: a\n")]
    [InlineData("accepted by ")]
    [InlineData("severity:")]
    [InlineData("|")]
    [InlineData("> ")]
    [InlineData("  ")]
    [InlineData("1")]
    [InlineData("###### a\n# b\n")]
    public async Task A_text_made_to_be_slow_is_read_like_any_other(string again)
    {
        using var project = new DocumentProject("responsibility: {impact: doc.md}\ngoal: {state_of_the_art: {note: doc.md}, experts: [{person: x, notes: doc.md}]}");
        project.Write("doc.md", "# Harms\n\n" + string.Concat(Enumerable.Repeat(again, 1_000_000 / again.Length)));
        await using var around = project.Around();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));

        var read = Task.Run(async () =>
        {
            await new ImpactDocumentProbe().LookAsync(around, patience.Token);
            await new PriorWorkProbe().LookAsync(around, patience.Token);
            await new ExpertNotesProbe().LookAsync(around, patience.Token);
        }, patience.Token);

        await read.WaitAsync(patience.Token);
    }
}
