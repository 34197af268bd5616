namespace Airworthy.Tracking.Runs;

/// <summary>Which values of runs are read.</summary>
/// <param name="Metrics">Keys of metrics; null: all.</param>
/// <param name="Params">Keys of params.</param>
/// <param name="Tags">Keys of tags, beside those of parent and colour, which always come.</param>
/// <param name="AllTexts">All params and tags, whatever the lists say.</param>
/// <param name="Children">Whether the nested runs of each are counted.</param>
public sealed record RunKeys(IReadOnlyList<string>? Metrics, IReadOnlyList<string> Params, IReadOnlyList<string> Tags, bool AllTexts = false, bool Children = false)
{
    /// <summary>Everything a run logged.</summary>
    public static RunKeys All { get; } = new(null, [], [], AllTexts: true);

    /// <summary>Nothing but the run itself.</summary>
    public static RunKeys None { get; } = new([], [], []);
}

/// <summary>A run with the values that were asked for.</summary>
public sealed class RunRow(RunInfo info)
{
    /// <summary>The tag that holds the colour somebody gave a run: <c>#rrggbb</c>.</summary>
    public const string ColourTag = "mlflow.runColor";

    public RunInfo Info { get; } = info;

    public Dictionary<string, Latest> Metrics { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Params { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>How many active runs name this one as their parent; 0 unless asked for.</summary>
    public long Children { get; internal set; }

    /// <summary>The id of the run above, or null.</summary>
    public string? Parent => Tags.GetValueOrDefault(RunTableStore.ParentTag);
}

/// <summary>The latest value of a metric.</summary>
/// <param name="Value">NaN where it is no number.</param>
public readonly record struct Latest(double Value, long Step);

/// <summary>A key, and how many runs logged it.</summary>
public sealed record KeyCount
{
    public string Key { get; init; } = "";

    public long Runs { get; init; }
}

/// <summary>How many active runs an experiment has.</summary>
public sealed record RunCount
{
    /// <summary>The experiment's number.</summary>
    public long Experiment { get; init; }

    public long Runs { get; init; }

    /// <summary>Those that have not ended.</summary>
    public long Running { get; init; }

    /// <summary>When the newest began, in milliseconds since 1970.</summary>
    public long Newest { get; init; }
}

/// <summary>What a metric was over the whole of a run.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="LowStep">The first step at which it was smallest.</param>
/// <param name="HighStep">The first step at which it was largest.</param>
/// <param name="Points">Values that are numbers.</param>
public sealed record MetricSpan(long Run, string Key, double Low, long LowStep, double High, long HighStep, double Mean, long Points);

/// <summary>Runs with the same value of a param or tag.</summary>
public sealed record RunGroup
{
    /// <summary>The value; null for the runs that have none.</summary>
    public string? Value { get; init; }

    public long Runs { get; init; }

    /// <summary>By key of the metric; a metric that none of them logged is missing.</summary>
    public Dictionary<string, Band> Bands { get; } = new(StringComparer.Ordinal);
}

/// <summary>Values of several runs together.</summary>
/// <param name="Count">Runs that have a value that is a number.</param>
/// <param name="Deviation">The sample standard deviation, with n − 1; null for fewer than 2.</param>
public sealed record Band(long Count, double Mean, double? Deviation, double Low, double High);
