using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>The steps between a trained model and traffic.</summary>
public sealed record Release
{
    /// <summary>Points of the metric by which a candidate must be better; 0 is not worse.</summary>
    public double? BeatChampionBy { get; init; }

    public ShadowPromise? Shadow { get; init; }

    public CanaryPromise? Canary { get; init; }

    /// <summary>How soon the model before must be back.</summary>
    [Within(0, 10_080, "minutes", Above = true)] public double? RollbackMinutes { get; init; }

    /// <summary>How long a new model is watched before the old one goes.</summary>
    [Within(0, 100_000, "minutes")] public double? BakeMinutes { get; init; }

    /// <summary>By how much the share of failed requests may grow.</summary>
    [Within(0, 1, "share")] public double? MaxErrorIncrease { get; init; }

    /// <summary>Handles of those who may promote.</summary>
    public IReadOnlyList<string>? Promoters { get; init; }

    /// <summary>How long the evidence behind a release counts.</summary>
    [Within(1, 366, "days")] public int? ValidationDays { get; init; }
}

/// <summary>How long a candidate answers beside the champion without being heard.</summary>
public sealed record ShadowPromise
{
    /// <summary>At least this long.</summary>
    [Within(0, 10_000, "hours")] public double? MinHours { get; init; }

    /// <summary>On at least this many requests.</summary>
    [Within(0, 1e12)] public long? MinRequests { get; init; }

    /// <summary>Share of answers that may differ.</summary>
    [Within(0, 1, "share")] public double? MaxDisagreement { get; init; }
}

/// <summary>How a candidate gets its traffic.</summary>
public sealed record CanaryPromise
{
    /// <summary>Its share of traffic, step by step.</summary>
    [Within(0, 100, "percent")] public IReadOnlyList<double>? StepsPercent { get; init; }

    /// <summary>How long each step lasts.</summary>
    [Within(0, 100_000, "minutes")] public double? StepMinutes { get; init; }
}

/// <summary>What is watched in use, and when somebody is told.</summary>
public sealed record Monitoring
{
    /// <summary>Where alarms go.</summary>
    public string? AlertTo { get; init; }

    public LatencyAlert? Latency { get; init; }

    public DowntimeAlert? Downtime { get; init; }

    public RequestAlert? Requests { get; init; }

    /// <summary>More memory than this raises an alarm.</summary>
    [Within(1, 4_000_000, "MB")] public int? MemoryMb { get; init; }

    /// <summary>A higher load than this raises an alarm.</summary>
    [Within(1, 100, "percent")] public double? CpuPercent { get; init; }

    public ConfidenceAlert? Confidence { get; init; }

    public InputAlert? Inputs { get; init; }

    public SkewAlert? Skew { get; init; }

    public QualityAlert? Quality { get; init; }

    public ComputeAlert? Compute { get; init; }

    public WeightLimits? Weights { get; init; }
}

/// <summary>Slow answers.</summary>
public sealed record LatencyAlert
{
    /// <summary>An alarm is raised above this 99th percentile.</summary>
    [Key("p99_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P99Ms { get; init; }

    /// <summary>When it lasts this long.</summary>
    [Within(0, 10_080, "minutes", Above = true)] public double? ForMinutes { get; init; }
}

/// <summary>No answers.</summary>
public sealed record DowntimeAlert
{
    /// <summary>How often somebody asks.</summary>
    [Within(1, 60, "seconds")] public double? ProbeSeconds { get; init; }

    /// <summary>Silence that is accepted in 30 days.</summary>
    [Key("max_minutes_per_30d"), Within(0, 43_200, "minutes")] public double? MaxMinutesPer30d { get; init; }
}

/// <summary>Too few or too many requests.</summary>
public sealed record RequestAlert
{
    /// <summary>Fewer raise an alarm.</summary>
    [Within(0, 1e7, "requests per second")] public double? MinRps { get; init; }

    /// <summary>More raise an alarm.</summary>
    [Within(0, 1e7, "requests per second", Above = true)] public double? MaxRps { get; init; }

    /// <summary>When it lasts this long.</summary>
    [Within(0, 10_080, "minutes", Above = true)] public double? ForMinutes { get; init; }
}

/// <summary>What live scores are compared with.</summary>
public enum ConfidenceReference { Dev, FirstWeek }

/// <summary>Scores that drift away.</summary>
public sealed record ConfidenceAlert
{
    /// <summary>What they are compared with.</summary>
    public ConfidenceReference? Reference { get; init; }

    /// <summary>Largest population stability index, in nats.</summary>
    [Within(0, 10)] public double? MaxPsi { get; init; }

    /// <summary>Hours of traffic that are compared.</summary>
    [Within(0, 10_000, "hours", Above = true)] public double? WindowHours { get; init; }
}

/// <summary>Rows that break the schema.</summary>
public sealed record InputAlert
{
    /// <summary>A larger share raises an alarm.</summary>
    [Within(0, 1, "share")] public double? MaxBadRows { get; init; }

    /// <summary>Hours over which the share is taken.</summary>
    [Within(0, 10_000, "hours", Above = true)] public double? WindowHours { get; init; }
}

/// <summary>Features that differ between training and serving.</summary>
public sealed record SkewAlert
{
    /// <summary>Served rows that are computed again.</summary>
    [Within(1, 1e9)] public int? SampleRows { get; init; }

    /// <summary>How often.</summary>
    [Within(0, 10_000, "hours", Above = true)] public double? EveryHours { get; init; }

    /// <summary>Share of them that may differ.</summary>
    [Within(0, 1, "share")] public double? MaxMismatch { get; init; }

    /// <summary>How the id of a request names the row that it is about: <c>{id}</c> stands for the row's own; <c>june-{id}</c>. By itself it is <c>{id}</c>.</summary>
    public string? Request { get; init; }
}

/// <summary>Quality in use, once the truth is there.</summary>
public sealed record QualityAlert
{
    /// <summary>The metric.</summary>
    public string? Metric { get; init; }

    /// <summary>Worse than this raises an alarm.</summary>
    public double? Min { get; init; }

    /// <summary>Days over which it is taken.</summary>
    [Within(0, 3660, "days", Above = true)] public double? WindowDays { get; init; }
}

/// <summary>Speed and memory that get worse.</summary>
public sealed record ComputeAlert
{
    /// <summary>Largest growth from one version to the next; 0.3 is 30 %.</summary>
    [Within(0, 100)] public double? MaxJump { get; init; }

    /// <summary>Largest creeping growth in 30 days; 0.1 is 10 %.</summary>
    [Key("max_slow_leak_per_30d"), Within(0, 100)] public double? MaxSlowLeakPer30d { get; init; }
}

/// <summary>Bounds of a model's weights.</summary>
public sealed record WeightLimits
{
    /// <summary>Largest weight, without sign.</summary>
    [Within(0, 1e12, Above = true)] public double? MaxAbs { get; init; }

    /// <summary>Share of units that may never answer.</summary>
    [Within(0, 1, "share")] public double? MaxDeadShare { get; init; }
}

/// <summary>What sort of thing the project depends on.</summary>
public enum DependencyKind { Data, Library, Service, Model }

/// <summary>Something outside that the project depends on, and who says when it changes.</summary>
public sealed record Dependency
{
    /// <summary>What it is called here and in <c>features.allowed_sources</c>.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>Who runs it.</summary>
    public string? Owner { get; init; }

    /// <summary>What sort of thing it is.</summary>
    public DependencyKind? Kind { get; init; }

    /// <summary>Where its changes are announced.</summary>
    public string? Notices { get; init; }
}
