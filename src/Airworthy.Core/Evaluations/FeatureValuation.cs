using Airworthy.Core.Statistics;

namespace Airworthy.Core.Evaluations;

/// <summary>What each group of features is worth to a model, and what it costs.</summary>
/// <param name="Target">Whose.</param>
/// <param name="Split">The rows it was measured on.</param>
/// <param name="Rows">How many labelled rows were read.</param>
/// <param name="Metric">What gains are measured in.</param>
/// <param name="Value">The metric of the model's answers to these rows.</param>
/// <param name="Confidence">Of all intervals, a share.</param>
/// <param name="Repeats">How often each group was shuffled.</param>
/// <param name="Groups">Columns that carry the same information are one group; the most valuable first.</param>
public sealed record FeatureValuation(string Target, string Split, long Rows, string Metric, double Value, double Confidence, int Repeats, IReadOnlyList<FeatureGroupValue> Groups)
{
    /// <summary>Rows that these were drawn from, where not all were read.</summary>
    public long? Of { get; init; }

    /// <summary>How the model was asked, in words.</summary>
    public string How { get; init; } = "";

    /// <summary>How it was learnt again without a group, in words; null where it was not.</summary>
    public string? Learnt { get; init; }

    /// <summary>Why it was not, in words; null where it was, or nobody asked.</summary>
    public string? WhyNotLearnt { get; init; }

    /// <summary>The metric of the model learnt again with all features, the same way; null where it was not.</summary>
    public double? LearntValue { get; init; }

    /// <summary>How times were measured, in words; null where they were not.</summary>
    public string? Clock { get; init; }

    /// <summary>Milliseconds of all features and the model together, for one row; null where they were not measured.</summary>
    public TailTime? Whole { get; init; }

    /// <summary>What tells the rows from others.</summary>
    public string? Data { get; init; }

    /// <summary>When it was measured.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What becomes of decisions when only the group in the row is another one, for each column of <c>responsibility.fairness.groups</c>.</summary>
    public IReadOnlyList<GroupSwap> Swaps { get; init; } = [];

    /// <summary>What could not be told, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A group of features.</summary>
/// <param name="Columns">Of the table.</param>
/// <param name="Shuffled">What the model loses when the group is dealt out anew among the rows.</param>
public sealed record FeatureGroupValue(IReadOnlyList<string> Columns, GainWithin Shuffled)
{
    /// <summary>What the model gains from the group, against one that was learnt without it; null where that was not tried.</summary>
    public GainWithin? Kept { get; init; }

    /// <summary>Milliseconds to make the group's numbers for one row; null where it was not measured apart.</summary>
    public TailTime? Time { get; init; }

    /// <summary>Where its columns come from, by the schema; empty where it does not say.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The columns as one text.</summary>
    public string Name => string.Join(" + ", Columns);
}

/// <summary>A gain in points of the metric; positive is better, whichever way the metric goes.</summary>
/// <param name="Low">NaN where no interval can be told.</param>
public sealed record GainWithin(double Gain, double Low, double High);

/// <summary>Decisions when only the group in the row is another one.</summary>
/// <param name="Column">Which names the groups.</param>
/// <param name="Rows">Rows that were asked.</param>
/// <param name="Flipped">Those whose decision is another one with at least one of the groups.</param>
/// <param name="Groups">The groups that were put in.</param>
/// <param name="WhyNot">Why it was not tried.</param>
public sealed record GroupSwap(string Column, long Rows = 0, long Flipped = 0, IReadOnlyList<string>? Groups = null, string? WhyNot = null);
