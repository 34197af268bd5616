using Airworthy.Client;
using Airworthy.Pipelines.Training;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli.Training;

/// <summary>A command of the team that is to become a run.</summary>
/// <param name="Folder">Where it runs.</param>
/// <param name="Project">The project of that folder; null where there is none.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record RunOrder(string Folder, Project? Project, IReadOnlyList<string> Command, string Experiment, string? Name, long Seed, IReadOnlyList<RunData> Data)
{
    public const string SeedVariable = "AIRWORTHY_SEED";

    private static readonly string[] s_seeds = ["seed", "random_state", "random_seed"];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs it as a run of the store: what it is made of is told before it starts, how it ended when it has.</summary>
    /// <returns>The run, as it is kept, and how the command ended.</returns>
    public async Task<(Run Run, CommandEnd End)> RunAsync(StoreConnection store, CancellationToken cancel)
    {
        var code = await WorkTreeState.ReadAsync(Folder, cancel);
        var files = new List<(string File, byte[] Content)>([.. code.Files(), .. await RunEnvironment.ReadAsync(Folder, LockFiles.Names, Command, cancel)]);
        var experiment = await store.Client.GetOrCreateExperimentAsync(Experiment, cancel);
        var run = await store.Client.CreateRunAsync(experiment.Id, Name, [.. TagsOf(code), .. await DigestsAsync(cancel), .. Tags], user: Environment.UserName, cancel: cancel);
        Terminal.Note($"Run {run.Name} ({run.Id}) of {Experiment} in {store.Name}.");
        try
        {
            if (Data.Count > 0)
            {
                await store.Client.LogInputsAsync(run.Id, Data.Select(d => d.Input), cancel);
            }

            foreach (var (file, content) in files)
            {
                await PutAsync(store.Client, run, file, content, cancel);
            }

            var started = DateTime.UtcNow;
            var child = new ChildCommand(Command, Folder, Variables(store, experiment.Id, run.Id));
            using var output = Console.OpenStandardOutput();
            using var errors = Console.OpenStandardError();
            var end = await child.RunAsync(output, errors, isInteractive: !Console.IsInputRedirected, cancel);
            await FinishAsync(store.Client, run, end, started);
            return (await store.Client.GetRunAsync(run.Id, CancellationToken.None), end);
        }
        catch (Exception)
        {
            await store.Client.UpdateRunAsync(run.Id, cancel.IsCancellationRequested ? RunStatus.Killed : RunStatus.Failed, TimeProvider.System.GetUtcNow(), cancel: CancellationToken.None);
            throw;
        }
    }

    private async Task FinishAsync(TrackingClient client, Run run, CommandEnd end, DateTime started)
    {
        await PutAsync(client, run, "output.txt", end.Output, CancellationToken.None);
        foreach (var file in Predictions(started))
        {
            await client.Artifacts.UploadAsync(run, file, "predictions", CancellationToken.None);
        }

        var log = client.LogTo(run).LogMetric("system/wall_seconds", end.Took.TotalSeconds).SetTag("airworthy.exit_code", end.ExitCode);
        if (end.Processor is { } processor)
        {
            log.LogMetric("system/processor_seconds", processor.TotalSeconds);
        }

        if (end.PeakBytes > 0)
        {
            log.LogMetric("system/peak_memory_mb", end.PeakBytes / 1048576.0);
        }

        // Only now: a command that logs another seed of its own would be refused if this one stood there first.
        var logged = await client.GetRunAsync(run.Id, CancellationToken.None);
        if (!s_seeds.Any(logged.Params.ContainsKey))
        {
            log.LogParam("seed", Seed);
        }

        await log.EndAsync(end.WasStopped ? RunStatus.Killed : end.ExitCode == 0 ? RunStatus.Finished : RunStatus.Failed, TimeProvider.System.GetUtcNow());
    }

    private IEnumerable<string> Predictions(DateTime started) => Directory.Exists(Path.Combine(Folder, "predictions"))
        ? Directory.EnumerateFiles(Path.Combine(Folder, "predictions")).Where(f => Path.GetFileName(f) is "train.parquet" or "dev.parquet" or "test.parquet" or "train.csv" or "dev.csv" or "test.csv" && File.GetLastWriteTimeUtc(f) >= started.AddSeconds(-1))
        : [];

    private Dictionary<string, string> Variables(StoreConnection store, string experiment, string run)
    {
        var variables = new Dictionary<string, string>
        {
            ["MLFLOW_RUN_ID"] = run,
            ["MLFLOW_EXPERIMENT_ID"] = experiment,
            [SeedVariable] = Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["PYTHONHASHSEED"] = (Seed & 0x7fff_ffff).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["PYTHONUNBUFFERED"] = "1",
        };
        foreach (var (name, value) in store.Variables)
        {
            variables[name] = value;
        }

        foreach (var data in Data)
        {
            variables[data.Variable] = data.Path;
        }

        return variables;
    }

    private IEnumerable<KeyValuePair<string, string>> TagsOf(WorkTreeState code)
    {
        yield return new("mlflow.source.name", Command.Skip(1).FirstOrDefault(w => !w.StartsWith('-') && File.Exists(Path.Combine(Folder, w))) ?? Command[0]);
        yield return new("mlflow.source.type", "LOCAL");
        yield return new("airworthy.command", new ChildCommand(Command, Folder, new Dictionary<string, string>()).ToString());
        if (code.Commit is { } commit)
        {
            yield return new("mlflow.source.git.commit", commit);
            yield return new("mlflow.source.git.dirty", code.IsClean ? "False" : "True");
        }

        if (code.Diff.Length > 0)
        {
            yield return new("airworthy.diff", "code/uncommitted.patch");
        }

        if (code.Repository is { } repository)
        {
            yield return new("mlflow.source.git.repoURL", repository);
        }

        if (Data is [var first, ..])
        {
            yield return new("data.version", first.Name);
            yield return new("airworthy.data.digest", first.Version.Digest);
        }
    }

    private async Task<IEnumerable<KeyValuePair<string, string>>> DigestsAsync(CancellationToken cancel) =>
        Project is not null && await CodeFiles.DigestAsync(Project.Contract, Project.Root, cancel) is { } code ? [new("airworthy.code.digest", code.Digest)] : [];

    private static async Task PutAsync(TrackingClient client, Run run, string file, byte[] content, CancellationToken cancel)
    {
        using var stream = new MemoryStream(content);
        await client.Artifacts.UploadAsync(run, stream, file, cancel);
    }
}
