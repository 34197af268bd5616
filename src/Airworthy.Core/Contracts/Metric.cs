using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>The one number that ranks models, and the limits it must not break.</summary>
public sealed record Metric
{
    /// <summary>The metric by the name that the evaluation gives it, such as <c>roc_auc</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Whether more of it is better, or less.</summary>
    public Direction? Direction { get; init; }

    /// <summary>The split on which models are ranked: <c>dev</c>.</summary>
    [SplitName] public string? On { get; init; }

    /// <summary>Below this, in the metric's direction, nothing ships.</summary>
    public double? GoodEnough { get; init; }

    /// <summary>Where the bar comes from.</summary>
    public GoodEnoughFrom? GoodEnoughFrom { get; init; }

    /// <summary>Where the team wants to get.</summary>
    public double? Target { get; init; }

    /// <summary>The smallest gain worth shipping; it sizes the dev split.</summary>
    [Within(0, 1e9, Above = true)] public double? MinimumImprovement { get; init; }

    /// <summary>Confidence of every interval and comparison.</summary>
    [Within(0.8, 0.999, "share")] public double? Confidence { get; init; }

    /// <summary>Other numbers that a model must not break, whatever it scores.</summary>
    public IReadOnlyList<MetricLimit>? Limits { get; init; }

    public Stress? Stress { get; init; }
}

/// <summary>Where the bar comes from.</summary>
public enum GoodEnoughFrom { Human, Baseline, Business, Regulation }

/// <summary>A second number with a bound.</summary>
public sealed record MetricLimit
{
    /// <summary>The metric that is bounded.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>It may not be below this.</summary>
    public double? Min { get; init; }

    /// <summary>It may not be above this.</summary>
    public double? Max { get; init; }
}

/// <summary>How much worse another split may be.</summary>
public sealed record Stress
{
    /// <summary>The split that may be worse: <c>test</c>.</summary>
    [SplitName] public string? On { get; init; }

    /// <summary>By how much, in points of the metric.</summary>
    [Within(0, 1e9)] public double? MaxDrop { get; init; }
}

/// <summary>What one decision costs, in one unit; 0 is a correct one that costs nothing.</summary>
public sealed record ErrorCosts
{
    /// <summary>The unit of all costs, such as a currency.</summary>
    public string? Unit { get; init; }

    /// <summary>Classification: every cell of the confusion matrix by name.</summary>
    public IReadOnlyDictionary<string, double>? Matrix { get; init; }

    /// <summary>Regression: cost per unit of predicting too little.</summary>
    [Within(0, 1e12)] public double? UnderPerUnit { get; init; }

    /// <summary>Regression: cost per unit of predicting too much.</summary>
    [Within(0, 1e12)] public double? OverPerUnit { get; init; }

    /// <summary>Ranking: cost by position, first place first.</summary>
    public IReadOnlyList<double>? PerPosition { get; init; }

    /// <summary>The score from which the answer is yes: a number, or <c>cost-optimal</c> to take the one with the least cost.</summary>
    [NumberOr("cost-optimal")] public string? Threshold { get; init; }

    /// <summary>The worst thing that a wrong answer can do to somebody.</summary>
    [Text(30)] public string? WorstCase { get; init; }
}

/// <summary>The number measured in use that the offline metric stands for.</summary>
public sealed record OnlineMetric
{
    /// <summary>What is measured in use.</summary>
    [Must] public string Name { get; init; } = "";

    /// <summary>Whether more of it is better, or less.</summary>
    public Direction? Direction { get; init; }

    /// <summary>An address or a path where it can be read.</summary>
    public string? Source { get; init; }

    /// <summary>A table of launches: the columns version, from, until, and online, the number of those days.</summary>
    [Path] public string? Launches { get; init; }

    /// <summary>A table of an experiment with a version made worse on purpose: the columns day, version, degraded, online, and online_degraded.</summary>
    [Path] public string? Experiment { get; init; }
}

/// <summary>What the project calls a reasonable ML Test Score, 0 to 7 per section.</summary>
public sealed record ReasonableScore
{
    /// <summary>What each of the four sections must reach.</summary>
    [Within(0, 7, "points")] public double? Reasonable { get; init; }

    /// <summary>Another number for the section on data.</summary>
    [Within(0, 7, "points")] public double? Data { get; init; }

    /// <summary>Another number for the section on the model.</summary>
    [Within(0, 7, "points")] public double? Model { get; init; }

    /// <summary>Another number for the section on infrastructure.</summary>
    [Within(0, 7, "points")] public double? Infra { get; init; }

    /// <summary>Another number for the section on monitoring.</summary>
    [Within(0, 7, "points")] public double? Monitoring { get; init; }
}
