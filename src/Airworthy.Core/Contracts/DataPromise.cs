using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What the project promises about its data.</summary>
public sealed record DataPromise
{
    /// <summary>A dataset with versions in <c>.airworthy/data/</c>; wins over <see cref="Files"/>.</summary>
    public string? Dataset { get; init; }

    /// <summary>The raw table before any dataset version exists: CSV, Parquet or JSON lines; patterns allowed. With <see cref="Media"/> also folders.</summary>
    [Path, OneOrMany] public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Images or texts that the rows stand for; without it the rows are all there is.</summary>
    public Media? Media { get; init; }

    /// <summary>What the engine may hold in memory while it looks at the data, before it spills to disk; half of the machine's when it is not set.</summary>
    [Within(64, 4_000_000, "MB")] public int? MemoryMb { get; init; }

    /// <summary>The column that names a row, or <c>row</c> for its position.</summary>
    public string? Id { get; init; }

    /// <summary>The file that says what each column should look like.</summary>
    [Path] public string? Schema { get; init; }

    public Label? Label { get; init; }

    /// <summary>The column that orders rows in time.</summary>
    public string? Time { get; init; }

    /// <summary>The column whose rows belong together and never cross a split, or <c>none</c>. Must be stated.</summary>
    public string? Entity { get; init; }

    public PredictAt? PredictAt { get; init; }

    /// <summary>When each column is known, as an offset from <see cref="Time"/>. A timestamp is known at its own value.</summary>
    public IReadOnlyDictionary<string, Duration>? AvailableAfter { get; init; }

    /// <summary>Who answered, by name, when a column that tells the label is known; written by <c>airworthy known</c>.</summary>
    public IReadOnlyDictionary<string, KnownAnswer>? KnownBy { get; init; }

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
    /// <summary>The column, or the name of what <see cref="From"/> makes.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>An SQL expression over the table's columns, such as <c>delay &gt; 15</c>.</summary>
    public string? From { get; init; }
}

/// <summary>When the answer is needed: a time column plus an offset, <c>-2h</c> for two hours before.</summary>
public sealed record PredictAt
{
    /// <summary>The column that holds the time.</summary>
    [Must] public string Column { get; init; } = "";

    /// <summary>Added to it; negative for earlier.</summary>
    public Duration Offset { get; init; }
}

/// <summary>A person's answer to the question when a column is known.</summary>
public sealed record KnownAnswer
{
    /// <summary>Whose answer it is: a handle of people.yaml.</summary>
    [Must] public string By { get; init; } = "";

    /// <summary>The day of the answer.</summary>
    [Must] public DateOnly On { get; init; }

    /// <summary>How they know, in words.</summary>
    [Must, Text(20)] public string Because { get; init; } = "";
}

/// <summary>Whom dev and test stand for.</summary>
public sealed record Represents
{
    /// <summary>Whom the rows stand for.</summary>
    [Text(20)] public string? Population { get; init; }

    /// <summary>The newest rows of dev and test may be this old.</summary>
    [Within(1, 3660, "days")] public int? RecentDays { get; init; }

    /// <summary>Largest population stability index between test and recent traffic, in nats.</summary>
    [Within(0, 10)] public double? MaxPsi { get; init; }

    /// <summary>A table of recent rows as serving meets them, to compare test with where no gateway's log is at hand.</summary>
    [Path] public string? Reference { get; init; }
}

/// <summary>How more data come in, and what they cost.</summary>
public sealed record Collection
{
    /// <summary>Whether more are needed at all.</summary>
    public bool? Needed { get; init; }

    /// <summary>Rows that come in.</summary>
    [Within(0, 1e12)] public double? RowsPerMonth { get; init; }

    [Key("cost_per_1000")] public Money? CostPer1000 { get; init; }

    /// <summary>Who or what says the truth.</summary>
    public string? LabelSource { get; init; }

    public LabelQuality? LabelQuality { get; init; }
}

/// <summary>A sum with its unit.</summary>
public sealed record Money
{
    /// <summary>How much.</summary>
    [Must, Within(0, 1e15)] public double Amount { get; init; }

    /// <summary>Of what, such as EUR or GPU hours.</summary>
    [Must] public string Unit { get; init; } = "";
}

/// <summary>How far labels were checked.</summary>
public sealed record LabelQuality
{
    /// <summary>Rows that a second person or source labelled.</summary>
    [Within(0, 1e12)] public int? CheckedRows { get; init; }

    /// <summary>Share of those with the same label.</summary>
    [Within(0, 1, "share")] public double? Agreement { get; init; }

    /// <summary>The table of those rows: a column that names the row, and the label of each of the two.</summary>
    [Path] public string? File { get; init; }
}

/// <summary>Where things are kept in versions.</summary>
public sealed record Storage
{
    /// <summary>Where the data are kept: a folder, or the bucket of `data push` (s3://BUCKET/PREFIX).</summary>
    public string? Data { get; init; }

    /// <summary>Where the models are kept.</summary>
    public string? Models { get; init; }

    /// <summary>Where changes to labels are written down.</summary>
    public string? Annotations { get; init; }
}

/// <summary>How close the data come to persons.</summary>
public enum PersonalData { None, Pseudonymous, Personal, Special }

/// <summary>Who may read the values of a served feature.</summary>
public enum FeatureClass
{
    /// <summary>Anybody.</summary>
    Public,

    /// <summary>Whoever works on the project.</summary>
    Internal,

    /// <summary>It tells something of a person: kept as a keyed hash.</summary>
    Personal,

    /// <summary>Never written anywhere.</summary>
    Secret,
}

/// <summary>Personal data: how much, who may read it, and for how long.</summary>
public sealed record Privacy
{
    /// <summary>How close the data come to persons.</summary>
    public PersonalData? PersonalData { get; init; }

    /// <summary>Teams or people who may read the raw data.</summary>
    public IReadOnlyList<string>? Readers { get; init; }

    /// <summary>Rows are deleted after this many days.</summary>
    [Within(1, 36_500, "days")] public int? RetentionDays { get; init; }

    /// <summary>A request to delete has reached the training data after this many days.</summary>
    [Within(1, 3660, "days")] public int? DeletionSlaDays { get; init; }

    /// <summary>Columns that together could single out a person, such as age, postcode and sex; guessed from their names when not written.</summary>
    public IReadOnlyList<string>? QuasiIdentifiers { get; init; }

    /// <summary>For each feature that a served model takes who may read its values: the prediction log keeps public and internal ones, of personal ones a keyed hash. With personal data what is not named here is not kept.</summary>
    public IReadOnlyDictionary<string, FeatureClass>? Classes { get; init; }

    /// <summary>The column that says whom a row is about. Requests name its value, the prediction log keeps a keyed hash of it, and <c>airworthy data forget</c> finds it there.</summary>
    public string? Subject { get; init; }
}

/// <summary>A part of the table for slow checks.</summary>
public sealed record Sample
{
    /// <summary>Rows that are drawn, with a fixed seed.</summary>
    [Within(1, 1e12)] public long? Rows { get; init; }
}
