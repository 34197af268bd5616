namespace Airworthy.Cli.Tests;

/// <summary>A table of ten thousand columns: <c>look</c> answers from a part of it and says so, <c>check</c> says what to do.</summary>
public sealed class WideTableTests : IDisposable
{
    private const int Columns = 10_000;

    private readonly StrangerProject _project = new();

    public WideTableTests()
    {
        var random = new Random(13);
        var lines = Enumerable.Range(0, 60).Select(row => $"{string.Join(',', Enumerable.Range(0, Columns - 2).Select(i => i == 7_000 ? $"\"a, {row % 3}\"" : $"{random.Next(100)}"))},{row % 2},{row % 2}");
        _project.With("wide.csv", $"{string.Join(',', Enumerable.Range(0, Columns - 2).Select(i => $"c{i}"))},twin,churned\n{string.Join('\n', lines)}\n");
    }

    [Fact]
    public async Task The_first_and_the_last_are_looked_at_and_one_by_its_name()
    {
        var run = await AirworthyProcess.RunAsync(_project.Root, "look", "wide.csv");
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.Contains("60 rows × 10,000 columns", run.Output, StringComparison.Ordinal);
        Assert.Contains("9,750 were left out", run.Output, StringComparison.Ordinal);
        Assert.Contains("label churned?", run.Output, StringComparison.Ordinal);

        var named = await AirworthyProcess.RunAsync(_project.Root, "look", "wide.csv", "--label", "c7000");
        Assert.Equal(("", 0), (named.Errors, named.ExitCode));
        Assert.Contains("label c7000", named.Output, StringComparison.Ordinal);
        Assert.Contains("9,749 were left out", named.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_another_length_is_named()
    {
        File.AppendAllText(Path.Combine(_project.Root, "wide.csv"), "1,2,3\n");
        var run = await AirworthyProcess.RunAsync(_project.Root, "look", "wide.csv");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("wide.csv cannot be read: line 62 has 3 fields, the first line has 10,000.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_what_to_do()
    {
        _project.With("airworthy.yaml", "airworthy: 1\nproject: w\nstage: data\npolicy: light\ndata: {files: [wide.csv], label: churned, id: row, entity: none}\n");
        var check = await AirworthyProcess.RunAsync(_project.Root, "check", "--format", "json");

        Assert.Contains("wide.csv has 10,000 columns; at most 2,000 are judged.", check.Output, StringComparison.Ordinal);
        Assert.Contains("into a narrower file, and name that in data.files.", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_guesses_from_a_part_and_says_so()
    {
        var init = await AirworthyProcess.RunAsync(_project.Root, "init", "--yes");

        Assert.Equal(("", 0), (init.Errors, init.ExitCode));
        Assert.Contains("wide.csv: 60 rows, 10,000 columns, 9,700 of them not looked at", init.Output, StringComparison.Ordinal);
        Assert.Contains("data.label = churned", init.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _project.Dispose();
}
