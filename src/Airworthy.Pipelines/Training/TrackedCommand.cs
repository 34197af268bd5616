using System.Globalization;
using System.Text.Json;

using Airworthy.Client;
using Airworthy.Core.Checklist;

namespace Airworthy.Pipelines.Training;

/// <summary>Data that is handed to a command.</summary>
/// <param name="Dataset">Null where the project's files are no dataset version.</param>
/// <param name="Version">Its id, such as <c>v0003</c>.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits, or 64 digits alone for files.</param>
/// <param name="Path">A file, or a folder of several.</param>
public sealed record HandedData(string? Dataset, string? Version, string Digest, string Path)
{
    /// <summary>The variable that names the path: <c>AIRWORTHY_DATA_FLIGHTS</c>; <c>AIRWORTHY_DATA</c> without a name.</summary>
    public string Variable => Dataset is null ? "AIRWORTHY_DATA" : "AIRWORTHY_DATA_" + string.Concat(Dataset.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}

/// <summary>What shall be run.</summary>
/// <param name="Root">The project's folder, as a full path; the command runs there.</param>
/// <param name="Command">The program and its arguments; at least the program.</param>
public sealed record TrackedWish(string Root, IReadOnlyList<string> Command, string Experiment, long Seed, IReadOnlyList<HandedData> Data)
{
    public string? Name { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>What the command needs to reach the server beside its address; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Login { get; init; } = new Dictionary<string, string?>();

    /// <summary>What else its environment shall hold, such as <see cref="SplitDays"/>.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>What counts as the project's code; null when there is none.</summary>
    public CodeDigest? Code { get; init; }

    /// <summary>Whether what it prints is shown.</summary>
    public bool Show { get; init; } = true;

    /// <summary>The words that run the command instead of itself, around it; null for the command alone.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>>? Around { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Predictions">The artifacts that were picked up, such as <c>predictions/dev.csv</c>.</param>
public sealed record TrackedEnd(Run Run, RunStatus Status, ChildEnd Child, IReadOnlyList<string> Predictions, IReadOnlyList<string> Notes);

/// <summary>Runs a team's own command as a run: what it is made from is written down before it starts, what it left behind after.</summary>
public sealed class TrackedCommand(TrackingClient client, TimeProvider clock)
{
    public const string CommandTag = "airworthy.command";
    public const string WordsTag = "airworthy.command.words";
    public const string SeedTag = "airworthy.seed";
    public const string FolderTag = "airworthy.folder";
    public const string DataTag = "data.version";
    public const string DataDigestTag = "airworthy.data.digest";
    public const string EnvironmentTag = "airworthy.environment";
    public const string CodeTag = "airworthy.code.digest";
    public const string DiffTag = "airworthy.diff";
    public const string DiffFile = "source/uncommitted.diff";
    public const string CodeFile = "source/code.sha256";
    public const string UntrackedFile = "source/untracked.txt";
    public const string MachineFile = "environment/machine.txt";
    public const string OutputFile = "output.txt";

    /// <summary>Bytes of one file of predictions.</summary>
    private const long MostBytes = 500_000_000;

    private static readonly string[] s_seeds = ["seed", "random_state", "random_seed"];

    /// <summary>Runs it. A stop ends the command and the run, and is no exception.</summary>
    /// <exception cref="TrackingException">The server refused or is not there.</exception>
    /// <exception cref="NotStartedException">There is no such program; the run is marked failed.</exception>
    public async Task<TrackedEnd> RunAsync(TrackedWish wish, CancellationToken cancel)
    {
        var source = SourceState.Of(wish.Root);
        var environment = EnvironmentNote.Of(wish.Root, Path.GetFullPath(Path.Combine(wish.Root, Up(source.Folder))));
        var home = await client.GetOrCreateExperimentAsync(wish.Experiment, cancel);
        var run = await client.CreateRunAsync(home.Id, wish.Name, [.. Tags(wish, source, environment), .. wish.Tags], cancel: cancel);
        var kept = new KeptOutput();
        ChildEnd child;
        var began = clock.GetUtcNow();
        try
        {
            await BeforeAsync(run, wish, source, environment, cancel);
            child = await ChildProcess.RunAsync(wish.Root, wish.Around?.Invoke(wish.Command) ?? wish.Command, Variables(wish, run), kept, wish.Show, cancel);
        }
        catch (Exception e)
        {
            await client.UpdateRunAsync(run.Id, e is OperationCanceledException ? RunStatus.Killed : RunStatus.Failed, clock.GetUtcNow(), cancel: CancellationToken.None);
            throw;
        }

        // From here on a stop has been obeyed: what is known is still written down.
        var (found, notes) = await AfterAsync(run, wish, child, kept, began);
        var told = await client.GetRunAsync(run.Id, CancellationToken.None);
        var status = child.WasStopped ? RunStatus.Killed : child.ExitCode != 0 || told.Status == RunStatus.Failed ? RunStatus.Failed : RunStatus.Finished;
        if (!told.Params.Keys.Intersect(s_seeds).Any())
        {
            await client.LogBatchAsync(run.Id, parameters: [new("seed", wish.Seed.ToString(CultureInfo.InvariantCulture))], cancel: CancellationToken.None);
        }

        await client.UpdateRunAsync(run.Id, status, clock.GetUtcNow(), cancel: CancellationToken.None);
        return new TrackedEnd(await client.GetRunAsync(run.Id, CancellationToken.None), status, child, found, notes);
    }

    private static List<KeyValuePair<string, string>> Tags(TrackedWish wish, SourceState source, EnvironmentNote environment)
    {
        var tags = new List<KeyValuePair<string, string>>
        {
            new("mlflow.source.type", "LOCAL"),
            new("mlflow.source.name", wish.Command.Skip(1).FirstOrDefault(w => File.Exists(Path.Combine(wish.Root, w))) ?? wish.Command[0]),
            new(CommandTag, string.Join(' ', wish.Command.Select(Quoted))),
            new(WordsTag, JsonSerializer.Serialize(wish.Command)),
            new(SeedTag, wish.Seed.ToString(CultureInfo.InvariantCulture)),
            new(FolderTag, source.Folder),
        };
        if (source.Commit is { } commit)
        {
            tags.AddRange([new("mlflow.source.git.commit", commit), new("mlflow.source.git.dirty", source.IsDirty ? "true" : "false"), new("mlflow.git.dirty", source.IsDirty ? "true" : "false")]);
        }

        if (source.Address is { } address)
        {
            tags.Add(new("mlflow.source.git.repoURL", address));
        }

        if (source.Diff is not null)
        {
            tags.Add(new(DiffTag, DiffFile));
        }

        if (wish.Code is { } code)
        {
            tags.Add(new(CodeTag, code.Digest));
        }

        if (environment.Packages.Length > 0)
        {
            tags.Add(new(EnvironmentTag, environment.Packages));
        }

        if (wish.Data.Count > 0)
        {
            tags.Add(new(DataDigestTag, string.Join('+', wish.Data.Select(d => d.Digest).Order(StringComparer.Ordinal))));
            if (wish.Data.Where(d => d.Dataset is not null).ToList() is { Count: > 0 } versions)
            {
                tags.Add(new(DataTag, string.Join(' ', versions.Select(d => $"{d.Dataset}@{d.Version}"))));
            }
        }

        return tags;
    }

    private Dictionary<string, string?> Variables(TrackedWish wish, Run run)
    {
        var variables = new Dictionary<string, string?>(wish.Login, StringComparer.Ordinal)
        {
            ["MLFLOW_TRACKING_URI"] = client.Address.ToString().TrimEnd('/'),
            ["MLFLOW_RUN_ID"] = run.Id,
            ["MLFLOW_EXPERIMENT_ID"] = run.ExperimentId,
            ["AIRWORTHY_SEED"] = wish.Seed.ToString(CultureInfo.InvariantCulture),
        };
        if (Environment.GetEnvironmentVariable("PYTHONUNBUFFERED") is null)
        {
            variables["PYTHONUNBUFFERED"] = "1"; // what it prints is shown as it comes, as on a terminal
        }

        foreach (var (name, value) in wish.Variables.Concat(wish.Data.Select(d => KeyValuePair.Create(d.Variable, (string?)d.Path))))
        {
            variables[name] = value;
        }

        return variables;
    }

    private async Task BeforeAsync(Run run, TrackedWish wish, SourceState source, EnvironmentNote environment, CancellationToken cancel)
    {
        if (source.Diff is { } diff)
        {
            await TextAsync(run, DiffFile, diff, cancel);
        }

        if (source.Untracked.Count > 0)
        {
            await TextAsync(run, UntrackedFile, string.Join('\n', source.Untracked) + "\n", cancel);
        }

        if (wish.Code is { } code)
        {
            await TextAsync(run, CodeFile, code.Manifest, cancel);
        }

        await TextAsync(run, MachineFile, environment.Text, cancel);
        foreach (var file in environment.Locks)
        {
            await client.Artifacts.UploadAsync(run, file, "environment", cancel);
        }

        if (wish.Data.Count > 0)
        {
            // A digest of the protocol has at most 36 characters.
            await client.LogInputsAsync(run.Id, wish.Data.Select(d => new RunInput(d.Dataset ?? "data", d.Digest.Split(':')[^1][..32]) { Source = ("local", d.Dataset is null ? Path.GetFileName(d.Path) : $"{d.Dataset}@{d.Version}") }), cancel);
        }
    }

    private async Task<(IReadOnlyList<string> Predictions, IReadOnlyList<string> Notes)> AfterAsync(Run run, TrackedWish wish, ChildEnd child, KeptOutput kept, DateTimeOffset began)
    {
        using (var output = new MemoryStream(kept.Bytes()))
        {
            await client.Artifacts.UploadAsync(run, output, OutputFile, CancellationToken.None);
        }

        string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
        var tags = new List<KeyValuePair<string, string>> { new("airworthy.exit_code", child.ExitCode.ToString(CultureInfo.InvariantCulture)), new("airworthy.wall_seconds", Number(child.Took.TotalSeconds)) };
        if (child.CpuSeconds is { } cpu)
        {
            tags.Add(new("airworthy.cpu_seconds", Number(cpu)));
        }

        if (child.PeakMegabytes is { } peak)
        {
            tags.Add(new("airworthy.peak_memory_mb", Number(peak)));
        }

        await client.LogBatchAsync(run.Id, tags: tags);
        var (found, notes) = (new List<string>(), new List<string>());
        var folder = new DirectoryInfo(Path.Combine(wish.Root, "predictions"));
        foreach (var file in folder.Exists ? folder.EnumerateFiles().Where(f => f.Extension is ".parquet" or ".csv").OrderBy(f => f.Name, StringComparer.Ordinal) : Enumerable.Empty<FileInfo>())
        {
            // A file system may keep whole seconds only.
            if (file.LastWriteTimeUtc < began.UtcDateTime.AddSeconds(-1) || file.LinkTarget is not null)
            {
                continue;
            }

            if (file.Length > MostBytes)
            {
                notes.Add($"predictions/{file.Name} has more than {MostBytes / 1_000_000} MB and was not kept.");
                continue;
            }

            await client.Artifacts.UploadAsync(run, file.FullName, "predictions", CancellationToken.None);
            found.Add($"predictions/{file.Name}");
        }

        return (found, notes);
    }

    private async Task TextAsync(Run run, string file, string text, CancellationToken cancel)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await client.Artifacts.UploadAsync(run, content, file, cancel);
    }

    private static string Up(string folder) => folder == "." ? "." : string.Join('/', folder.TrimEnd('/').Split('/').Select(_ => ".."));

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '=' or '@' or ',' or '+')
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
