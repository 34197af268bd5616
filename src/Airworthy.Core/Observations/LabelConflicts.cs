using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>Rows that are equal and carry different labels.</summary>
/// <param name="Rows">Rows with a label.</param>
/// <param name="Records">Rows compared in all stored columns except the label.</param>
/// <param name="Features">Rows compared in the columns that the model reads.</param>
/// <param name="ChancePairs">
/// Pairs of equal records that chance explains: pairs equal in all columns but the most diverse one, times the probability that this
/// one agrees too.
/// </param>
/// <param name="Examples">A few records that contradict each other.</param>
public sealed record LabelConflicts(long Rows, Conflicts Records, Conflicts Features, double ChancePairs = 0, Shown? Examples = null) : Observation
{
    /// <summary>Whether the label is a quantity, so that equal rows need not have equal labels.</summary>
    public bool Quantity { get; init; }
}

/// <param name="Twins">Rows that are equal to at least one other row.</param>
/// <param name="Pairs">Pairs of equal rows.</param>
/// <param name="Minority">
/// Rows whose label is not the most frequent one among their equals. Minority ÷ rows is the smallest error that any model on these
/// columns can have on these rows.
/// </param>
public sealed record Conflicts(long Twins, double Pairs, long Minority);
