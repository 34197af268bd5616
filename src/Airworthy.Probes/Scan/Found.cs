namespace Airworthy.Probes.Scan;

/// <summary>What a look at a project's files found, without running any of them.</summary>
public sealed record Found
{
    public required FolderWalk Walk { get; init; }

    /// <summary>Files of code per language, most first.</summary>
    public IReadOnlyList<(string Language, int Files)> Languages { get; init; } = [];

    public IReadOnlyList<TestsFound> Tests { get; init; } = [];

    public IReadOnlyList<string> LockFiles { get; init; } = [];

    public IReadOnlyList<string> Workflows { get; init; } = [];

    public IReadOnlyList<string> Notebooks { get; init; } = [];

    public IReadOnlyList<SeenFile> Models { get; init; } = [];

    /// <summary>Tables in a form that is read: CSV, TSV, Parquet, JSON lines.</summary>
    public IReadOnlyList<SeenFile> Data { get; init; } = [];

    /// <summary>Tables in a form that is not read, such as spreadsheets.</summary>
    public IReadOnlyList<SeenFile> OtherData { get; init; } = [];

    /// <summary>Pictures, as candidates for what the model reads.</summary>
    public int Pictures { get; init; }

    public RunsFound? Runs { get; init; }

    /// <summary>What the code says, in the order of files and lines.</summary>
    public IReadOnlyList<Hint> Hints { get; init; } = [];

    /// <summary>Files of code that were too large or too many to be read.</summary>
    public int Unread { get; init; }

    /// <summary>Names of metrics, most often seen first: those of recorded runs, then those of the code.</summary>
    public IReadOnlyList<string> Metrics =>
        [.. (Runs?.Metrics ?? []).Concat(Hints.Where(h => h.Kind == HintKind.Metric).GroupBy(h => h.Value).OrderByDescending(g => g.Count()).Select(g => g.Key)).Distinct()];
}

/// <summary>Tests of one framework.</summary>
/// <param name="Folder">Where most of them lie; empty for the top folder.</param>
/// <param name="Count">Test functions that were seen; parametrised ones count once.</param>
/// <param name="Command">How they are usually run.</param>
public sealed record TestsFound(string Framework, string Folder, int Count, string Command);

/// <summary>Runs that a tracking library recorded in files.</summary>
/// <param name="Metrics">Names, most runs first.</param>
public sealed record RunsFound(string Folder, int Count, IReadOnlyList<string> Metrics);

/// <summary>What kind of thing a line of code says.</summary>
public enum HintKind { Reads, Writes, Label, Dropped, RandomSplit, TimeSplit, GroupSplit, Seed, HeldOutShare, Metric, Time, Group, Forecasts, Classifies, Regresses }

/// <summary>One thing that a line of code says.</summary>
/// <param name="Where"><c>train.py:57</c>, or <c>train.ipynb cell 3</c>.</param>
public sealed record Hint(HintKind Kind, string Value, string Where);
