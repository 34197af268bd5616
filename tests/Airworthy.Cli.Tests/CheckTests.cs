using Airworthy.Core.Checklist;

namespace Airworthy.Cli.Tests;

public sealed class CheckTests
{
    [Fact]
    public async Task A_second_run_over_the_same_inputs_adds_no_records()
    {
        using var project = new TemporaryProject();
        await project.RunAsync("check");
        var records = RecordLines(project);
        await project.RunAsync("check");

        Assert.Equal(records, RecordLines(project));
    }

    [Fact]
    public async Task Changed_data_is_looked_at_again()
    {
        using var project = new TemporaryProject();
        await project.RunAsync("check", "leakage-safe-split");
        var before = RecordLines(project);
        File.AppendAllText(Path.Combine(project.Folder, "data.csv"), "2026-02-10 09:00:00,0.1,0.2,a,1\n");
        await project.RunAsync("check", "leakage-safe-split");

        Assert.True(RecordLines(project) > before, "new records about the new data");
    }

    [Fact]
    public async Task Every_error_of_a_contract_is_shown_with_its_place()
    {
        using var project = new TemporaryProject("airworthy: 1\nproject: small\nstage: daat\nmetric: {confidence: 95}\nownr: {person: ana}");
        var run = await project.RunAsync("check");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("airworthy.yaml:3:8: stage is daat", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean 0.95?", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean owner?", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leakage-safe-splt", "Did you mean leakage-safe-split?")]
    [InlineData("leakage-safe-split/row", "Did you mean leakage-safe-split/rows?")]
    public async Task A_slip_in_an_items_name_is_told(string written, string told)
    {
        using var project = new TemporaryProject();
        var run = await project.RunAsync("check", written);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failing_ends_with_1_and_open_ends_with_2_only_when_asked()
    {
        using var honest = new TemporaryProject();
        Assert.Equal(0, (await honest.RunAsync("check")).ExitCode);
        Assert.Equal(2, (await honest.RunAsync("check", "--strict")).ExitCode);
        Assert.Equal(2, (await honest.RunAsync("check", "--gate", "P1")).ExitCode);

        using var failing = new TemporaryProject(TemporaryProject.Contract.Replace("target: 9,", "target: 19,", StringComparison.Ordinal));
        Assert.Equal(1, (await failing.RunAsync("check")).ExitCode);
        Assert.Equal(1, (await failing.RunAsync("check", "--gate", "P1")).ExitCode);
        Assert.Equal(0, (await failing.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_waiver_lets_the_stop_pass_and_leaves_red_red()
    {
        using var project = new TemporaryProject(TemporaryProject.Contract.Replace("target: 9,", "target: 19,", StringComparison.Ordinal));
        var waived = await project.RunAsync("waive", "business-goal", "--risk", "The target stands above today, which is the wrong way round.", "--because", "The depots count anew until the end of the month.",
            "--mitigation", "Nobody reads the target before the new count is there.", "--by", "ana", "--until", DateTime.UtcNow.AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("", waived.Errors);

        var run = await project.RunAsync("check", "--format", "json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Ends with 1: business-goal is failing. A waiver lets a stop pass", run.Errors, StringComparison.Ordinal);
        var gate = await project.RunAsync("check", "--gate", "P1");
        Assert.Equal(2, gate.ExitCode); // others are open still
        Assert.DoesNotContain("business-goal", gate.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new Status[0], false, false, 0)]
    [InlineData(new[] { Status.Attested, Status.Unanswered, Status.Stale }, false, false, 0)]
    [InlineData(new[] { Status.Attested, Status.Unanswered }, false, true, 2)]
    [InlineData(new[] { Status.Verified, Status.Stale }, false, true, 2)]
    [InlineData(new[] { Status.Verified, Status.NotApplicable }, false, true, 0)]
    [InlineData(new[] { Status.Failing, Status.Unanswered }, false, false, 1)]
    [InlineData(new[] { Status.Failing, Status.Stale }, false, true, 1)]
    [InlineData(new[] { Status.Failing }, true, false, 4)]
    [InlineData(new[] { Status.Verified }, true, true, 4)]
    public void The_exit_code_says_what_is_worst(Status[] due, bool hasCrashed, bool isStrict, int expected) =>
        Assert.Equal(expected, Commands.CheckCommand.ExitCode([.. due.Select(s => new ItemState(Pages.Items[0], s, []) { Why = "" })], hasCrashed, null, isStrict));

    [Fact]
    public async Task A_claim_to_be_a_CI_where_none_runs_is_refused()
    {
        using var project = new TemporaryProject();
        var run = await project.RunAsync("check", "--as", "ci");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("GITHUB_RUN_ID") is not null, "a CI runs this test");
        Assert.Equal(64, run.ExitCode);
    }

    [Fact]
    public async Task Two_runs_at_once_keep_all_their_records_in_one_unbroken_chain()
    {
        using var project = new TemporaryProject();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(n => project.RunAsync("check", "business-goal", "--now", $"2026-0{4 + n}-01T10:00:00Z")));

        var records = new Data.Records.RecordStore(project.Folder).Read();
        Assert.Equal(3, records.Count(r => r.Check == "business-goal/contract"));
        Assert.Empty(Core.Records.Chains.Broken(records));
    }

    private static int RecordLines(TemporaryProject project) =>
        Directory.EnumerateFiles(Path.Combine(project.Folder, ".airworthy/store/records"), "*.jsonl").Sum(f => File.ReadAllLines(f).Length);
}
