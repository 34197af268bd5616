using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How many rows of each held-out split occur, equal in every stored column, in train.</summary>
/// <param name="Splits">Dev and test, as far as they are declared.</param>
/// <param name="Examples">A few copied rows.</param>
public sealed record SplitCopies(IReadOnlyList<CopiedRows> Splits, Shown? Examples = null) : Observation;

/// <param name="Name"><c>dev</c> or <c>test</c>.</param>
/// <param name="Rows">Rows of the split.</param>
/// <param name="Copied">Rows of the split that occur in train; 0 ≤ Copied ≤ Rows.</param>
public sealed record CopiedRows(string Name, long Rows, long Copied)
{
    /// <summary>Copied ÷ Rows, in [0, 1]; 0 for an empty split.</summary>
    public double Share => Rows == 0 ? 0 : (double)Copied / Rows;
}
