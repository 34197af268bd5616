using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

public enum ServingMode { Streaming, Batch, Both }

/// <summary>Where and within which limits answers are given.</summary>
public sealed record Serving
{
    public ServingMode? Mode { get; init; }

    /// <summary>The gateway's name for it.</summary>
    public string? Endpoint { get; init; }

    public ServingTarget? Target { get; init; }

    public Latency? Latency { get; init; }

    [Within(1, 4_000_000, "MB")] public int? MemoryMb { get; init; }

    [Within(0, 4096, "cores", Above = true)] public double? CpuCores { get; init; }

    /// <summary>Peak requests per second.</summary>
    [Within(0, 1e7, "requests per second", Above = true)] public double? ThroughputRps { get; init; }

    [Within(1, 10_000)] public int? Instances { get; init; }

    /// <summary>Share per year by which the peak grows; 0.5 is half as much again.</summary>
    [Within(-1, 100)] public double? GrowthPerYear { get; init; }

    public Availability? Availability { get; init; }

    public Batch? Batch { get; init; }

    [Text(10)] public string? UpdatePath { get; init; }

    public Telemetry? Telemetry { get; init; }
}

public enum TargetPlace { Server, Browser, Mobile, Device, ClientSite }

public enum Telemetry { Full, Sampled, None }

public sealed record ServingTarget
{
    public TargetPlace? Where { get; init; }

    [Text(3)] public string? Runtime { get; init; }

    [Text(3)] public string? Hardware { get; init; }
}

/// <summary>Time to answer at a stated load, in milliseconds.</summary>
public sealed record Latency
{
    [Key("p50_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P50Ms { get; init; }

    [Key("p99_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P99Ms { get; init; }

    [Within(0, 1e7, "requests per second", Above = true)] public double? AtRps { get; init; }
}

public sealed record Availability
{
    [Within(0, 1, "share")] public double? Target { get; init; }

    [Within(1, 366, "days")] public int? WindowDays { get; init; }
}

public sealed record Batch
{
    [Within(1, 1e15)] public double? Rows { get; init; }

    [Within(0, 1e6, "minutes", Above = true)] public double? MaxMinutes { get; init; }

    public string? Schedule { get; init; }

    public string? Deadline { get; init; }
}

/// <summary>How old a model may get.</summary>
public sealed record Freshness
{
    [Within(1, 36_500, "days")] public double? MaxAgeDays { get; init; }

    [Within(0, 36_500, "days", Above = true)] public double? RetrainEveryDays { get; init; }

    /// <summary>Points of the metric that may be lost before retraining.</summary>
    [Within(0, 1e9)] public double? ToleratedLoss { get; init; }

    [Within(0, 36_500, "days")] public double? LabelDelayDays { get; init; }
}

/// <summary>When an answer of the model is not to be trusted without asking.</summary>
public sealed record Guards
{
    [Within(0.5, 0.9999, "share")] public double? Coverage { get; init; }

    [Within(0, 0.5, "share")] public double? OodFalseAlarm { get; init; }
}

/// <summary>What answers when the model should not.</summary>
public sealed record Fallback
{
    public IReadOnlyList<FallbackTrigger>? When { get; init; }

    /// <summary>Who answers, in order: <c>previous</c>, <c>baseline: name</c>, <c>constant: value</c>, <c>refuse</c>.</summary>
    public IReadOnlyList<string>? Chain { get; init; }

    [Within(0, 1, "share")] public double? LowConfidenceBelow { get; init; }

    public string? Answer { get; init; }

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
