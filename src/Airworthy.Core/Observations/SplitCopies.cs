using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How many rows of each held-out split occur in train: equal in every stored column but the id, and equal in the features alone.</summary>
/// <param name="Splits">Dev and test, as far as they are declared.</param>
/// <param name="Examples">A few copied rows.</param>
/// <param name="TrainRows">Rows of train; 0 when features were not compared.</param>
/// <param name="TrainAlike">Train rows whose features another train row has too: what repetition alone brings.</param>
public sealed record SplitCopies(IReadOnlyList<CopiedRows> Splits, Shown? Examples = null, long TrainRows = 0, long TrainAlike = 0) : Observation
{
    /// <summary>TrainAlike ÷ TrainRows, in [0, 1].</summary>
    public double TrainAlikeShare => TrainRows == 0 ? 0 : (double)TrainAlike / TrainRows;
}

/// <param name="Name"><c>dev</c> or <c>test</c>.</param>
/// <param name="Rows">Rows of the split.</param>
/// <param name="Copied">Rows of the split that occur in train; 0 ≤ Copied ≤ Rows.</param>
/// <param name="ByChance">Copies that the coarseness of the columns explains, 0 ≤ ByChance ≤ Copied; looked at only when there are many copies.</param>
/// <param name="Alike">Rows of the split whose features occur in train, whatever label and time; Copied ≤ Alike ≤ Rows when compared.</param>
public sealed record CopiedRows(string Name, long Rows, long Copied, double ByChance = 0, long Alike = 0)
{
    /// <summary>Copied ÷ Rows, in [0, 1]; 0 for an empty split.</summary>
    public double Share => Rows == 0 ? 0 : (double)Copied / Rows;

    /// <summary>Copies that chance does not explain, as a share of the rows.</summary>
    public double Excess => Rows == 0 ? 0 : Math.Max(0, Copied - ByChance) / Rows;

    /// <summary>Alike ÷ Rows, in [0, 1]; 0 for an empty split.</summary>
    public double AlikeShare => Rows == 0 ? 0 : (double)Alike / Rows;
}
