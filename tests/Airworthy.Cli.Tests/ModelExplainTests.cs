using System.Text.Json;

namespace Airworthy.Cli.Tests;

/// <summary><c>airworthy model explain</c> on a small table: a row followed to its answer, rows asked again, and a model's file that is not the one that made the answers.</summary>
public sealed class ModelExplainTests
{
    [Fact]
    public async Task A_row_is_followed_to_its_answer_and_a_file_that_was_exchanged_is_seen()
    {
        using var project = SmallTable.OfMoments();
        Assert.Equal(0, (await project.RunAsync("train", "--trials", "1", "--seed", "3")).ExitCode);
        const string Model = "train, 1 trials, seed 3";

        var row = await project.RunAsync("model", "explain", Model, "--row", "17");
        Assert.True(row.ExitCode == 0, row.Errors + row.Output);
        Assert.Contains("of dev, labelled", row.Output, StringComparison.Ordinal);
        Assert.Contains("The same as its run stored.", row.Output, StringComparison.Ordinal);
        Assert.Contains("Shapley values of its trees, exact.", row.Output, StringComparison.Ordinal);
        Assert.Contains("which is the answer.", row.Output, StringComparison.Ordinal);
        Assert.Contains("Guards gave no verdict: none were fitted to version 1. Fit them: airworthy guard fit 1", row.Output, StringComparison.Ordinal);
        Assert.Matches(@"way +\d+ +percentile \d", row.Output);
        Assert.Matches(@"at +2026-01-\d\d \d\d:\d\d:\d\d .* hour \d+(\.\d+)?, weekday \d", row.Output);

        var json = JsonDocument.Parse((await project.RunAsync("model", "explain", Model, "--row", "12", "--json", "-")).Output).RootElement;
        Assert.Equal(json.GetProperty("sum").GetDouble(), json.GetProperty("base").GetDouble() + json.GetProperty("columns").EnumerateArray().Sum(c => c.GetProperty("part").GetDouble()), 6);
        Assert.Equal(5, json.GetProperty("near").GetArrayLength());
        Assert.DoesNotContain(json.GetProperty("near").EnumerateArray(), n => n.GetProperty("id").GetString() == "12");

        Assert.Equal(0, (await project.RunAsync("guard", "fit", "1")).ExitCode);
        var guarded = await project.RunAsync("model", "explain", Model, "--row", "17");
        Assert.Matches(@"Guards of version 1: nothing speaks against the answer; the set that holds the truth 90 % of the time is (0|1|0 or 1|empty); it lies \d+(\.\d+)? from the rows of train, where ordinary rows lie up to \d", guarded.Output);

        var again = await project.RunAsync("model", "explain", Model, "--replay", "25");
        Assert.True(again.ExitCode == 0, again.Errors + again.Output);
        Assert.Contains("25 rows drawn from dev: each is answered as its run stored", again.Output, StringComparison.Ordinal);
        Assert.Contains("Kept with the run: replay/dev.json", again.Errors, StringComparison.Ordinal);

        // The same file with the levels of one word changed: an encoder that is not the one that was trained.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(project.Folder, ".airworthy", "store", "artifacts"), "model.onnx", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var at = bytes.AsSpan().IndexOf("north"u8);
            "n0rth"u8.CopyTo(bytes.AsSpan(at));
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }

        var broken = await project.RunAsync("model", "explain", Model, "--replay", "60");
        Assert.Equal(1, broken.ExitCode);
        Assert.Matches(@"Of 60 rows drawn from dev, \d+ are answered otherwise than the run stored", broken.Output);
    }

    [Theory]
    [InlineData("", 64, "Which row?")]
    [InlineData("--row 1 --replay 2", 64, "Which row?")]
    [InlineData("--replay 0", 64, "--replay 0: expected 1 to 1000")]
    [InlineData("--row 1", 1, "no runs are known")]
    public async Task What_cannot_be_followed_is_told(string options, int exit, string says)
    {
        using var project = SmallTable.OfMoments();
        var run = await project.RunAsync(["model", "explain", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_three_classes_the_likeliest_is_taken_apart_and_rows_that_are_not_there_are_told()
    {
        using var project = SmallTable.OfMoments(classes: true);
        Assert.Equal(0, (await project.RunAsync("train", "--trials", "1", "--seed", "3")).ExitCode);

        var row = await project.RunAsync("model", "explain", "--row", "8");
        Assert.True(row.ExitCode == 0, row.Errors + row.Output);
        Assert.Contains("which is likeliest", row.Output, StringComparison.Ordinal);
        Assert.Contains("which is the answer.", row.Output, StringComparison.Ordinal);

        var none = await project.RunAsync("model", "explain", "--row", "it's");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("No row of the table is named it's (id).", none.Errors, StringComparison.Ordinal);
    }
}
