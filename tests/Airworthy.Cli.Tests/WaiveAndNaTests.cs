namespace Airworthy.Cli.Tests;

public sealed class WaiveAndNaTests : IDisposable
{
    private readonly ScratchProject _project = new();

    [Fact]
    public async Task A_waiver_carries_its_end_in_its_name_and_hides_nothing()
    {
        var run = await _project.RunAsync("waive", "error-costs", "--risk", "The costs are from last year and may have moved.", "--because", "The new count: it ends in August.",
            "--mitigation", "The threshold stays where it is until then.", "--approved-by", "ana", "--approved-by", "jonas", "--until", "2001-09-29");

        Assert.Equal("", run.Errors);
        Assert.Contains("error-costs stays unanswered, marked as waived until 2001-09-29, that day included.", run.Output, StringComparison.Ordinal);
        Assert.Equal("""
            item: error-costs
            risk: The costs are from last year and may have moved.
            because: "The new count: it ends in August."
            mitigation: The threshold stays where it is until then.
            by: maria
            approved_by: [ana, jonas]
            on: 2001-07-01
            until: 2001-09-29

            """, _project.Read(".airworthy/waivers/error-costs--2001-09-29.yaml"));

        var check = await _project.RunAsync("check", "error-costs", "--format", "json");
        Assert.Contains("waived", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiver_is_refused_with_all_its_faults()
    {
        var run = await _project.RunAsync("waive", "error-costs", "--risk", "tbd", "--because", "later", "--approved-by", "lea", "--until", "2001-12-31");

        Assert.Equal(1, run.ExitCode);
        foreach (var expected in (string[])["The risk is the placeholder \"tbd\".", "The reason is the placeholder \"later\".", "The mitigation is empty.",
            "at most 90 are allowed", "End it on 2001-09-29", "lea is data-scientist", "needs 2 approvers other than maria; it names 1"])
        {
            Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(_project.Root, ".airworthy", "waivers")));
    }

    [Fact]
    public async Task A_box_is_put_aside_with_a_reason_an_end_and_the_condition_that_reopens_it()
    {
        var run = await _project.RunAsync("na", "inclusion", "--because", "No column describes a person, and no decision is taken about one.", "--approved-by", "ana");

        Assert.Equal("", run.Errors);
        var text = _project.Read(".airworthy/not-applicable/inclusion.yaml");
        Assert.Contains("by: maria\napproved_by: ana\non: 2001-07-01\nuntil: 2002-07-01\nunless: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error-costs", "error-costs always applies.")]
    [InlineData("inclusion", "The reason is empty.")]
    [InlineData("inclusion", "Somebody else has to approve it.")]
    public async Task A_box_is_not_put_aside_for_nothing(string item, string expected)
    {
        var run = await _project.RunAsync("na", item);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        Assert.False(_project.Has($".airworthy/not-applicable/{item}.yaml"));
    }

    [Fact]
    public async Task What_the_contract_itself_contradicts_is_not_put_aside()
    {
        _project.Write("airworthy.yaml", _project.Read("airworthy.yaml") + "data: {privacy: {personal_data: pseudonymous}}\n");
        var run = await _project.RunAsync("na", "inclusion", "--because", "No column describes a person, and no decision is taken about one.", "--approved-by", "ana");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("data.privacy.personal_data is", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _project.Dispose();
}
