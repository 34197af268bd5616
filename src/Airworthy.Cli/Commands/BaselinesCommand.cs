using System.CommandLine;
using System.Globalization;

using Airworthy.Cli.Learning;
using Airworthy.Core.Reading;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Baselines;
using Airworthy.Pipelines.Learning;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy baselines</c>: the simple things that a model has to beat, made, scored, logged and registered.</summary>
internal sealed class BaselinesCommand : ICommand
{
    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<int> s_seed = new("--seed") { Description = "Of what is drawn by chance.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> s_noCommands = new("--no-commands") { Description = "Do not run the commands of the contract's baselines; score the predictions that are there." };

    public Command Build()
    {
        var command = new Command("baselines",
            "Make the baselines of the project: majority or mean, one rule, linear, boosted trees, last values of time series, and the commands of `baselines` in airworthy.yaml. Learnt on train, scored on dev, logged as runs, registered as ONNX models.")
        { s_project, s_seed, s_noCommands, StoreConnection.Server };
        command.SetAction((parsed, cancel) => LearningPlace.ForAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (project, seed) = (Project.Open(parsed.GetValue(s_project)!), parsed.GetValue(s_seed));
        await using var place = await LearningPlace.OpenAsync(parsed, project, cancel);
        var (made, failed, task) = await Terminal.WithProgressAsync("Baselines", async (done, doing) =>
        {
            var (took, failures) = parsed.GetValue(s_noCommands) ? (new Dictionary<string, double>(), [])
                : await DeclaredBaselines.RunAsync(project.Contract, project.Root, seed, name => doing($"running the command of {name}"), cancel);
            doing("reading the table");
            await using var table = await Table.OpenAsync(project.Contract, project.Root, cancel);
            var task = await LearningTask.OfAsync(table, cancel);
            var train = await LearningRows.ReadAsync(table, "train", task, named: false, rows => doing($"read {rows:N0} rows of train"), cancel);
            var held = await LearningRows.ReadAsync(table, task.Split, task, named: true, rows => doing($"read {rows:N0} rows of {task.Split}"), cancel);
            var series = await KnownValues.ReadAsync(table, task, train, cancel);
            var log = new RunLog(place.Client, await LearningPlace.FromAsync(project, table, task, $"airworthy baselines --seed {seed}", cancel), task);
            var (declared, unread) = await DeclaredBaselines.ScoreAsync(table, project.Root, task, took, cancel);
            var results = new List<BaselineResult>();
            var all = new BuiltInBaselines(project.Contract, task, train, held, seed).All(series, cancel).ToList();
            foreach (var (name, make) in all)
            {
                cancel.ThrowIfCancellationRequested();
                doing(name);
                try
                {
                    var result = await Task.Run(make, cancel).WaitAsync(cancel); // a learner cannot be interrupted; it is left behind
                    await LogAsync(log, project, result, held, seed, cancel);
                    results.Add(result);
                }
                catch (ModelRefusedException e)
                {
                    failures = [.. failures, new BaselineFailure(name, e.Message, "It is left out: what cannot be written as it was scored is not kept.")];
                }

                done(name, all.Count);
            }

            foreach (var result in declared)
            {
                await LogAsync(log, project, result, held, seed, cancel);
            }

            return (results.Concat(declared).ToList(), failures.Concat(unread).ToList(), task);
        });
        Print(made, task, project);
        foreach (var failure in failed)
        {
            Console.Error.WriteLine($"✗ {failure.Name}: {failure.Because.TrimEnd('.')}.");
            Console.Error.WriteLine($"  → {failure.Next}");
        }

        Console.WriteLine($"Logged as runs of {Airworthy.Probes.Runs.RunsPlace.ExperimentOf(project.Contract)} in {place.Name}. Compare them: airworthy ui");
        return failed.Count == 0 ? 0 : 1;
    }

    private static async Task LogAsync(RunLog log, Project project, BaselineResult result, LearningRows held, int seed, CancellationToken cancel)
    {
        var settings = new Dictionary<string, object>(result.Settings) { ["baseline"] = result.Name, ["seed"] = seed }; // a command has it in AIRWORTHY_SEED
        var run = await log.BeginAsync($"baseline: {result.Name}", settings, null, cancel);
        try
        {
            run.SetTag("airworthy.baseline", result.Name).SetTag("airworthy.baseline.kind", WordAttribute.Of(result.Kind)).SetTag("mlflow.note.content", result.How);
            if (result.Command is { } command)
            {
                run.SetTag("airworthy.baseline.command", command);
            }

            log.Measured(run, result.Scored);
            run.LogMetric("learning_seconds", result.LearningSeconds);
            if (result.MicrosecondsPerRow is { } perRow)
            {
                run.LogMetric("microseconds_per_row", perRow);
            }

            if (result.Answers is not null)
            {
                await log.PredictionsAsync(run, held, result.Answers, cancel);
            }
            else if (result.File is { } file)
            {
                await log.FileAsync(run, file, $"predictions/{project.Contract.Metric?.On ?? "dev"}{Path.GetExtension(file).ToLowerInvariant()}", cancel);
            }

            if (result.Model is { } model)
            {
                await log.ModelAsync(run, model, RunLog.BaselineModel(project.Contract, result.Name), $"Baseline of {project.Contract.Project}: {result.How}.", cancel);
            }

            await run.FinishAsync();
        }
        catch
        {
            await run.FailAsync();
            throw;
        }
    }

    private static void Print(List<BaselineResult> made, LearningTask task, Project project)
    {
        if (task.Note is { } note)
        {
            Console.WriteLine(note);
        }

        double Value(BaselineResult r) => double.IsFinite(r.Scored.Ranked.Value) ? (task.Up ? r.Scored.Ranked.Value : -r.Scored.Ranked.Value) : double.NegativeInfinity;
        var costs = made.Select(m => m.Scored.Costs).OfType<Core.Evaluations.CostResult>().FirstOrDefault();
        var rows = new List<string[]> { new[] { "baseline", $"{task.Metric.Name} on {task.Split}", costs is null ? "" : $"{costs.Unit}/1000", "learnt in", "per row", "how" } };
        rows.AddRange(made.OrderByDescending(Value).Select(r => new[]
        {
            r.Name, r.Scored.Ranked.Metric == task.Metric.Name ? RunLog.Told(r.Scored.Ranked) : $"{r.Scored.Ranked.Metric} {RunLog.Told(r.Scored.Ranked)}",
            r.Scored.Costs is { } cost ? cost.PerThousand.ToString("N0", CultureInfo.InvariantCulture) : "",
            r.LearningSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{r.LearningSeconds:0.0} s") : "", r.MicrosecondsPerRow is { } us ? string.Create(CultureInfo.InvariantCulture, $"{us:0.0} µs") : "", r.How,
        }));
        foreach (var line in LearningPlace.Columns(rows))
        {
            Console.WriteLine(line);
        }

        if (made.Count > 0 && made.MaxBy(Value) is { } best && project.Contract.Metric is { GoodEnough: { } bar } && best.Scored.Ranked.Metric == task.Metric.Name)
        {
            var reaches = task.Up ? best.Scored.Ranked.Value >= bar : best.Scored.Ranked.Value <= bar;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The best, {best.Name}, {(reaches ? "reaches" : "does not reach")} metric.good_enough ({bar})."));
        }
    }
}
