using System.Text.Json;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests;

/// <summary><c>airworthy evaluate --importance</c> on a small table: a column that decides, its copy in another unit, and one that was drawn at random.</summary>
public sealed class FeatureValueTests
{
    [Fact]
    public async Task A_random_column_is_named_and_a_copy_counts_as_one_with_its_original()
    {
        using var project = SmallTable.OfWays();
        Assert.Equal(0, (await project.RunAsync("train", "--trials", "1")).ExitCode);

        var run = await project.RunAsync("evaluate", "--importance");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"miles \+ way +0\.[1-5]\d* ", run.Output);
        Assert.Matches(@"Not shown useful by shuffling: .*dice", run.Output);
        Assert.Matches(@"Surely worth less than features\.keep_if_gain \(0\.05\): .*dice", run.Output);
        Assert.DoesNotMatch(@"keep_if_gain.*miles", run.Output);
        Assert.Contains("boosted trees, settings and seed of the run", run.Output, StringComparison.Ordinal);
        Assert.Contains("ms at p99", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"With another day in the row \(d\d(, d\d){6}\) and all else as it is, [1-9]\d* of \d+ decisions are others\.", run.Output);
        Assert.Contains("who was not swapped: the model is not given it.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Kept with the run: features/dev.json", run.Errors, StringComparison.Ordinal);

        var json = JsonDocument.Parse((await project.RunAsync("evaluate", "--importance", "--weakest", "1", "--repeats", "2", "--json", "-")).Output).RootElement;
        Assert.Equal(2, json.GetProperty("repeats").GetInt32());
        Assert.Single(json.GetProperty("groups").EnumerateArray(), g => g.TryGetProperty("kept", out _));
        Assert.True(json.GetProperty("groups")[0].GetProperty("time").GetProperty("p99").GetDouble() > 0);
    }

    /// <summary>The model was trained on a column that is none of the table's features any more: the team's step makes it, as it does where features are code.</summary>
    [Fact]
    public async Task A_model_whose_features_code_makes_is_asked_with_what_the_teams_step_makes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is written for a shell.");
        using var project = SmallTable.OfWays();
        Assert.Equal(0, (await project.RunAsync("train", "--trials", "1")).ExitCode);
        project.Write("airworthy.yaml", File.ReadAllText(Path.Combine(project.Folder, "airworthy.yaml")).Replace("features: {keep_if_gain: 0.05}", "features: {columns: [miles, day, dice], made: [way], keep_if_gain: 0.05}\ncommands: {features: 'cp made.parquet {features}'}", StringComparison.Ordinal));
        using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            duck.Open();
            using var command = duck.CreateCommand();
            command.CommandText = $"copy (select id, way from read_csv('{Path.Combine(project.Folder, "rows.csv")}')) to '{Path.Combine(project.Folder, "made.parquet")}' (format parquet)";
            command.ExecuteNonQuery();
        }

        var run = await project.RunAsync("evaluate", "--importance", "--repeats", "2");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"miles \+ way +0\.[1-5]\d* ", run.Output);

        var row = await project.RunAsync("model", "explain", "--row", "17");
        Assert.True(row.ExitCode == 0, row.Errors);
        Assert.Contains("Shapley values of its trees, exact.", row.Output, StringComparison.Ordinal);
        Assert.Matches(@"way +\d+ +percentile", row.Output);
        Assert.Contains("In the table, and not read by the model itself: id 17", row.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_on_one_column_is_shuffled_and_not_learnt_again()
    {
        using var project = SmallTable.OfWays();
        Assert.Equal(0, (await project.RunAsync("baselines")).ExitCode);

        var run = await project.RunAsync("evaluate", "baseline: one rule", "--importance");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("It was not learnt again without its features: it is a rule on one column.", run.Output, StringComparison.Ordinal);

        var linear = await project.RunAsync("evaluate", "baseline: linear", "--importance");
        Assert.Contains("(logistic regression; with all roc_auc", linear.Output, StringComparison.Ordinal);

        var chance = await project.RunAsync("evaluate", "baseline: stratified", "--importance");
        Assert.Equal(1, chance.ExitCode);
        Assert.Contains("kept no ONNX file, and commands.predict is missing", chance.Errors, StringComparison.Ordinal);
    }

    /// <summary>A model that only the team's own command can ask: it answers by the way alone, and its run kept the number it multiplies by.</summary>
    [Fact]
    public async Task A_model_is_asked_through_the_teams_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is written for a shell.");
        using var project = SmallTable.OfWays();
        File.WriteAllText(Path.Combine(project.Folder, "predict.sh"), "awk -F, -v m=$(cat $1) 'NR == 1 { print \"id,label,score\"; next } { print $1 \",\" $6 \",\" $2 * m }' $2 > $3\n");
        File.AppendAllText(Path.Combine(project.Folder, "airworthy.yaml"), "commands: {predict: 'sh predict.sh {model} {data} {predictions}'}\n");
        File.WriteAllText(Path.Combine(project.Folder, "train.sh"), """
            set -e
            mkdir -p predictions model && echo 0.01 > model/factor
            awk -F, -v m=0.01 'NR == 1 { print "id,label,score"; next } { print $1 "," $6 "," $2 * m }' rows.csv > predictions/dev.csv
            """);
        var made = await project.RunAsync("run", "--name", "by hand", "--", "sh", "train.sh");
        Assert.True(made.ExitCode == 0, made.Errors);

        var without = await project.RunAsync("evaluate", "by hand", "--importance");
        Assert.Equal(1, without.ExitCode);
        Assert.Contains("commands.predict needs {model}, and the run kept no model.", without.Errors, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(project.Folder, "airworthy.yaml"), File.ReadAllText(Path.Combine(project.Folder, "airworthy.yaml")).Replace("{model} {data}", "model/factor {data}", StringComparison.Ordinal));
        var run = await project.RunAsync("evaluate", "by hand", "--importance", "--repeats", "2");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("(commands.predict)", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"miles \+ way +0\.[1-5]\d* ", run.Output);
        Assert.Matches(@"dice +0 +0 +0", run.Output);
        Assert.Matches(@"With another day in the row .* all else as it is, 0 of \d+ decisions are others\.", run.Output);
        Assert.Matches(@"Not shown useful by shuffling: .*d", run.Output);

        File.WriteAllText(Path.Combine(project.Folder, "predict.sh"), "echo it has no factor >&2; exit 4\n");
        var failing = await project.RunAsync("evaluate", "by hand", "--importance");
        Assert.Equal(1, failing.ExitCode);
        Assert.Contains("commands.predict ended with 4: it has no factor", failing.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--repeats 0", 64, "--repeats 0: expected 1 to 1000")]
    [InlineData("--weakest -1", 64, "--weakest -1: expected 0 or more")]
    [InlineData("--split test", 64, "no choice is made on test")]
    [InlineData("", 1, "no runs are known")]
    public async Task What_cannot_be_measured_is_told(string options, int exit, string says)
    {
        using var project = SmallTable.OfWays();
        var run = await project.RunAsync(["evaluate", "--importance", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
    }
}
