using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What the project promises about its data.</summary>
public sealed record DataPromise
{
    /// <summary>A dataset with versions in <c>.airworthy/data/</c>; wins over <see cref="Files"/>.</summary>
    public string? Dataset { get; init; }

    /// <summary>The raw table before any dataset version exists: CSV, Parquet or JSON lines; patterns allowed.</summary>
    [Path, OneOrMany] public IReadOnlyList<string>? Files { get; init; }

    /// <summary>The column that names a row, or <c>row</c> for its position.</summary>
    public string? Id { get; init; }

    [Path] public string? Schema { get; init; }

    public Label? Label { get; init; }

    /// <summary>The column that orders rows in time.</summary>
    public string? Time { get; init; }

    /// <summary>The column whose rows belong together and never cross a split, or <c>none</c>. Must be stated.</summary>
    public string? Entity { get; init; }

    public PredictAt? PredictAt { get; init; }

    /// <summary>When each column is known, as an offset from <see cref="Time"/>. A timestamp is known at its own value.</summary>
    public IReadOnlyDictionary<string, Duration>? AvailableAfter { get; init; }

    public Split? Split { get; init; }

    public Represents? Represents { get; init; }

    public Collection? Collection { get; init; }

    public Storage? Storage { get; init; }

    public Privacy? Privacy { get; init; }

    public Sample? Sample { get; init; }
}

/// <summary>What is to be predicted: a column, or an expression over columns.</summary>
[Short(nameof(Name))]
public sealed record Label
{
    [Must] public string Name { get; init; } = "";

    /// <summary>An SQL expression over the table's columns, such as <c>delay &gt; 15</c>.</summary>
    public string? From { get; init; }
}

/// <summary>When the answer is needed: a time column plus an offset, <c>-2h</c> for two hours before.</summary>
public sealed record PredictAt
{
    [Must] public string Column { get; init; } = "";

    public Duration Offset { get; init; }
}

public enum SplitMethod { ByTime, ByGroup, ByEntity, Stratified, ByHash, Random, Given }

/// <summary>How rows are parted into train, dev and test.</summary>
public sealed record Split
{
    public SplitMethod? Method { get; init; }

    public Window? Train { get; init; }

    public Window? Dev { get; init; }

    public Window? Test { get; init; }

    [Within(0, 3660, "days")] public double? GapDays { get; init; }

    /// <summary>The columns that group, stratify or hash.</summary>
    [OneOrMany] public IReadOnlyList<string>? Columns { get; init; }

    public long? Seed { get; init; }

    /// <summary>Shares of train, dev and test for methods that draw; they sum to 1.</summary>
    public IReadOnlyDictionary<string, double>? Shares { get; init; }

    /// <summary>Given: the column that says <c>train</c>, <c>dev</c> or <c>test</c>.</summary>
    public string? Column { get; init; }

    /// <summary>Given: one file or pattern per split.</summary>
    [Path] public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>How often the test split may be read per model generation.</summary>
    [Within(1, 1000)] public int? TestReads { get; init; }

    /// <summary>Drawn by chance and stored nowhere: which row is in which split cannot be found out again.</summary>
    public bool IsUnstoredDraw => Method is SplitMethod.Random or SplitMethod.Stratified && Column is null && Files is null or { Count: 0 };

    /// <summary>Columns whose shift between dev and test is known and accepted.</summary>
    public IReadOnlyList<string>? KnownShift { get; init; }
}

/// <summary>Days of <c>data.time</c>, both ends included.</summary>
public sealed record Window
{
    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }
}

/// <summary>Whom dev and test stand for.</summary>
public sealed record Represents
{
    [Text(20)] public string? Population { get; init; }

    [Within(1, 3660, "days")] public int? RecentDays { get; init; }

    /// <summary>Largest population stability index between test and recent traffic, in nats.</summary>
    [Within(0, 10)] public double? MaxPsi { get; init; }
}

public sealed record Collection
{
    public bool? Needed { get; init; }

    [Within(0, 1e12)] public double? RowsPerMonth { get; init; }

    [Key("cost_per_1000")] public Money? CostPer1000 { get; init; }

    public string? LabelSource { get; init; }

    public LabelQuality? LabelQuality { get; init; }
}

public sealed record Money
{
    [Must, Within(0, 1e15)] public double Amount { get; init; }

    [Must] public string Unit { get; init; } = "";
}

public sealed record LabelQuality
{
    [Within(0, 1e12)] public int? CheckedRows { get; init; }

    [Within(0, 1, "share")] public double? Agreement { get; init; }
}

public sealed record Storage
{
    public string? Data { get; init; }

    public string? Models { get; init; }

    public string? Annotations { get; init; }
}

public enum PersonalData { None, Pseudonymous, Personal, Special }

public sealed record Privacy
{
    public PersonalData? PersonalData { get; init; }

    public IReadOnlyList<string>? Readers { get; init; }

    [Within(1, 36_500, "days")] public int? RetentionDays { get; init; }

    [Within(1, 3660, "days")] public int? DeletionSlaDays { get; init; }
}

public sealed record Sample
{
    [Within(1, 1e12)] public long? Rows { get; init; }
}

/// <summary>Which columns the model reads, and which it must not.</summary>
public sealed record Features
{
    /// <summary>Names of columns, or <c>all-but</c>: all but id, time, entity, label, the label's columns and <see cref="Except"/>.</summary>
    [OneOrMany] public IReadOnlyList<string>? Columns { get; init; }

    public IReadOnlyList<string>? Except { get; init; }

    /// <summary>Patterns (<c>*</c> for any text) of columns that no model may read.</summary>
    public IReadOnlyList<string>? Forbidden { get; init; }

    /// <summary>Why nothing is forbidden, when the list is empty.</summary>
    [Text(20)] public string? ForbiddenNoneBecause { get; init; }

    public IReadOnlyList<string>? Deprecated { get; init; }

    public IReadOnlyList<string>? AllowedSources { get; init; }

    /// <summary>All code that makes features, for training and for serving.</summary>
    [Path] public IReadOnlyList<string>? Code { get; init; }

    /// <summary>A feature group that earns less than this, in points of the metric, goes.</summary>
    [Within(0, 1e9)] public double? KeepIfGain { get; init; }

    public FeatureBudget? Budget { get; init; }

    [Within(0, 3660, "days")] public double? LeadTimeDays { get; init; }
}

public sealed record FeatureBudget
{
    [Within(0, 3_600_000, "ms")] public double? LatencyMs { get; init; }

    [Within(0, 10_000)] public int? UpstreamSources { get; init; }
}

/// <summary>A group of rows with a bar of its own.</summary>
public sealed record Slice
{
    [Must] public string Name { get; init; } = "";

    /// <summary>An SQL condition over the table's columns.</summary>
    [Must] public string Where { get; init; } = "";

    [Within(1, 1e12)] public int? MinRows { get; init; }

    public double? Min { get; init; }

    [Within(0, 1e9)] public double? MaxDrop { get; init; }
}
