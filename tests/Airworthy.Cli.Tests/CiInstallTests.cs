using Airworthy.Core.Reading;

namespace Airworthy.Cli.Tests;

public sealed class CiInstallTests
{
    [Theory]
    [InlineData("github", ".github/workflows/airworthy.yml", "jobs.check.steps")]
    [InlineData("gitlab", ".gitlab-ci.yml", "airworthy.script")]
    [InlineData("azure", ".azure/airworthy.yml", "jobs[0].steps")]
    public async Task The_workflow_is_shown_written_and_valid(string forge, string path, string steps)
    {
        using var project = Ready();

        var run = await AirworthyProcess.RunAsync(project.Root, "ci", "install", forge, "--gate", "P2", "--install", "bring \"airworthy\" here");

        Assert.Equal(0, run.ExitCode);
        var text = project.Read(path);
        Assert.Contains(text, run.Output, StringComparison.Ordinal);
        var problems = new List<Problem>();
        var yaml = YamlText.Read(text, path, problems);
        Assert.Empty(problems.Select(p => p.ToString()));
        Assert.NotEmpty(Assert.IsType<Yaml.List>(yaml!.Find(steps)).Items);
        Assert.Contains("--gate P2", text, StringComparison.Ordinal);
        Assert.Contains("records pull", text, StringComparison.Ordinal);
        Assert.Contains("records push", text, StringComparison.Ordinal);
        Assert.DoesNotContain("@", text.Replace("@v4", "", StringComparison.Ordinal).Replace("@2", "", StringComparison.Ordinal).Replace("}@$", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(l => l.Contains("airworthy check ", StringComparison.Ordinal)), line => Assert.Contains("--as ci", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workflow_that_is_there_is_not_written_over()
    {
        using var project = Ready().With(".github/workflows/airworthy.yml", "mine");

        var run = await AirworthyProcess.RunAsync(project.Root, "ci", "install", "github");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--yes", run.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", project.Read(".github/workflows/airworthy.yml"));
    }

    [Fact]
    public async Task Where_a_pipeline_is_there_already_the_new_one_stands_beside_it()
    {
        using var project = Ready().With(".gitlab-ci.yml", "test: {script: [make]}");

        var run = await AirworthyProcess.RunAsync(project.Root, "ci", "install", "gitlab");

        Assert.Equal("test: {script: [make]}", project.Read(".gitlab-ci.yml"));
        Assert.Contains("include: [{local: .gitlab/airworthy.yml}]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_and_option_in_a_workflow_exists()
    {
        using var project = Ready();
        var help = (await AirworthyProcess.RunAsync(null, "check", "--help")).Output;
        foreach (var option in (string[])["--as", "--gate", "--base", "--new-only", "--fast", "--format", "--out"])
        {
            Assert.Contains(option, help, StringComparison.Ordinal);
        }

        var run = await AirworthyProcess.RunAsync(project.Root, "check", "--fast", "--gate", "P1", "--out", "a.txt");
        Assert.InRange(run.ExitCode, 0, 2);
        Assert.True(File.Exists(Path.Combine(project.Root, "a.txt")), run.Errors);
    }

    private static StrangerProject Ready() => new StrangerProject().With("airworthy.yaml", "airworthy: 1\nproject: a\nstage: data\n");
}
