namespace Airworthy.Cli.Tests;

/// <summary>Items that a project adds to the checklist.</summary>
public sealed class PacksTests
{
    private const string Pack = """
        pack: 1
        items:
          - id: model-card
            title: A card for every model
            question: Does a card say what the model is for and what it is not for?
            why: Somebody who meets the model without us must not use it for something else.
            severity: 3
            stop: P1
            reads: [goal.statement]
            command: {run: "touch was-run; echo \"2 cards, 1 without limits\"; test -f card.md", max_minutes: 1}
            how: Write card.md.
          - id: stop-button
            title: Somebody can switch it off
            question: Who switches the model off, and how long does it take?
            why: A model that nobody can stop is nobody's.
            severity: 4
            stop: P4
            from: live
            statement: {days: 90, by: owner}
          - id: human-oversight
            title: Somebody looks at hard cases
            question: Who looks at the cases that the model is not sure of?
            why: What the model cannot know a person has to.
            severity: 2
            stop: P1
            statement: {days: 90}
        """;

    [Fact]
    public async Task They_stand_under_a_heading_of_their_own_and_their_commands_run_only_when_somebody_asks_for_it()
    {
        using var project = Ready();

        var quiet = await project.RunAsync("check", "--all");
        Assert.False(project.Has("was-run"));
        Assert.Contains("OWN ITEMS: OURS", quiet.Output, StringComparison.Ordinal);
        Assert.Contains("? command model-card/command has never run.", Flat(quiet.Output), StringComparison.Ordinal);
        Assert.Contains("airworthy check model-card --pack-commands", Flat(quiet.Output), StringComparison.Ordinal);
        Assert.Contains("Later: stop-button (from live)", quiet.Output, StringComparison.Ordinal);

        var red = await project.RunAsync("check", "model-card", "--pack-commands");
        Assert.Equal(1, red.ExitCode);
        Assert.Contains("Its command ended with 1. Its last line: 2 cards, 1 without limits", Flat(red.Output), StringComparison.Ordinal);
        Assert.Contains("→ Write card.md.", red.Output, StringComparison.Ordinal);

        project.Write("card.md", "For the desk, and for nothing else.");
        await project.RunAsync("check", "model-card", "--pack-commands");
        var known = await project.RunAsync("status", "--all");
        Assert.Contains("✓ model-card: verified", known.Output, StringComparison.Ordinal);
        Assert.Contains("\"section\": \"Packs/ours\"", (await project.RunAsync("report", "--format", "json")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("model-card", (await project.RunAsync("score")).Output, StringComparison.Ordinal);

        // Written anew, it is another question, and the old answer is none to it.
        project.Replace(".airworthy/packs/ours.yaml", "test -f card.md", "test -s card.md");
        Assert.Contains("~ model-card: stale", (await project.RunAsync("status", "--all")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_explained_and_answered_like_any_other()
    {
        using var project = Ready();

        var explained = await project.RunAsync("explain", "model-card");
        Assert.Contains("Does a card say what the model is for and what it is not for?", explained.Output, StringComparison.Ordinal);
        Assert.Contains("is run only when `airworthy check --pack-commands` asks for it", Flat(explained.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("airworthy drill", explained.Output, StringComparison.Ordinal);

        var attested = await project.RunAsync("attest", "human-oversight", "--says", "Maria Lund reads the 20 least certain cases of each Monday, 61 so far, listed in docs/cases.md since 2001-05-14.");
        Assert.Equal(0, attested.ExitCode);
        Assert.Contains("✎ human-oversight: attested", (await project.RunAsync("status", "--all")).Output, StringComparison.Ordinal);
        Assert.Equal(64, (await project.RunAsync("explain", "model-cart")).ExitCode);
    }

    [Fact]
    public async Task An_item_that_was_taken_away_is_named_as_loosened()
    {
        using var project = Ready();
        project.Commit("Pack");
        File.Delete(Path.Combine(project.Root, ".airworthy/packs/ours.yaml"));

        var run = await project.RunAsync("check", "--base", "HEAD");

        Assert.Contains("model-card", run.Output, StringComparison.Ordinal);
        Assert.Contains("It stood in .airworthy/packs/ours.yaml.", Flat(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pack_that_cannot_be_read_stops_everything()
    {
        using var project = Ready();
        project.Replace(".airworthy/packs/ours.yaml", "id: stop-button", "id: error-costs");

        var run = await project.RunAsync("check");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(".airworthy/packs/ours.yaml:12:9: items[1].id is error-costs, which is an item of the checklist itself.", run.Errors, StringComparison.Ordinal);
    }

    private static ScratchProject Ready()
    {
        var project = new ScratchProject();
        project.Write(".airworthy/packs/ours.yaml", Pack);
        return project;
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
