using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class DocumentProbesTests
{
    [Fact]
    public async Task An_impact_document_is_read_by_its_headings_harms_and_holders()
    {
        using var project = new DocumentProject("responsibility: {impact: docs/impact.md}");
        project.Write("tests/seats_test.py", "def test(): ...");
        project.Write("docs/impact.md", """
            # Impact
            ## 1. Who is affected?
            Passengers and crews.
            ## Harms
            - **Seats given away.** Likelihood: weekly. Severity: high. Who notices: the agent. Mitigation: costs decide, held_by:
              error-costs.
            - Small places. Severity: low. Acceptance: accepted by Ana Silva until autumn.
            - Crews. Acceptance: the team lives with it.
            - Desks. Mitigation: TBD
            ## What we do about it
            A test holds the seats, `held_by: tests/seats_test.py::test`. TODO: more.
            """);

        var seen = await project.SeeAsync(new ImpactDocumentProbe());

        Assert.Equal(["who is affected", "harms", "what we do about it"], seen.Sections.Select(s => s.Heading));
        Assert.Equal((3, 21), (seen.Sections[0].Words, seen.Sections[0].Characters));
        Assert.Equal("holds \"TODO\"", seen.Sections[2].Filler);
        Assert.Equal([("Seats given away", true, null), ("Small places", false, "Ana Silva"), ("Crews", false, null), ("Desks", false, null)],
            seen.Harms.Select(h => (h.Name, h.Mitigated, h.AcceptedBy)));
        Assert.Equal(["error-costs"], seen.Harms[0].HeldBy);
        Assert.Equal(["likelihood", "who notices"], seen.Harms[1].Lacks);
        Assert.Equal([new Holder("error-costs"), new Holder("tests/seats_test.py::test", IsFile: true)], seen.Holders);
    }

    [Theory]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen fourteen", "repeats 14 words")]
    [InlineData("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", null)]
    [InlineData("Lorem ipsum dolor sit amet consetetur sadipscing elitr sed diam nonumy eirmod tempor invidunt ut labore", "holds \"lorem ipsum\"")]
    [InlineData("", "is empty")]
    [InlineData("n/a", "is the placeholder \"n/a n/a n/a n/a\"")]
    public async Task Text_that_only_fills_a_section_is_told(string text, string? filler)
    {
        using var project = new DocumentProject("responsibility: {impact: impact.md}");
        project.Write("impact.md", $"# Misuse\n\n{text} {text} {text} {text}");

        Assert.Equal(filler, Assert.Single((await project.SeeAsync(new ImpactDocumentProbe())).Sections).Filler);
    }

    [Fact]
    public async Task A_section_that_says_the_same_as_another_is_told()
    {
        using var project = new DocumentProject("responsibility: {impact: impact.md}");
        project.Write("impact.md", "# Benefits\nFewer people wait at the desk.\n# Misuse\nFewer people wait at the desk!\n");

        Assert.Equal("says the same as \"benefits\"", (await project.SeeAsync(new ImpactDocumentProbe())).Sections[1].Filler);
    }

    [Fact]
    public async Task Sources_are_list_items_with_a_link_and_a_number_that_is_no_year()
    {
        using var project = new DocumentProject("goal: {state_of_the_art: {note: docs/prior.md}}");
        project.Write("docs/papers/kept.pdf", "%PDF");
        project.Write("docs/prior.md", """
            # Prior work
            Reviewed by two of us.
            1. **First**, 2014. Link: https://example.com/1
               Result: accuracy 82 %
            2. Second, ACM 8(1), 2016. [paper](https://example.com/2)
               Result: none reported in 2016
            3. Third. Link: https://example.com/3
               Result: no number given
            4. Fourth. Link: papers/kept.pdf
               Result: an error of 0.19
            5. Fifth. Link: papers/lost.pdf
               Result: 7
            6. Sixth. Result: 12 %

            What follows:

            Nothing yet.
            """);

        var seen = await project.SeeAsync(new PriorWorkProbe());

        Assert.Equal(
            [
                new PriorSource("First, 2014", "https://example.com/1", HasNumber: true),
                new PriorSource("Second, ACM 8(1), 2016", "https://example.com/2"),
                new PriorSource("Third", "https://example.com/3", SaysNoNumber: true),
                new PriorSource("Fourth", "papers/kept.pdf", HasNumber: true),
                new PriorSource("Fifth", "papers/lost.pdf", LinkIsLost: true, HasNumber: true),
                new PriorSource("Sixth", HasNumber: true),
            ], seen.Sources);
    }

    [Theory]
    [InlineData("## A paper\nhttps://example.com/1 reached 0.8\n## Another\nhttps://example.com/2 reached 0.7\n", 2)]
    [InlineData("| source | link | result |\n|---|---|---|\n| A | https://example.com/1 | 0.8 |\n| B | https://example.com/2 | 0.7 |\n", 2)]
    [InlineData("- we read a lot\n- and talked\n", 0)]
    [InlineData("", 0)]
    public async Task Sources_may_be_sections_or_rows(string text, int sources)
    {
        using var project = new DocumentProject("goal: {state_of_the_art: {note: prior.md}}");
        project.Write("prior.md", "# Prior work\n" + text);

        var seen = (await project.SeeAsync(new PriorWorkProbe())).Sources;

        Assert.Equal(sources, seen.Count);
        Assert.All(seen, s => Assert.True(s is { HasNumber: true, Link: not null }));
    }

    [Fact]
    public async Task A_consultation_is_dated_by_its_name_or_its_first_lines()
    {
        using var project = new DocumentProject("goal: {experts: [{person: a, notes: n/2026-06-12-a.md}, {person: b, notes: n/b.md}, {person: c, notes: n/c.md}, {person: d, notes: n/none.md}]}");
        project.Write("n/2026-06-12-a.md", "# Of 2026-06-01\none two");
        project.Write("n/b.md", "# Consultation of 2026-06-20\none two three");
        project.Write("n/c.md", new string('x', 500) + " 2026-06-20");

        Assert.Equal([new ExpertNote("n/2026-06-12-a.md", 3, new DateOnly(2026, 6, 12)), new ExpertNote("n/b.md", 5, new DateOnly(2026, 6, 20)), new ExpertNote("n/c.md", 1)],
            (await project.SeeAsync(new ExpertNotesProbe())).Notes);
    }

    [Fact]
    public async Task Only_rituals_with_a_folder_have_notes_and_empty_files_are_none()
    {
        using var project = new DocumentProject("goal: {cadence: [{ritual: stand-up, every_days: 1, where: \"room 2, 09:15\"}, {ritual: chat, every_days: 1, where: \"https://chat.example.com/\"}, "
            + "{ritual: review, every_days: 14, where: docs/reviews}, {ritual: lost, every_days: 7, where: docs/lost/}, {ritual: away, every_days: 7, where: ../}]}");
        project.Write("docs/reviews/2026-06-01.md", "decided");
        project.Write("docs/reviews/2026-06-15 late.md", "decided");
        project.Write("docs/reviews/2026-06-29.md", "");
        project.Write("docs/reviews/agenda.md", "next");

        var seen = await project.SeeAsync(new RitualNotesProbe());

        Assert.Equal(["review", "lost"], seen.Folders.Select(f => f.Ritual));
        Assert.Equal([new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 15)], seen.Folders[0].Dates);
        Assert.Empty(seen.Folders[1].Dates);
    }

    [Theory]
    [InlineData("lost.md", "lost.md is not there.")]
    [InlineData("large.md", "large.md has 1,048,577 bytes; at most 1,048,576 are read as a document.")]
    [InlineData("binary.md", "binary.md is not a text file.")]
    [InlineData("folder", "folder is not there.")]
    [InlineData("outside.md", "outside.md is not there.")]
    [InlineData("away/secret.md", "away/secret.md is not there.")]
    public async Task What_is_no_document_of_the_project_is_not_read(string path, string because)
    {
        using var project = new DocumentProject($"responsibility: {{impact: {path}}}");
        var outside = Directory.CreateTempSubdirectory("airworthy-outside-").FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "secret.md"), "# Harms", TestContext.Current.CancellationToken);
        project.Write("large.md", new string('a', 1_048_577));
        project.Write("binary.md", "a\0b");
        Directory.CreateDirectory(Path.Combine(project.Folder, "folder"));
        File.CreateSymbolicLink(Path.Combine(project.Folder, "outside.md"), Path.Combine(outside, "secret.md"));
        Directory.CreateSymbolicLink(Path.Combine(project.Folder, "away"), outside);

        Assert.Equal(because, await project.MissAsync(new ImpactDocumentProbe()));
        Directory.Delete(outside, true);
    }

    [Fact]
    public async Task A_text_that_is_not_utf8_is_read_as_far_as_it_goes()
    {
        using var project = new DocumentProject("responsibility: {impact: latin.md}");
        await File.WriteAllBytesAsync(Path.Combine(project.Folder, "latin.md"), [.. "# Harms\n- caf"u8, 0xE9, .. " closes\n"u8], TestContext.Current.CancellationToken);

        Assert.Single((await project.SeeAsync(new ImpactDocumentProbe())).Harms);
    }

    [Fact]
    public async Task The_holder_of_a_law_may_be_a_test_in_the_project()
    {
        using var project = new DocumentProject("responsibility: {regulations: [{rule: a, held_by: data-schema}, {rule: b, held_by: t/a.py}, {rule: c, held_by: t/empty.py}, {rule: d, held_by: /etc/passwd}]}");
        project.Write("t/a.py", "assert True");
        project.Write("t/empty.py", "");

        Assert.Equal([new Holder("data-schema"), new Holder("t/a.py", true), new Holder("t/empty.py"), new Holder("/etc/passwd")], (await project.SeeAsync(new RegulationHoldersProbe())).Holders);
    }
}
