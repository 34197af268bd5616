using System.Globalization;
using System.Text;
using System.Text.Json;

using Airworthy.Cli.Imports;
using Airworthy.Cli.Learning;
using Airworthy.Cli.Training;
using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Data.Evaluating;
using Airworthy.Data.Trials;
using Airworthy.Models.Onnx;
using Airworthy.Pipelines.Learning;
using Airworthy.Pipelines.Staleness;
using Airworthy.Pipelines.Training;
using Airworthy.Probes;
using Airworthy.Probes.Runs;

using Table = Airworthy.Data.Table;

namespace Airworthy.Cli.Evaluations;

/// <summary>What <c>airworthy evaluate --staleness</c> does: trains at past cut-offs, and says what age costs.</summary>
internal sealed class StalenessRun(Project project, string? text, int cutoffs)
{
    private readonly string _experiment = StalenessFacts.ExperimentOf(project.Contract);

    /// <summary>Measures, and keeps what was measured: each training as a run, all together in their parent.</summary>
    public async Task<MeasuredStaleness> MeasureAsync(CancellationToken cancel)
    {
        if (project.Contract.Kind is ProjectKind.Ranking || PredictionMetric.Of(project.Contract.Metric?.Name)?.Scale == MetricScale.Ranking)
        {
            throw new Refusal(1, "What age costs a ranking is not measured by this version.", "Compare an older model with the current one on live traffic, and sign what you saw: `airworthy attest staleness-impact`.");
        }

        var like = await LikeAsync(cancel);
        var folder = Directory.CreateTempSubdirectory("airworthy-staleness-").FullName;
        try
        {
            var isText = project.Contract.Data?.Files is { Count: > 0 } files && !files[0].EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
            var cut = PastTable.In(folder, isText);
            await using var table = await Table.OpenAsync(project.Contract with { Predictions = null, Baselines = null, Slices = null }, project.Root, cancel, writable: cut.Files);
            var windows = await PastWindows.OfAsync(table, cutoffs, cancel);
            await table.ReadAsAsync(PastWindows.Parted(project.Contract, windows.Before(PastWindows.Learnt), windows.After(PastWindows.Learnt)), cancel);
            var task = await LearningTask.OfAsync(table, cancel);
            await using var place = await TrackingPlace.OpenAsync(project, null, cancel);
            await using var own = like.Commit is null ? null : await TrackingPlace.OwnAsync(Path.Combine(folder, "store"), cancel);
            var of = new Ground(windows, task, table, place, own, folder, cut, like);
            var command = $"airworthy evaluate{(text is null ? "" : $" {text}")} --staleness --cutoffs {cutoffs}";
            var from = (await LearningPlace.FromAsync(project, table, task, command, cancel)) with { Experiment = _experiment };
            var parent = await new RunLog(place.Client, from, task).BeginAsync($"staleness of {like.Name}", [], null, cancel);
            try
            {
                var measured = await TrainedAsync(of, parent, from, cancel);
                await KeepAsync(parent, measured, cancel);
                await parent.FinishAsync();
                Terminal.Note($"{measured.Trainings.Count} trainings and {StalenessFacts.File} are kept in the experiment {_experiment} of {place.Name}.");
                return measured;
            }
            catch (Exception e)
            {
                await parent.EndAsync(e is OperationCanceledException ? RunStatus.Killed : RunStatus.Failed);
                throw;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<MeasuredStaleness> TrainedAsync(Ground of, ActiveRun parent, Provenance from, CancellationToken cancel)
    {
        var (windows, task, table, like) = (of.Windows, of.Task, of.Table, of.Like);
        var trainer = Trainer(of, from);
        using var _ = trainer as IDisposable;
        var answers = new Dictionary<int, PastAnswers>();
        await Terminal.WithProgressAsync("Staleness", async (done, _) =>
        {
            foreach (var cutoff in windows.Cutoffs)
            {
                await table.ReadAsAsync(PastWindows.Parted(project.Contract, windows.Before(cutoff), windows.After(cutoff)), cancel);
                var at = new PastCutoff(windows.Before(cutoff), windows.After(cutoff), parent.Id);
                answers[cutoff] = await trainer.TrainAsync(table, at, Path.Combine(of.Folder, $"predictions-{cutoff}.parquet"), cancel);
                done($"trained {at.Name}", cutoffs);
            }

            return 0;
        });
        var contract = project.Contract with { Metric = (project.Contract.Metric ?? new Core.Contracts.Metric()) with { Name = task.Metric.Name } };
        var aged = await AgedAnswers.OfAsync(contract, project.Root, windows, answers, task.Metric, !task.Up, cancel);
        if (aged.AreAlike && trainer is TeamCommand)
        {
            throw new NotTrainedException($"All {answers.Count} trainings answered alike, whatever they were told to learn from, so nothing is seen of age.",
                "Let the command learn from the days AIRWORTHY_TRAIN_FROM to AIRWORTHY_TRAIN_UNTIL (or data.split of the contract beside it) and answer AIRWORTHY_DEV_FROM to AIRWORTHY_DEV_UNTIL.");
        }

        return new MeasuredStaleness(like.Name, trainer.Learner, task.Metric.Name, windows.Days, windows.Days * PastWindows.Learnt, aged.Rows, aged.Ages, AgeGaps.Slope(aged.Ages), aged.Trainings,
            (await DataFiles.DigestAsync(project.Contract, project.Root, cancel))?.Digest, TimeProvider.System.GetUtcNow());
    }

    private IPastTrainer Trainer(Ground of, Provenance from)
    {
        var like = of.Like;
        if (like.Commit is null)
        {
            return new OwnLearners(of.Table.Contract, of.Task, new RunLog(of.Place.Client, from, of.Task), like.Model is null ? null : (like.Model, like.Settings), (int)like.Seed);
        }

        return new TeamCommand(of.Place.Client, project.Contract, project.Root, new TeamTraining(like.Commit, like.Folder, like.Patch, like.Command, like.Seed, _experiment)
        {
            Data = async (root, stop) => await RunData.FindAsync(project, [], null, stop) is var found && found.Any(f => f.Dataset is not null) ? found : await RunData.BringAsync(project, root, isNewest: true, stop),
            Store = (train, cutoff, stop) => InOwnStoreAsync(of.Place.Client, of.Own!, train, cutoff, stop),
        }, of.Cut);
    }

    private async Task<(TrackedEnd End, Run Kept)> InOwnStoreAsync(TrackingClient to, TrackingPlace own, TrainIn train, PastCutoff cutoff, CancellationToken cancel)
    {
        var end = await train(own.Client, own.Login);
        cancel.ThrowIfCancellationRequested();
        await new Importing(to).RunAsync(new IntoExperiment(new OtherServer(own.Client), _experiment), _ => { }, cancel);
        var kept = await to.SearchRunsAsync([_experiment], $"tags.`{Importing.FromTag}` = 'mlflow:{end.Run.Id}'", cancel: cancel).FirstAsync(cancel);
        await to.LogBatchAsync(kept.Id, tags: cutoff.Tags, cancel: cancel);
        return (end, kept);
    }

    private static async Task KeepAsync(ActiveRun parent, MeasuredStaleness measured, CancellationToken cancel)
    {
        await parent.LogTextAsync(EvaluationJson.Of(measured), StalenessFacts.File, cancel);
        parent.LogMetric("lost_per_30_days", double.IsFinite(measured.Slope) ? measured.Slope : 0).LogMetric("largest_gap", measured.Ages.Max(a => a.Gap)).LogParam("window_days", measured.WindowDays).LogParam("train_days", measured.TrainDays)
            .SetTag(StalenessFacts.Tag, measured.At.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>What all trainings share.</summary>
    /// <param name="Place">Where runs are kept.</param>
    /// <param name="Own">The throw-away store that commands of the team log to; null where none is run.</param>
    /// <param name="Folder">A throw-away folder.</param>
    private sealed record Ground(PastWindows Windows, LearningTask Task, Table Table, TrackingPlace Place, TrackingPlace? Own, string Folder, PastTable Cut, Like Like);

    /// <summary>What is trained like.</summary>
    /// <param name="Commit">Null for the learners known here.</param>
    /// <param name="Command">Null for the contract's own commands.</param>
    private sealed record Like(string Name, string? Commit, string Folder, string? Patch, IReadOnlyList<string>? Command, OwnModel? Model, IReadOnlyDictionary<string, string> Settings, long Seed);

    /// <summary>The contract's commands where nothing was named and they can be asked; else a run that says how it was made; else trees, where there is no run.</summary>
    private async Task<Like> LikeAsync(CancellationToken cancel)
    {
        if (text is null && project.Contract.Commands?.Train is not null)
        {
            if (TeamCommand.WhyNot(project.Contract) is { } why)
            {
                throw new Refusal(1, why, "Mend commands in airworthy.yaml, or name a run of yours: `airworthy evaluate RUN --staleness`.");
            }

            var source = SourceState.Of(project.Root);
            if (source.IsDirty)
            {
                Terminal.Note("What is not committed is no part of it: trainings are made from the newest commit.");
            }

            return new Like($"{project.Contract.Project}, commands of the contract", source.Commit ?? throw new Refusal(1, "There is no commit that a clean checkout could be made of.", "Put the project under git and commit it."), source.Folder, null, null, null, s_none, 1);
        }

        await using var around = new Surroundings { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, OwnRuns = OwnRuns.Of(project.Root) };
        await using var targets = new EvaluationTargets(around, project.Contract.Metric?.On ?? "dev");
        KeptModel model;
        try
        {
            model = await targets.ModelAsync(text, cancel);
        }
        catch (Refusal) when (text is null)
        {
            return new Like($"{project.Contract.Project}, no run yet", null, ".", null, null, null, s_none, 1);
        }

        var (run, tags) = (model.Run, model.Run.Tags);
        var seed = long.TryParse(tags.GetValueOrDefault(TrackedCommand.SeedTag) ?? run.Params.GetValueOrDefault("seed"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : 1;
        if (tags.GetValueOrDefault(TrackedCommand.WordsTag) is { } words && JsonSerializer.Deserialize<string[]>(words) is { Length: > 0 } command)
        {
            var commit = tags.GetValueOrDefault("mlflow.source.git.commit") ?? throw new Refusal(1, $"{model.Name} does not say from which commit it was made.", "Put the project under git, commit, and run it again with `airworthy run`.");
            var isDirty = tags.GetValueOrDefault("mlflow.source.git.dirty") == "true";
            var patch = tags.ContainsKey(TrackedCommand.DiffTag) ? await PatchAsync(model, cancel) : null;
            if (isDirty)
            {
                Terminal.Note(patch is null ? "The run was made with changes that are not recorded; its commit alone is trained." : "The changes that were not committed when the run was made are put on top of its commit.");
            }

            return new Like(model.Name, commit, tags.GetValueOrDefault(TrackedCommand.FolderTag) ?? ".", patch, command, null, s_none, seed);
        }

        var own = model.Onnx is null ? null : OnnxReader.Read(await model.BytesAsync(cancel));
        return own is not null ? new Like(model.Name, null, ".", null, null, own, run.Params, seed)
            : throw new Refusal(1, $"{model.Name} says neither which command made it nor kept a model of a learner that is known here, so it cannot be trained again.", "Make runs with `airworthy run -- COMMAND`, or name commands.train and commands.predict in airworthy.yaml.");
    }

    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>();

    private static async Task<string> PatchAsync(KeptModel model, CancellationToken cancel)
    {
        await using var content = await model.Client.Artifacts.OpenAsync(model.Run, TrackedCommand.DiffFile, cancel);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }
}
