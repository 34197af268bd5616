using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>The steps between a trained model and traffic.</summary>
public sealed record Release
{
    public double? BeatChampionBy { get; init; }

    public ShadowPromise? Shadow { get; init; }

    public CanaryPromise? Canary { get; init; }

    [Within(0, 10_080, "minutes", Above = true)] public double? RollbackMinutes { get; init; }

    [Within(0, 100_000, "minutes")] public double? BakeMinutes { get; init; }

    [Within(0, 1, "share")] public double? MaxErrorIncrease { get; init; }

    public IReadOnlyList<string>? Promoters { get; init; }

    [Within(1, 366, "days")] public int? ValidationDays { get; init; }
}

public sealed record ShadowPromise
{
    [Within(0, 10_000, "hours")] public double? MinHours { get; init; }

    [Within(0, 1e12)] public long? MinRequests { get; init; }

    [Within(0, 1, "share")] public double? MaxDisagreement { get; init; }
}

public sealed record CanaryPromise
{
    [Within(0, 100, "percent")] public IReadOnlyList<double>? StepsPercent { get; init; }

    [Within(0, 100_000, "minutes")] public double? StepMinutes { get; init; }
}

/// <summary>What is watched in use, and when somebody is told.</summary>
public sealed record Monitoring
{
    public string? AlertTo { get; init; }

    public LatencyAlert? Latency { get; init; }

    public DowntimeAlert? Downtime { get; init; }

    public RequestAlert? Requests { get; init; }

    [Within(1, 4_000_000, "MB")] public int? MemoryMb { get; init; }

    [Within(1, 100, "percent")] public double? CpuPercent { get; init; }

    public ConfidenceAlert? Confidence { get; init; }

    public InputAlert? Inputs { get; init; }

    public SkewAlert? Skew { get; init; }

    public QualityAlert? Quality { get; init; }

    public ComputeAlert? Compute { get; init; }

    public WeightLimits? Weights { get; init; }
}

public sealed record LatencyAlert
{
    [Key("p99_ms"), Within(0, 3_600_000, "ms", Above = true)] public double? P99Ms { get; init; }

    [Within(0, 10_080, "minutes", Above = true)] public double? ForMinutes { get; init; }
}

public sealed record DowntimeAlert
{
    [Within(1, 60, "seconds")] public double? ProbeSeconds { get; init; }

    [Key("max_minutes_per_30d"), Within(0, 43_200, "minutes")] public double? MaxMinutesPer30d { get; init; }
}

public sealed record RequestAlert
{
    [Within(0, 1e7, "requests per second")] public double? MinRps { get; init; }

    [Within(0, 1e7, "requests per second", Above = true)] public double? MaxRps { get; init; }

    [Within(0, 10_080, "minutes", Above = true)] public double? ForMinutes { get; init; }
}

public enum ConfidenceReference { Dev, FirstWeek }

public sealed record ConfidenceAlert
{
    public ConfidenceReference? Reference { get; init; }

    [Within(0, 10)] public double? MaxPsi { get; init; }

    [Within(0, 10_000, "hours", Above = true)] public double? WindowHours { get; init; }
}

public sealed record InputAlert
{
    [Within(0, 1, "share")] public double? MaxBadRows { get; init; }

    [Within(0, 10_000, "hours", Above = true)] public double? WindowHours { get; init; }
}

public sealed record SkewAlert
{
    [Within(1, 1e9)] public int? SampleRows { get; init; }

    [Within(0, 10_000, "hours", Above = true)] public double? EveryHours { get; init; }

    [Within(0, 1, "share")] public double? MaxMismatch { get; init; }
}

public sealed record QualityAlert
{
    public string? Metric { get; init; }

    public double? Min { get; init; }

    [Within(0, 3660, "days", Above = true)] public double? WindowDays { get; init; }
}

public sealed record ComputeAlert
{
    [Within(0, 100)] public double? MaxJump { get; init; }

    [Key("max_slow_leak_per_30d"), Within(0, 100)] public double? MaxSlowLeakPer30d { get; init; }
}

public sealed record WeightLimits
{
    [Within(0, 1e30, Above = true)] public double? MaxAbs { get; init; }

    [Within(0, 1, "share")] public double? MaxDeadShare { get; init; }
}

public enum DependencyKind { Data, Library, Service, Model }

/// <summary>Something outside that the project depends on, and who says when it changes.</summary>
public sealed record Dependency
{
    [Must] public string Name { get; init; } = "";

    public string? Owner { get; init; }

    public DependencyKind? Kind { get; init; }

    public string? Notices { get; init; }
}
