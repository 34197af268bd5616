using System.Globalization;
using System.Text;

namespace Airworthy.Cli.Tests;

/// <summary><c>airworthy baselines</c> and <c>airworthy train</c> on small tables, with a real tracking server inside the process.</summary>
public sealed class LearningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-learning-").FullName;

    [Fact]
    public async Task Baselines_of_two_classes_are_scored_logged_and_registered()
    {
        Table();
        Write("airworthy.yaml", Contract("metric: {name: roc_auc, direction: up, on: dev}\nbaselines:\n  - {name: by hand, kind: heuristic, command: sh rule.sh, predictions: hand.csv}\n"));
        Write("rule.sh", "awk -F, 'NR == 1 { print \"id,label,score\"; next } { print $1 \",\" $5 \",\" ($2 > 50 ? 1 : 0) }' rows.csv > hand.csv\n");

        var run = await RunAsync("baselines");

        Assert.True(run.ExitCode == 0, run.Errors);
        foreach (var name in (string[])["majority", "stratified", "one rule", "linear", "boosted trees", "by hand"])
        {
            Assert.Contains(name, run.Output, StringComparison.Ordinal);
        }

        Assert.Matches(@"one rule +0\.[89]\d+ \[0\.\d+, 0\.\d+\].* by number alone", run.Output);
        Assert.Matches(@"majority +0\.5000", run.Output);
        var runs = await RunAsync("runs", "list");
        Assert.Contains("baseline: boosted trees", runs.Output, StringComparison.Ordinal);
        var artifacts = Directory.EnumerateFiles(Path.Combine(_folder, ".airworthy", "store", "artifacts"), "*", SearchOption.AllDirectories).Select(f => f.Replace('\\', '/')).ToList();
        Assert.Equal(4, artifacts.Count(f => f.EndsWith("model/model.onnx", StringComparison.Ordinal)));
        Assert.Equal(5, artifacts.Count(f => f.EndsWith("predictions/dev.parquet", StringComparison.Ordinal)));
        Assert.Contains("\"name\":\"number\"", File.ReadAllText(artifacts.First(f => f.EndsWith("MLmodel", StringComparison.Ordinal) && File.ReadAllText(f).Contains("word", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    /// <summary>The series 0, 1, 0, 1, …: the value before is always wrong by 1, that of two rows before, which is a day, never.</summary>
    [Fact]
    public async Task Last_values_of_a_series()
    {
        var rows = new StringBuilder("id,at,y\n");
        for (var i = 0; i < 120; i++)
        {
            rows.AppendLine(CultureInfo.InvariantCulture, $"{i},{new DateTime(2026, 1, 1).AddHours(12 * i):yyyy-MM-dd HH:mm:ss},{i % 2}.0");
        }

        Write("rows.csv", rows.ToString());
        Write("airworthy.yaml", """
            airworthy: 1
            project: series
            kind: forecasting
            stage: data
            owner: {person: a.b, deputy: c.d}
            data:
              files: [rows.csv]
              id: id
              label: {name: y}
              time: at
              predict_at: {column: at, offset: 0h}
              entity: none
              split: {method: by-time, train: {from: 2026-01-01, until: 2026-02-09}, dev: {from: 2026-02-10, until: 2026-02-28}}
            metric: {name: mae, direction: down, on: dev}

            """);

        var run = await RunAsync("baselines");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"previous value +1\.0000.* the last value before", run.Output);
        Assert.Matches(@"seasonal value +0\.0000.* the value a day before", run.Output);
        Assert.Matches(@"mean +0\.5000", run.Output);
    }

    [Fact]
    public async Task Training_keeps_every_trial_and_is_the_same_again()
    {
        Table();
        Write("airworthy.yaml", Contract("metric: {name: roc_auc, direction: up, on: dev}\n"));

        var first = await RunAsync("train", "--trials", "3", "--seed", "5");
        var second = await RunAsync("train", "--trials", "3", "--seed", "5");

        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Matches(@"The best of 3 trials: roc_auc 0\.[89]", first.Output);
        Assert.Contains("version 1 of small", first.Output, StringComparison.Ordinal);
        Assert.Contains("version 2 of small", second.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output.Split('\n')[0], second.Output.Split('\n')[0]);
        Assert.Contains("trial 3", (await RunAsync("runs", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_is_made_again_as_a_whole_and_none_of_its_trials_alone()
    {
        Table();
        Write("airworthy.yaml", Contract("metric: {name: roc_auc, direction: up, on: dev}\n"));
        using var repository = new ScratchProject();
        foreach (var file in (string[])["rows.csv", "airworthy.yaml"])
        {
            repository.Write($"team/{file}", File.ReadAllText(Path.Combine(_folder, file)));
        }

        repository.Write(".gitignore", ".airworthy/store/\n");
        repository.Commit("A project below the top of its repository");
        Task<AirworthyProcess.Run> InTeamAsync(params string[] arguments) => AirworthyProcess.RunAsync(Path.Combine(repository.Root, "team"), arguments);
        Assert.Equal(0, (await InTeamAsync("train", "--trials", "2", "--seed", "5")).ExitCode);

        var whole = await InTeamAsync("reproduce", "1");
        var alone = await InTeamAsync("reproduce", "trial 2");

        Assert.True(whole.ExitCode == 0, whole.Output + whole.Errors);
        Assert.Contains("It agrees with the first run.", whole.Output, StringComparison.Ordinal);
        Assert.Contains("the largest difference is 0\n", whole.Output, StringComparison.Ordinal);
        Assert.Equal(1, alone.ExitCode);
        Assert.Contains("is not made again alone", alone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_trained_is_judged_against_what_was_made_simply()
    {
        Table();
        Write("rule.sh", "awk -F, 'NR == 1 { print \"id,label,score\"; next } { print $1 \",\" $5 \",\" ($2 > 50 ? 0.9 : 0.1) }' rows.csv > hand.csv\n");
        Write("airworthy.yaml", Contract("metric: {name: roc_auc, direction: up, on: dev, minimum_improvement: 0.3}\npredictions: {dev: run}\n"
            + "error_costs: {unit: EUR, matrix: {tp: 1, fp: 4, fn: 20, tn: 0}, threshold: cost-optimal}\n"
            + "baselines:\n  - {name: by hand, kind: heuristic, command: sh rule.sh, predictions: hand.csv}\n").Replace("stage: data", "stage: model", StringComparison.Ordinal));
        Write(".gitignore", "hand.csv\n.airworthy/store\n");
        ScratchProject.Shell(_folder, "sh", "-c", "git init -q . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm made");

        await RunAsync("check", "baselines-in-place");
        var before = await RunAsync("explain", "baselines-in-place");
        await RunAsync("train", "--trials", "1");
        await RunAsync("baselines");
        await RunAsync("check", "baselines-in-place");
        var after = await RunAsync("explain", "baselines-in-place");

        Assert.Contains("no run of a model is known that kept predictions/dev", Plain(before), StringComparison.Ordinal);
        var text = Plain(after);
        Assert.Contains("✓ run Each command ran from committed code on the rows of today: by hand today.", text, StringComparison.Ordinal);
        Assert.Matches(@"✗ gain the candidate is (better|worse) than the best baseline \((by hand|linear|one rule), roc_auc 0\.[89]", text);
        Assert.Matches(@"[✓✗] cost 1,000 decisions, and the time of one row: the candidate [\d,]+ EUR, [\d.]+ µs;", text);
        Assert.Matches(@"✓ strong The best baseline, by hand, reaches roc_auc 0\.[89]\d+ on dev: better than one answer", text);

        // The rows of another day are not those that the baselines saw.
        Write("rows.csv", string.Join('\n', File.ReadLines(Path.Combine(_folder, "rows.csv")).SkipLast(7)) + "\n");
        await RunAsync("check", "baselines-in-place");

        Assert.Contains("✗ run by hand was last scored on other rows than today's, 0 days ago.", Plain(await RunAsync("explain", "baselines-in-place")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_judged_before_it_may_serve()
    {
        Table();
        string With(string bar) => Contract($"metric: {{name: roc_auc, direction: up, on: dev, minimum_improvement: 0.01, good_enough: {bar}, limits: [{{name: calibration_error, max: 0.3}}]}}\npredictions: {{dev: run}}\n"
            + "slices: [{name: odd, where: number % 2 = 1, min_rows: 20, min: 0.6, max_drop: 0.1}]\nrelease: {beat_champion_by: 0.0}\n").Replace("stage: data", "stage: model", StringComparison.Ordinal);
        Write("airworthy.yaml", With("0.7"));
        await RunAsync("train", "--trials", "1");

        var judged = await RunAsync("gate", "1");
        var kept = Directory.EnumerateFiles(Path.Combine(_folder, ".airworthy", "store", "artifacts"), "*.json", SearchOption.AllDirectories).Single(f => f.Contains("/gate/", StringComparison.Ordinal));
        Write("airworthy.yaml", With("0.99"));
        var refused = await RunAsync("gate", "1", "--dry-run");
        var nobody = await RunAsync("gate", "7");

        Assert.True(judged.ExitCode == 2, judged.Output + judged.Errors);
        Assert.Matches(@"yes +bar: roc_auc of the candidate: dev 0\.[89]", judged.Output);
        Assert.Matches(@"yes +limits: ", judged.Output);
        Assert.Matches(@"yes +champion: .* is the first", judged.Output);
        Assert.Matches(@"yes +slices: ", judged.Output);
        Assert.Matches(@"yes +extremes: All \d+ rows", judged.Output);
        Assert.Matches(@"yes +signature: All 3 columns", judged.Output);
        Assert.Matches(@"not told +latency: ", judged.Output);
        Assert.Contains($"gate/{Path.GetFileName(kept)}", judged.Errors, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Refused: bar.", refused.Output, StringComparison.Ordinal);
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("7 is no version of small and no run that one was registered from. Versions: 1.", nobody.Errors, StringComparison.Ordinal);
    }

    private static string Plain(AirworthyProcess.Run run) => string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("  label: {name: y}\n", "", "The table has no label to learn", "data.label")]
    [InlineData("  id: id\n", "", "needs data.split.columns or the column data.id", "data.split")]
    [InlineData("  split: {method: by-hash, shares: {train: 0.6, dev: 0.2, test: 0.2}}\n", "", "The contract names no data.split", "data.split")]
    [InlineData("  label: {name: y}\n", "  label: {name: one, from: \"'always'\"}\n", "one value only, always", "data.label")]
    [InlineData("on: dev", "on: test", "not chosen on test", "metric.on")]
    public async Task What_is_missing_is_told(string part, string instead, string says, string next)
    {
        Table();
        Write("airworthy.yaml", Contract("metric: {name: roc_auc, direction: up, on: dev}\n").Replace(part, instead, StringComparison.Ordinal));

        foreach (var command in (string[])["baselines", "train"])
        {
            var run = await RunAsync(command);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains(says, run.Errors, StringComparison.Ordinal);
            Assert.Contains(next, run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_command_that_fails_is_told_and_the_others_are_made()
    {
        Table();
        Write("airworthy.yaml", Contract("baselines:\n  - {name: broken, kind: heuristic, command: 'echo no such thing; exit 3', predictions: p.csv}\n"));

        var run = await RunAsync("baselines");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broken: `echo no such thing; exit 3` ended with 3: no such thing.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("metric.name is missing; roc_auc ranks.", run.Output, StringComparison.Ordinal);
        Assert.Contains("boosted trees", run.Output, StringComparison.Ordinal);
    }

    private static string Contract(string rest) => "airworthy: 1\nproject: small\nkind: tabular-classification\nstage: data\nowner: {person: a.b, deputy: c.d}\ndata:\n  files: [rows.csv]\n  id: id\n  label: {name: y}\n  entity: none\n"
        + "  split: {method: by-hash, shares: {train: 0.6, dev: 0.2, test: 0.2}}\n" + rest;

    /// <summary>800 rows whose label is mostly whether the number is above 50.</summary>
    private void Table()
    {
        var random = new Random(3);
        var rows = new StringBuilder("id,number,word,noise,y\n");
        for (var i = 0; i < 800; i++)
        {
            var number = random.Next(100);
            rows.AppendLine(CultureInfo.InvariantCulture, $"{i},{(random.Next(20) == 0 ? "" : number.ToString(CultureInfo.InvariantCulture))},w{random.Next(5)},{random.NextDouble():0.000},{(number > 50 != (random.Next(12) == 0) ? 1 : 0)}");
        }

        Write("rows.csv", rows.ToString());
    }

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder, file), content);

    private Task<AirworthyProcess.Run> RunAsync(params string[] arguments) => AirworthyProcess.RunAsync(_folder, arguments);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
