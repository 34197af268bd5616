using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>Answers one by one, many at once, or both.</summary>
public enum ServingMode { Streaming, Batch, Both }

/// <summary>Where and within which limits answers are given.</summary>
public sealed record Serving
{
    /// <summary>One answer per request, many at once, or both.</summary>
    public ServingMode? Mode { get; init; }

    /// <summary>The gateway's name for it.</summary>
    public string? Endpoint { get; init; }

    public ServingTarget? Target { get; init; }

    public Latency? Latency { get; init; }

    /// <summary>Memory that one instance may take.</summary>
    [Within(1, 4_000_000, "MB")] public int? MemoryMb { get; init; }

    /// <summary>Cores that one instance may take.</summary>
    [Within(0, 4096, "cores", Above = true)] public double? CpuCores { get; init; }

    /// <summary>Peak requests per second.</summary>
    [Within(0, 1e7, "requests per second", Above = true)] public double? ThroughputRps { get; init; }

    /// <summary>How many instances share the peak.</summary>
    [Within(1, 10_000)] public int? Instances { get; init; }

    /// <summary>Share per year by which the peak grows; 0.5 is half as much again.</summary>
    [Within(-1, 100)] public double? GrowthPerYear { get; init; }

    public Availability? Availability { get; init; }

    public Batch? Batch { get; init; }

    /// <summary>How a new model gets to a target that is no server.</summary>
    [Text(10)] public string? UpdatePath { get; init; }

    /// <summary>How much a target that is no server reports back.</summary>
    public Telemetry? Telemetry { get; init; }
}

/// <summary>Where a model answers.</summary>
public enum TargetPlace { Server, Browser, Mobile, Device, ClientSite }

/// <summary>How much a target reports back.</summary>
public enum Telemetry { Full, Sampled, None }

/// <summary>Where the model runs.</summary>
public sealed record ServingTarget
{
    /// <summary>The kind of place.</summary>
    public TargetPlace? Where { get; init; }

    /// <summary>What executes the model there.</summary>
    [Text(3)] public string? Runtime { get; init; }

    /// <summary>What it executes on.</summary>
    [Text(3)] public string? Hardware { get; init; }
}

/// <summary>Time to answer at a stated load, in milliseconds.</summary>
public sealed record Latency
{
    /// <summary>Half of all answers come within this time.</summary>
    [Key("p50_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P50Ms { get; init; }

    /// <summary>All but one in a hundred come within this time.</summary>
    [Key("p99_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P99Ms { get; init; }

    /// <summary>The load at which this holds.</summary>
    [Within(0, 1e7, "requests per second", Above = true)] public double? AtRps { get; init; }
}

/// <summary>How reliably answers come.</summary>
public sealed record Availability
{
    /// <summary>Share of requests that get an answer in time.</summary>
    [Within(0, 1, "share")] public double? Target { get; init; }

    /// <summary>Days over which that share is taken.</summary>
    [Within(1, 366, "days")] public int? WindowDays { get; init; }
}

/// <summary>Many answers at once.</summary>
public sealed record Batch
{
    /// <summary>Rows of one run.</summary>
    [Within(1, 1e15)] public double? Rows { get; init; }

    /// <summary>How long one run may take.</summary>
    [Within(0, 1e6, "minutes", Above = true)] public double? MaxMinutes { get; init; }

    /// <summary>When it runs.</summary>
    public string? Schedule { get; init; }

    /// <summary>When its answers are needed.</summary>
    public string? Deadline { get; init; }
}

/// <summary>How old a model may get.</summary>
public sealed record Freshness
{
    /// <summary>An older model raises an alarm.</summary>
    [Within(1, 36_500, "days")] public double? MaxAgeDays { get; init; }

    /// <summary>How often a new model is trained.</summary>
    [Within(0, 36_500, "days", Above = true)] public double? RetrainEveryDays { get; init; }

    /// <summary>Points of the metric that may be lost before retraining.</summary>
    [Within(0, 1e9)] public double? ToleratedLoss { get; init; }

    /// <summary>How long after an answer the truth arrives.</summary>
    [Within(0, 36_500, "days")] public double? LabelDelayDays { get; init; }
}

/// <summary>When an answer of the model is not to be trusted without asking.</summary>
public sealed record Guards
{
    /// <summary>Share of the true answers that the prediction sets or intervals must hold.</summary>
    [Within(0.5, 0.9999, "share")] public double? Coverage { get; init; }

    /// <summary>Share of ordinary requests that may be taken for strange ones.</summary>
    [Within(0, 0.5, "share")] public double? OodFalseAlarm { get; init; }
}

/// <summary>What answers when the model should not.</summary>
public sealed record Fallback
{
    /// <summary>What sends a request to the fallback.</summary>
    public IReadOnlyList<FallbackTrigger>? When { get; init; }

    /// <summary>Who answers, in order: <c>previous</c>, <c>baseline: name</c>, <c>constant: value</c>, <c>human</c>, <c>refuse</c>.</summary>
    public IReadOnlyList<string>? Chain { get; init; }

    /// <summary>A score below this counts as low confidence; of a yes or no, odds are weighed by what errors cost first.</summary>
    [Within(0, 1, "share")] public double? LowConfidenceBelow { get; init; }

    /// <summary>The longest that a request may take, the fallback included.</summary>
    [Within(1, 3_600_000, "ms")] public double? TimeoutMs { get; init; }

    /// <summary>The one answer that takes over, where no chain is needed.</summary>
    public string? Answer { get; init; }

    /// <summary>More than this share of requests for an hour is an incident.</summary>
    [Within(0, 1, "share")] public double? MaxRate { get; init; }
}

/// <summary>Why a request goes to the fallback.</summary>
public enum FallbackTrigger
{
    [Word("schema_error")] SchemaError,
    [Word("missing_required")] MissingRequired,
    [Word("out_of_range")] OutOfRange,
    [Word("ood")] Ood,
    [Word("non_finite")] NonFinite,
    [Word("low_confidence")] LowConfidence,
    [Word("timeout")] Timeout,
    [Word("model_error")] ModelError,
    [Word("overload")] Overload,
}
