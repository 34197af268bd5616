using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Evaluating;

namespace Airworthy.Cli.Tests;

/// <summary>Trainings at past cut-offs: the contract's own commands, and those that cannot be made.</summary>
public sealed partial class StalenessTests
{
    private const string Contract = """
        airworthy: 1
        project: turning
        kind: tabular-classification
        stage: model
        metric: {name: roc_auc, direction: up, on: dev}
        data:
          files: [data.csv]
          id: ID
          label: y
          time: at
          entity: none
          split: {method: by-time, train: {from: 2026-01-01, until: 2026-02-28}, dev: {from: 2026-03-01}}
        freshness: {max_age_days: 60, retrain_every_days: 50, tolerated_loss: 0.05, label_delay_days: 1}
        predictions: {dev: run}

        """;

    private const string Commands = """
        commands:
          train: "awk -F, 'NR > 1 {s = 2 * $5 - 1; a += s * $3; b += s * $4} END {print a, b}' {data} > {model}"
          predict: "awk -F, -v m=\"$(cat {model})\" 'BEGIN {split(m, w, \" \"); print \"id,score\"} NR > 1 {print NR - 2 \",\" 1 / (1 + exp(-(w[1] * $3 + w[2] * $4) / 20))}' {data} > {predictions}"

        """;

    [Fact]
    public async Task A_world_that_turns_makes_the_team_s_own_model_old_and_the_check_reads_it()
    {
        using var project = Ready(Contract.Replace("ID", "row", StringComparison.Ordinal) + Commands);

        var run = await project.RunAsync("evaluate", "--staleness");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("trained at 6 past cut-offs on the 30 days before each (commands.train and commands.predict, ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"More than 0\.05 is surely lost at \d+ days: train again at least every \d+ days", run.Output);
        Assert.Contains("freshness.retrain_every_days is 50: lower it to ", run.Output, StringComparison.Ordinal);
        var check = await project.RunAsync("check", "staleness-impact");
        Assert.Contains($"loses {LossLine().Match(run.Output).Groups[1].Value} (", Flat(check.Output), StringComparison.Ordinal); // the command and the checklist say one number
    }

    [Fact, Trait("Category", "slow")]
    public async Task A_command_that_does_not_learn_from_the_days_it_is_told_shows_nothing_of_age()
    {
        using var project = Ready(Contract.Replace("ID", "id", StringComparison.Ordinal));
        project.Write("train.sh", "mkdir -p predictions; awk -F, 'NR == 1 {print \"id,label,score\"; next} {print $1 \",\" $5 \",\" ($3 + 1) / 2}' data.csv > predictions/dev.csv\n");
        project.Commit("Training");
        await project.RunAsync("run", "--name", "first", "--", "sh", "train.sh");

        var run = await project.RunAsync("evaluate", "first", "--staleness");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("All 6 trainings answered alike, whatever they were told to learn from", Flat(run.Errors), StringComparison.Ordinal);
        Assert.Contains("AIRWORTHY_TRAIN_UNTIL", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  time: at\n", "", "data.time is not set")]
    [InlineData("time: at", "time: a", "data.time names a, which holds no days")]
    [InlineData("time: at", "time: when", "data.time names when, which the table does not have")]
    [InlineData("  label: y\n", "", "The contract names no label")]
    [InlineData("method: by-time,", "method: by-time, gap_days: 40,", "data.split.gap_days is 40")]
    public async Task What_cannot_grow_old_is_told(string from, string to, string says)
    {
        using var project = Ready(Contract.Replace("ID", "id", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(says, await WhyNotAsync(project, 6), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2_700, 30, "The window 2026-01-25 to 2026-01-26 has 60 labelled rows, and 100 are needed.")]
    [InlineData(2_700, 100, "Labelled rows are of 90 days")]
    [InlineData(500, 6, "labelled rows, and 100 are needed.")]
    public async Task Too_little_history_is_told(int rows, int cutoffs, string says)
    {
        using var project = Ready(Contract.Replace("ID", "id", StringComparison.Ordinal), rows);
        Assert.Contains(says, await WhyNotAsync(project, cutoffs), StringComparison.Ordinal);
    }

    private static async Task<string> WhyNotAsync(ScratchProject project, int cutoffs)
    {
        var cancel = TestContext.Current.CancellationToken;
        var contract = ContractReader.Read(project.Read("airworthy.yaml"), ContractReader.FileName).Contract!;
        await using var table = await Table.OpenAsync(contract, project.Root, cancel);
        return (await Assert.ThrowsAsync<TableException>(() => PastWindows.OfAsync(table, cutoffs, cancel))).Message;
    }

    /// <summary>90 days; the direction in which a and b make the label turns by 4 radians over that time.</summary>
    private static ScratchProject Ready(string contract, int rows = 2_700)
    {
        var random = new Random(57);
        var text = new StringBuilder("id,at,a,b,y\n");
        for (var i = 0; i < rows; i++)
        {
            var (a, b, angle) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5, 4.0 * i / rows);
            var along = (a * Math.Cos(angle)) + (b * Math.Sin(angle));
            text.Append(CultureInfo.InvariantCulture, $"{i + 7},{new DateTime(2026, 1, 1).AddDays(90.0 * i / rows):yyyy-MM-dd HH:mm:ss},{a:0.0000},{b:0.0000},{(random.NextDouble() < 1 / (1 + Math.Exp(-8 * along)) ? 1 : 0)}\n");
        }

        var project = new ScratchProject();
        project.Write("airworthy.yaml", contract);
        project.Write("data.csv", text.ToString());
        project.Commit("Data");
        return project;
    }

    [GeneratedRegex(@"^  \d+ +(0\.\d+) ", RegexOptions.Multiline)]
    private static partial Regex LossLine();

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
