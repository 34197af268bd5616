using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

using Airworthy.Cli.Learning;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Training;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Commands;

/// <summary><c>airworthy train</c>: boosted trees tuned by a seeded search, and a linear model beside them, for teams without code of their own.</summary>
internal sealed class TrainCommand : ICommand
{
    private static readonly Argument<string> s_project = new("project") { Description = "The project's folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<int> s_trials = new("--trials") { Description = "Settings that are tried, from 1 to 1000.", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> s_minutes = new("--minutes") { Description = "No trial begins after these, but the first.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> s_seed = new("--seed") { Description = "Equal seeds, rows and trials give equal models.", DefaultValueFactory = _ => 1 };

    public Command Build()
    {
        var command = new Command("train",
            "Train a model without code of your own: boosted trees on the contract's features, tuned by a seeded search on train, with a linear model among the trials, and ranked on dev. Every trial is a run; the best one becomes a version of the model named like the project.")
        { s_project, s_trials, s_minutes, s_seed, StoreConnection.Server };
        command.SetAction((parsed, cancel) => LearningPlace.ForAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (trials, minutes, seed) = (parsed.GetValue(s_trials), parsed.GetValue(s_minutes), parsed.GetValue(s_seed));
        if (trials is < 1 or > 1_000 || !(minutes > 0))
        {
            throw new Refusal(64, trials is < 1 or > 1_000 ? $"--trials is {trials}; from 1 to 1000 are possible." : string.Create(CultureInfo.InvariantCulture, $"--minutes is {minutes}; a number above 0 was expected."));
        }

        var project = Project.Open(parsed.GetValue(s_project)!);
        await using var place = await LearningPlace.OpenAsync(parsed, project, cancel);
        var command = string.Create(CultureInfo.InvariantCulture, $"airworthy train --trials {trials} --minutes {minutes} --seed {seed}");
        return await Terminal.WithProgressAsync("Training", async (done, doing) =>
        {
            doing("reading the table");
            await using var table = await Table.OpenAsync(project.Contract, project.Root, cancel);
            var task = await LearningTask.OfAsync(table, cancel);
            var train = await LearningRows.ReadAsync(table, "train", task, named: false, rows => doing($"read {rows:N0} rows of train"), cancel, byTime: true);
            var ranked = await LearningRows.ReadAsync(table, task.Split, task, named: true, rows => doing($"read {rows:N0} rows of {task.Split}"), cancel);
            var log = new RunLog(place.Client, await LearningPlace.FromAsync(project, table, task, command, cancel), task);
            if (task.Note is { } note)
            {
                Console.WriteLine(note);
            }

            var search = new TrialSearch(project.Contract, task, train, ranked, seed);
            var parent = await log.BeginAsync($"train, {trials} trials, seed {seed}", [], null, cancel, isWhole: true);
            try
            {
                var (best, tried) = await SearchAsync(search, log, parent.Id, seed, (trials, TimeSpan.FromMinutes(minutes)), task, ranked, done, doing, cancel);
                if (tried < trials)
                {
                    // Made again, it has to try as many, however fast that machine is.
                    parent.SetTag(TrackedCommand.CommandTag, string.Create(CultureInfo.InvariantCulture, $"airworthy train --trials {tried} --minutes 1440 --seed {seed}"));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"After {minutes:0.##} {(minutes == 1 ? "minute" : "minutes")} {tried} of {trials} trials were done. For all: --minutes {Math.Ceiling(1.5 * minutes * trials / tried)}"));
                }

                doing("the best settings again, on all of train");
                var last = await Task.Run(() => search.Again(best, cancel), cancel).WaitAsync(cancel);
                await LogAsync(log, last, "the best settings, on all of train", parent.Id, ranked, seed, cancel);
                var chosen = IsBetter(last, best, task) ? last : best;
                log.Measured(parent, chosen.Scored);
                parent.LogMetric("microseconds_per_row", chosen.Model.MicrosecondsPerRow(ranked.Rows, cancel));
                await log.PredictionsAsync(parent, ranked, chosen.Answers, cancel);
                foreach (var (key, value) in chosen.Settings.Named(seed, task.Scale))
                {
                    parent.LogParam(key, value);
                }

                var version = await log.ModelAsync(parent, chosen.Model, project.Contract.Project, string.Create(CultureInfo.InvariantCulture, $"The best of {tried} trials: {chosen.How}."), cancel);
                await parent.FinishAsync();
                Console.WriteLine($"The best of {tried} trials: {task.Metric.Name} {RunLog.Told(chosen.Scored.Ranked)} on {task.Split}, {chosen.How}{(chosen == last ? ", learnt again on all of train" : "")}.");
                Console.WriteLine($"It is version {version} of {project.Contract.Project} in {place.Name}; every trial is a run there. It was chosen on {task.Split}, so {task.Split} flatters it a little. Compare it with the baselines: airworthy baselines");
                return 0;
            }
            catch (Exception e)
            {
                await parent.EndAsync(e is OperationCanceledException ? Client.RunStatus.Killed : Client.RunStatus.Failed);
                throw;
            }
        });
    }

    private static async Task<(Trial Best, int Tried)> SearchAsync(TrialSearch search, RunLog log, string parent, int seed, (int Trials, TimeSpan Time) budget, LearningTask task, LearningRows ranked, Action<string, int> done, Action<string> doing, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        Trial? best = null;
        var tried = 0;
        while (tried < budget.Trials && (tried == 0 || Stopwatch.GetElapsedTime(started) < budget.Time))
        {
            var settings = search.Next();
            doing($"trial {tried + 1} of {budget.Trials}");
            var trial = await Task.Run(() => search.Run(settings, cancel), cancel).WaitAsync(cancel);
            tried++;
            await LogAsync(log, trial, $"trial {tried}", parent, ranked, seed, cancel);
            best = best is null || IsBetter(trial, best, task) ? trial : best;
            done($"trial {tried}, best {RunLog.Told(best.Scored.Ranked)}", budget.Trials);
        }

        return (best!, tried);
    }

    private static bool IsBetter(Trial trial, Trial than, LearningTask task) =>
        !double.IsFinite(than.Scored.Ranked.Value) || (task.Up ? trial.Scored.Ranked.Value > than.Scored.Ranked.Value : trial.Scored.Ranked.Value < than.Scored.Ranked.Value);

    private static async Task LogAsync(RunLog log, Trial trial, string name, string parent, LearningRows ranked, int seed, CancellationToken cancel)
    {
        var run = await log.BeginAsync(name, trial.Settings.Named(seed, log.Scale), parent, cancel);
        try
        {
            if (!trial.Settings.IsLinear)
            {
                run.LogParam("trees", trial.Trees);
            }

            run.LogMetric("learning_seconds", trial.Seconds);
            log.Measured(run, trial.Scored);
            await log.PredictionsAsync(run, ranked, trial.Answers, cancel);
            await log.ModelAsync(run, trial.Model, null, "", cancel);
            await run.FinishAsync();
        }
        catch
        {
            await run.FailAsync();
            throw;
        }
    }
}
