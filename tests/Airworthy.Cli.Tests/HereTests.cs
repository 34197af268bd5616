namespace Airworthy.Cli.Tests;

/// <summary>The test commands of a contract, run for the checklist and read as JUnit.</summary>
public sealed class HereTests
{
    private const string Green = "printf '<testsuite><testcase classname=\"a\" name=\"one\" time=\"0.1\"/></testsuite>' > $1; touch was-run";

    [Fact]
    public async Task They_run_only_when_somebody_asks_for_it_and_their_report_stays()
    {
        using var project = Ready(Green);
        Assert.Contains("There is no JUnit report of the unit tests.", (await project.RunAsync("check", "unit-tests", "--all")).Output, StringComparison.Ordinal);
        Assert.False(project.Has("was-run"));

        var here = await project.RunAsync("check", "unit-tests", "--here", "--all");

        Assert.True(here.ExitCode == 0, here.Output + here.Errors);
        Assert.Contains("1 tests ran on", here.Output, StringComparison.Ordinal);
        Assert.Contains("\"exit_code\": 0", project.Read(".airworthy/store/reports/unit-tests.run.json"), StringComparison.Ordinal);
        Assert.Contains("1 tests ran on", (await project.RunAsync("check", "unit-tests", "--all")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("printf '<testsuites tests=\"9\"/>' > $1", "No test was collected.", 1)]
    [InlineData("printf '<testsuite><testcase name=\"a\"><skipped message=\"no\"/></testcase></testsuite>' > $1", "All 1 tests were skipped.", 1)]
    [InlineData("printf '<testsuite><testcase name=\"a\"/></testsuite>' > $1; echo cannot import b; exit 2", "ended with 2. Its last line: cannot import b", 1)]
    [InlineData("printf '<testsuite><testcase name=\"a\"><failure/></testcase></testsuite>' > $1; exit 1", "1 of 1 tests failed: a.", 1)]
    [InlineData("echo no such module; exit 4", "ended with 4 and left no JUnit report. Its last line: no such module", 0)]
    [InlineData("printf '<testsuite><testcase' > $1", "left no JUnit report", 0)]
    public async Task What_only_looks_like_a_green_run_is_refused(string script, string says, int exit)
    {
        using var project = Ready(script);

        // A green report of an earlier run is no answer.
        project.Write(".airworthy/store/reports/unit-tests.xml", "<testsuite><testcase name=\"old\"/></testsuite>");
        var run = await project.RunAsync("check", "unit-tests", "--here", "--all");

        Assert.Contains(says, string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("tests ran on", run.Output, StringComparison.Ordinal);
        Assert.Equal(exit, run.ExitCode);
    }

    [Fact]
    public async Task Functionality_tests_are_not_taken_for_unit_tests()
    {
        using var project = Ready(Green);
        project.Write("cases.sh", "{ printf '<testsuite>'; for i in 1 2 3 4 5 6 7 8 9 10; do printf '<testcase name=\"c%s\"/>' $i; done; printf '</testsuite>'; } > $1\n");

        var run = await project.RunAsync("check", "unit-tests", "functionality-tests", "--here", "--all");

        Assert.Contains("1 tests ran on", run.Output, StringComparison.Ordinal);
        Assert.Contains("10 tests ran on", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Ten cases, of which the first asks the model: by its content, as a shell can.</summary>
    [Fact, Trait("Category", "slow")]
    public async Task Functionality_tests_are_run_with_the_model_and_with_a_broken_one()
    {
        using var project = new ScratchProject();
        project.Replace("airworthy.yaml", "stage: idea", "stage: model\ndata: {files: [rows.csv], id: id, label: {name: y}, split: {method: by-hash, shares: {train: 0.6, dev: 0.4}}}\nmetric: {name: roc_auc, direction: up, on: dev}\ncommands: {functionality_tests: \"sh cases.sh {model} {junit}\"}");
        project.Write("rows.csv", "id,a,b,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i * 37 % 100},{i * 11 % 90},{(i * 37 % 100 > 50 ? 1 : 0)}\n")));
        const string Cases = "{ printf '<testsuite>'; for i in 1 2 3 4 5 6 7 8 9; do printf '<testcase name=\"c%s\"/>' $i; done; printf '<testcase name=\"asked\">'; ASK printf '</testcase></testsuite>'; } > $2\n";
        project.Write("cases.sh", Cases.Replace("ASK", "[ -f first ] || cp $1 first; cmp -s $1 first || printf '<failure/>';", StringComparison.Ordinal));
        project.Write(".gitignore", ".airworthy/store/\nfirst\n");
        project.Commit("Cases");

        var without = await project.RunAsync("check", "functionality-tests", "--here", "--all");
        Assert.Contains("asks for {model}, and", without.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("tests ran on", without.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await project.RunAsync("train", "--trials", "1")).ExitCode);
        var run = await project.RunAsync("check", "functionality-tests", "--here", "--all");
        Assert.Contains("10 tests ran on", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 10 tests fail when the model of", string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        project.Write("cases.sh", Cases.Replace("ASK", "", StringComparison.Ordinal));
        project.Commit("Cases that ask nobody");
        var toothless = await project.RunAsync("check", "functionality-tests", "--here", "--all");
        Assert.Contains("All 10 tests that pass with the model of", string.Join(' ', toothless.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(1, toothless.ExitCode);
    }

    private static ScratchProject Ready(string script)
    {
        var project = new ScratchProject();
        project.Replace("airworthy.yaml", "stage: idea", "stage: model\ncommands: {unit_tests: \"sh test.sh {junit}\", functionality_tests: \"sh cases.sh {junit}\"}");
        project.Write("test.sh", script + "\n");
        project.Commit("Tests");
        return project;
    }
}
