using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>The one number that ranks models, and the limits it must not break.</summary>
public sealed record Metric
{
    public string? Name { get; init; }

    public Direction? Direction { get; init; }

    /// <summary>The split on which models are ranked: <c>dev</c>.</summary>
    [SplitName] public string? On { get; init; }

    /// <summary>Below this, in the metric's direction, nothing ships.</summary>
    public double? GoodEnough { get; init; }

    public GoodEnoughFrom? GoodEnoughFrom { get; init; }

    public double? Target { get; init; }

    /// <summary>The smallest gain worth shipping; it sizes the dev split.</summary>
    [Within(0, 1e9, Above = true)] public double? MinimumImprovement { get; init; }

    [Within(0.8, 0.999, "share")] public double? Confidence { get; init; }

    public IReadOnlyList<MetricLimit>? Limits { get; init; }

    public Stress? Stress { get; init; }
}

/// <summary>Where the bar comes from.</summary>
public enum GoodEnoughFrom { Human, Baseline, Business, Regulation }

public sealed record MetricLimit
{
    [Must] public string Name { get; init; } = "";

    public double? Min { get; init; }

    public double? Max { get; init; }
}

/// <summary>How much worse another split may be.</summary>
public sealed record Stress
{
    [SplitName] public string? On { get; init; }

    [Within(0, 1e9)] public double? MaxDrop { get; init; }
}

/// <summary>What one decision costs, in one unit; 0 is a correct one that costs nothing.</summary>
public sealed record ErrorCosts
{
    public string? Unit { get; init; }

    /// <summary>Classification: every cell of the confusion matrix by name.</summary>
    public IReadOnlyDictionary<string, double>? Matrix { get; init; }

    /// <summary>Regression: cost per unit of predicting too little.</summary>
    [Within(0, 1e12)] public double? UnderPerUnit { get; init; }

    /// <summary>Regression: cost per unit of predicting too much.</summary>
    [Within(0, 1e12)] public double? OverPerUnit { get; init; }

    /// <summary>Ranking: cost by position, first place first.</summary>
    public IReadOnlyList<double>? PerPosition { get; init; }

    [NumberOr("cost-optimal")] public string? Threshold { get; init; }

    [Text(30)] public string? WorstCase { get; init; }
}

/// <summary>The number measured in use that the offline metric stands for.</summary>
public sealed record OnlineMetric
{
    [Must] public string Name { get; init; } = "";

    public Direction? Direction { get; init; }

    public string? Source { get; init; }
}

/// <summary>What the project calls a reasonable ML Test Score, 0 to 7 per section.</summary>
public sealed record ReasonableScore
{
    [Within(0, 7, "points")] public double? Reasonable { get; init; }

    [Within(0, 7, "points")] public double? Data { get; init; }

    [Within(0, 7, "points")] public double? Model { get; init; }

    [Within(0, 7, "points")] public double? Infra { get; init; }

    [Within(0, 7, "points")] public double? Monitoring { get; init; }
}
