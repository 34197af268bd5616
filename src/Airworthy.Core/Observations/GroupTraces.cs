namespace Airworthy.Core.Observations;

/// <summary>How well each group of the fairness columns can be told from the rest by the other features, on rows that a classifier did not learn from.</summary>
/// <param name="Split">Whose rows.</param>
/// <param name="Features">How many features it was told by.</param>
/// <param name="Columns">One for each column of <c>responsibility.fairness.groups</c>.</param>
public sealed record GroupTraces(string Split, int Features, IReadOnlyList<TraceOfColumn> Columns) : Observation;

/// <param name="IsFeature">Whether the model is given the column itself.</param>
/// <param name="Groups">Its values that have rows enough, the best told first.</param>
/// <param name="WhyNot">Why nothing can be told of it.</param>
public sealed record TraceOfColumn(string Column, bool IsFeature = false, IReadOnlyList<ToldGroup>? Groups = null, string? WhyNot = null);

/// <param name="Rows">Rows of the group that were drawn.</param>
/// <param name="Auc">Area under the ROC curve, in [0, 1].</param>
/// <param name="Error">Its standard error.</param>
/// <param name="By">The features that told it, by their share of the gain.</param>
public sealed record ToldGroup(string Group, long Rows, double Auc, double Error, IReadOnlyList<FeatureGain>? By = null)
{
    private const double OneIn100 = 2.326348;

    /// <summary>Above this lies the true area, 99 times in 100.</summary>
    public double Low => Math.Max(0, Auc - (OneIn100 * Error));

    /// <summary>Below this lies the true area, 99 times in 100.</summary>
    public double High => Math.Min(1, Auc + (OneIn100 * Error));
}
