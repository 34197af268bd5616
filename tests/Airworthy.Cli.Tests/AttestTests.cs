namespace Airworthy.Cli.Tests;

public sealed class AttestTests : IDisposable
{
    private const string Costs = ".airworthy/statements/error-costs.yaml";

    private readonly ScratchProject _project = new();

    [Fact]
    public async Task A_statement_is_signed_by_whoever_git_says_is_here_bound_and_dated()
    {
        _project.Write("docs/desk.md", "240 cases\n");
        var run = await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--link", "desk log=docs/desk.md");

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.ExitCode);
        var text = _project.Read(Costs);
        Assert.StartsWith("item: error-costs\nsays: >\n  A false alarm costs 8 USD", text, StringComparison.Ordinal);
        Assert.Contains("\nby: maria\nrole: domain-expert\non: 2001-07-01\nuntil: 2001-12-28\nbinds:\n  contract: sha256:", text, StringComparison.Ordinal);
        Assert.Contains("title: desk log, kept: docs/desk.md, sha256: ", text, StringComparison.Ordinal);
        Assert.Contains("merged", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_beyond_the_days_of_the_item_is_cut_and_said()
    {
        var run = await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words, "--until", "2003-01-01");

        Assert.Contains("until 2001-12-28 (not 2003-01-01: this item asks again after 180 days)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_speaks_against_it_is_said_at_once_and_nothing_is_written()
    {
        var run = await _project.RunAsync("attest", "error-costs", "--says", "ok", "--by", "lea", "--until", "2001-06-01");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is the placeholder \"ok\"", run.Errors, StringComparison.Ordinal);
        Assert.Contains("lea is data-scientist, and only domain-expert", run.Errors, StringComparison.Ordinal);
        Assert.Contains("would end on 2001-06-01", run.Errors, StringComparison.Ordinal);
        Assert.False(_project.Has(Costs));
    }

    [Fact]
    public async Task Without_words_and_without_a_terminal_it_says_which_flag_is_missing()
    {
        var run = await _project.RunAsync("attest", "error-costs");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--says or --says-file", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_attests_over_a_red_check()
    {
        _project.Replace("airworthy.yaml", "target: 36", "target: 50");
        var run = await _project.RunAsync("attest", "business-goal", "--by", "ana", "--says", ScratchProject.Words);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("business-goal/contract is red: missed shall go down", run.Errors, StringComparison.Ordinal);
        Assert.Contains("airworthy waive business-goal", run.Errors, StringComparison.Ordinal);
        Assert.False(_project.Has(".airworthy/statements/business-goal.yaml"));
    }

    [Fact]
    public async Task A_renewal_keeps_comments_and_says_what_changed_since()
    {
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words);
        _project.Replace(Costs, "by: maria", "# at the desk since 1990\nby: maria");
        _project.Replace("airworthy.yaml", "as_of: 2001-07-01", "as_of: 2001-12-01");
        _project.Replace("airworthy.yaml", "missed_delay: 34", "missed_delay: 40");
        var run = await _project.RunAsync("attest", "error-costs");

        Assert.Equal("", run.Errors);
        Assert.Contains("renewed in the same words ×1; changed since: contract", run.Output, StringComparison.Ordinal);
        var text = _project.Read(Costs);
        Assert.Contains("# at the desk since 1990\nby: maria", text, StringComparison.Ordinal);
        Assert.Contains("on: 2001-12-01\nuntil: 2002-05-30", text, StringComparison.Ordinal);
        Assert.Contains("saw: {renewal: 1, changes_since_last: [contract]}\nwritten: 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_third_renewal_in_the_same_words_is_refused()
    {
        await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words);
        var day = new DateOnly(2001, 7, 1);
        foreach (var expected in (int[])[0, 0, 1])
        {
            _project.Replace("airworthy.yaml", $"as_of: {day:yyyy-MM-dd}", $"as_of: {day = day.AddDays(30):yyyy-MM-dd}");
            Assert.Equal(expected, (await _project.RunAsync("attest", "error-costs")).ExitCode);
        }
    }

    [Fact]
    public async Task Binding_alone_changes_the_digests_and_nothing_else()
    {
        _project.Write(Costs, $"item: error-costs\nsays: {ScratchProject.Words}\nby: maria   # by hand\non: 2001-06-01\n");
        var first = await _project.RunAsync("attest", "error-costs", "--bind");
        _project.Replace("airworthy.yaml", "missed_delay: 34", "missed_delay: 40");
        var second = await _project.RunAsync("attest", "all", "--bind");
        var third = await _project.RunAsync("attest", "all", "--bind");

        Assert.Contains("error-costs: bound to contract", first.Output, StringComparison.Ordinal);
        Assert.Contains("contract changed since maria signed. Let maria read it again.", second.Output, StringComparison.Ordinal);
        Assert.Contains("fits as it is", third.Output, StringComparison.Ordinal);
        Assert.StartsWith($"item: error-costs\nsays: {ScratchProject.Words}\nby: maria   # by hand\non: 2001-06-01\nbinds:\n  contract: sha256:", _project.Read(Costs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_cannot_be_read_is_not_overwritten()
    {
        _project.Write(Costs, "item: error-costs\nsayz: my own words\n");
        var run = await _project.RunAsync("attest", "error-costs", "--says", ScratchProject.Words);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error-costs.yaml:2:1: sayz is not a known key. Did you mean says?", run.Errors, StringComparison.Ordinal);
        Assert.Equal("item: error-costs\nsayz: my own words\n", _project.Read(Costs));
    }

    [Fact]
    public async Task A_test_by_hand_is_written_with_its_result()
    {
        var run = await _project.RunAsync("attest", "rollback", "--kind", "manual-test", "--result", "pass", "--distributed-to", "ana", "--distributed-to", "jonas", "--by", "jonas",
            "--says", "Switched back from 4 to 3 on 2001-06-30 in 72 seconds with 20 requests per second on; none was lost.");

        Assert.Equal("", run.Errors);
        var text = _project.Read(".airworthy/statements/rollback.yaml");
        Assert.Contains("kind: manual-test\n", text, StringComparison.Ordinal);
        Assert.Contains("result: pass\ndistributed_to: [ana, jonas]\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_item_is_answered_with_the_nearest_one() =>
        Assert.Contains("Did you mean error-costs?", (await _project.RunAsync("attest", "error-cost")).Errors, StringComparison.Ordinal);

    public void Dispose() => _project.Dispose();
}
