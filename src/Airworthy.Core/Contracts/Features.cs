using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Which columns the model reads, and which it must not.</summary>
public sealed record Features
{
    /// <summary>Names of columns, or <c>all-but</c>: all but id, time, entity, label, the label's columns and <see cref="Except"/>.</summary>
    [OneOrMany] public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns left out of <c>all-but</c>.</summary>
    public IReadOnlyList<string>? Except { get; init; }

    /// <summary>Patterns (<c>*</c> for any text) of columns that no model may read.</summary>
    public IReadOnlyList<string>? Forbidden { get; init; }

    /// <summary>Why nothing is forbidden, when the list is empty.</summary>
    [Text(20)] public string? ForbiddenNoneBecause { get; init; }

    /// <summary>Patterns of columns that new models no longer read.</summary>
    public IReadOnlyList<string>? Deprecated { get; init; }

    /// <summary>The only sources that features may come from.</summary>
    public IReadOnlyList<string>? AllowedSources { get; init; }

    /// <summary>All code that makes features, for training and for serving.</summary>
    [Path] public IReadOnlyList<string>? Code { get; init; }

    /// <summary>Names of features that <see cref="Code"/> makes and a model may take, beyond the columns of the table.</summary>
    public IReadOnlyList<string>? Made { get; init; }

    /// <summary>What runs while one prediction is made.</summary>
    public PredictionRun? Trace { get; init; }

    /// <summary>The features of the same stored rows, as the code of each side makes them.</summary>
    public GoldenTables? Golden { get; init; }

    /// <summary>How far back a feature looks over earlier rows, by its name: a mean of the last seven days is <c>7d</c>.</summary>
    public IReadOnlyDictionary<string, Duration>? LookBack { get; init; }

    /// <summary>A feature group that earns less than this, in points of the metric, goes.</summary>
    [Within(0, 1e9)] public double? KeepIfGain { get; init; }

    /// <summary>Features that stay although they earn less, and why: a law asks for them, they protect somebody, or they are about to matter.</summary>
    public IReadOnlyList<KeptFeature>? Kept { get; init; }

    public FeatureBudget? Budget { get; init; }

    /// <summary>From the idea of a feature to its use.</summary>
    [Within(0, 3660, "days")] public double? LeadTimeDays { get; init; }
}

/// <summary>A feature that stays for another reason than its gain.</summary>
public sealed record KeptFeature
{
    /// <summary>The column.</summary>
    [Must] public string Column { get; init; } = "";

    /// <summary>Why it stays.</summary>
    [Must, Text(20)] public string Because { get; init; } = "";
}

/// <summary>One prediction, made while its lines were counted.</summary>
public sealed record PredictionRun
{
    /// <summary>The coverage report of that prediction, in Cobertura form.</summary>
    [Path] public string? Report { get; init; }

    /// <summary>Files that run in a prediction and shape no input: the model's own code, the server.</summary>
    [Path] public IReadOnlyList<string>? Besides { get; init; }
}

/// <summary>Two tables of features: a column that names the row, and one per feature.</summary>
public sealed record GoldenTables
{
    /// <summary>What the code of training makes of the stored rows.</summary>
    [Path] public string? Training { get; init; }

    /// <summary>What the code of serving makes of the same rows.</summary>
    [Path] public string? Serving { get; init; }
}

/// <summary>What all features together may cost per answer.</summary>
public sealed record FeatureBudget
{
    /// <summary>Time to compute them.</summary>
    [Within(0, 3_600_000, "ms")] public double? LatencyMs { get; init; }

    /// <summary>Sources that they need.</summary>
    [Within(0, 10_000)] public int? UpstreamSources { get; init; }
}

/// <summary>A group of rows with a bar of its own.</summary>
public sealed record Slice
{
    /// <summary>What the group is called.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>An SQL condition over the table's columns.</summary>
    [Must] public string Where { get; init; } = "";

    /// <summary>Fewer rows of dev or test than this cannot be judged.</summary>
    [Within(1, 1e12)] public int? MinRows { get; init; }

    /// <summary>The bar of this group, in points of the metric.</summary>
    public double? Min { get; init; }

    /// <summary>How much worse than the whole it may be, in points of the metric.</summary>
    [Within(0, 1e9)] public double? MaxDrop { get; init; }
}
