using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

public enum BaselineKind { Heuristic, Constant, Human, SimpleModel, PreviousSystem }

/// <summary>Something simple that the model has to beat.</summary>
public sealed record Baseline
{
    [Must] public string Name { get; init; } = "";

    [Must] public BaselineKind? Kind { get; init; }

    public string? Command { get; init; }

    [Path] public string? Predictions { get; init; }
}

/// <summary>How a machine runs this project, from a clean checkout.</summary>
public sealed record Commands
{
    public string? Prepare { get; init; }

    public string? Features { get; init; }

    public string? Train { get; init; }

    public string? Predict { get; init; }

    public string? UnitTests { get; init; }

    public string? FunctionalityTests { get; init; }

    public string? Explain { get; init; }
}

public sealed record Reproduce
{
    [Within(0, 1e9)] public double? MetricTolerance { get; init; }

    [Within(0, 1, "share")] public double? PredictionAgreement { get; init; }

    [Within(1, 100)] public int? Seeds { get; init; }

    public Money? MaxCost { get; init; }
}

public sealed record Tuning
{
    public IReadOnlyList<string>? Parameters { get; init; }

    [Within(1, 1_000_000)] public int? MinTrials { get; init; }
}

public sealed record Runs
{
    /// <summary>The address of an outside page where runs are compared.</summary>
    public string? Url { get; init; }
}

public enum CiProvider { Github, Gitlab, Azure, Jenkins, Other }

public sealed record Ci
{
    public CiProvider? Provider { get; init; }
}

public enum RetrainTrigger
{
    [Word("schedule")] Schedule,
    [Word("drift")] Drift,
    [Word("quality")] Quality,
    [Word("new_data")] NewData,
}

public sealed record ContinuousTraining
{
    public IReadOnlyList<RetrainTrigger>? Triggers { get; init; }

    [Within(1, 1e12)] public long? MinNewRows { get; init; }
}
