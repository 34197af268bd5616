namespace Airworthy.Core.Observations;

/// <summary>What the candidate's stored predictions of the split that ranks models tell: its metric, on slices and groups too, and what its decisions cost.</summary>
/// <param name="Model">Whose predictions.</param>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">Labelled rows of it.</param>
/// <param name="Level">The metric; null where the rows do not define it.</param>
/// <param name="Test">The same on test, where its predictions are stored.</param>
/// <param name="Slices">The contract's slices.</param>
/// <param name="Found">Slices that a search found, worst first.</param>
/// <param name="Searched">How many were tested.</param>
/// <param name="Groups">The columns of <c>responsibility.fairness</c>.</param>
/// <param name="Cost">What decisions cost; null where that cannot be told.</param>
/// <param name="NoCost">Why not.</param>
/// <param name="Limits">The numbers that <c>metric.limits</c> bounds.</param>
public sealed record ModelQuality(string Model, string Metric, string Split, long Rows, MetricLevel? Level = null, MetricLevel? Test = null, IReadOnlyList<SliceLevel>? Slices = null,
    IReadOnlyList<SuspectSlice>? Found = null, int Searched = 0, IReadOnlyList<GroupsApart>? Groups = null, DecisionCost? Cost = null, string? NoCost = null, IReadOnlyList<LimitLevel>? Limits = null) : Observation;

/// <summary>A metric with its interval.</summary>
/// <param name="Low">NaN where no interval can be told.</param>
public sealed record MetricLevel(double Value, double Low, double High);

/// <summary>A number that has a limit.</summary>
/// <param name="Name">As the contract names it.</param>
/// <param name="Value">Null where there is none.</param>
/// <param name="WhyNot">Why there is none.</param>
public sealed record LimitLevel(string Name, double? Value = null, double? Low = null, double? High = null, string? WhyNot = null);

/// <param name="Value">Null where there is none.</param>
/// <param name="WhyNot">Why there is none.</param>
public sealed record SliceLevel(string Name, long Rows, double? Value = null, double? Low = null, double? High = null, string? WhyNot = null);

/// <param name="Slice">In words.</param>
/// <param name="Where">As SQL.</param>
/// <param name="Effect">Cohen's d of the loss, on the half of the rows that did not suggest it.</param>
/// <param name="Confirmed">Whether it shows there.</param>
/// <param name="Unsaid">Whether the loss is larger than the model's own probabilities say; null where they say nothing.</param>
public sealed record SuspectSlice(string Slice, string Where, long Rows, double Effect, bool Confirmed, bool? Unsaid = null);

/// <summary>The two groups of a column that are farthest apart.</summary>
/// <param name="Gap">Null with fewer than two groups that have rows enough.</param>
/// <param name="Low">Of an interval that counts how many pairs could have been the farthest; at least 0.</param>
/// <param name="Small">Groups with too few rows.</param>
public sealed record GroupsApart(string Column, string Metric, double? Gap = null, double Low = 0, double High = 0, string Best = "", string Worst = "", IReadOnlyList<string>? Small = null);

/// <summary>Costs of 1,000 decisions.</summary>
/// <param name="Unit">The contract's.</param>
/// <param name="PerThousand">Of the model.</param>
/// <param name="Single">Of the cheapest single answer for all.</param>
/// <param name="SingleAnswer">Which that is.</param>
/// <param name="SavedLow">What the model saves against it, lower end; below 0 it may be dearer.</param>
/// <param name="SavedHigh">Upper end.</param>
/// <param name="Baselines">The contract's baselines with stored predictions.</param>
/// <param name="Threshold">The threshold in use; null where nothing is decided by one.</param>
/// <param name="Cheapest">The cheapest on these rows.</param>
/// <param name="Excess">What the one in use costs more than the cheapest that other rows chose, as a share of its cost; may be below 0.</param>
/// <param name="ExcessLow">Lower end of that.</param>
public sealed record DecisionCost(string Unit, double PerThousand, double Single, string SingleAnswer, double SavedLow, double SavedHigh, IReadOnlyList<BaselineCost>? Baselines = null,
    double? Threshold = null, double? Cheapest = null, double Excess = 0, double ExcessLow = 0);

/// <param name="PerThousand">Of the baseline.</param>
/// <param name="SavedLow">What the model saves against it, lower end.</param>
/// <param name="SavedHigh">Upper end.</param>
public sealed record BaselineCost(string Name, double PerThousand, double SavedLow, double SavedHigh);
