using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How many rows of each held-out split occur in train: equal in every stored column but the id, and equal in the features alone.</summary>
/// <param name="Splits">Dev and test, as far as they are declared.</param>
/// <param name="Examples">A few copied rows.</param>
/// <param name="TrainRows">Rows of train; 0 when features were not compared.</param>
/// <param name="TrainAlike">Train rows whose features another train row has too: what repetition alone brings.</param>
/// <param name="Near">Rows that are close to a train row and equal to none: by all features, and by each column of language.</param>
/// <param name="Pairs">A few of them, each above the train row it is close to.</param>
public sealed record SplitCopies(
    IReadOnlyList<CopiedRows> Splits, Shown? Examples = null, long TrainRows = 0, long TrainAlike = 0, IReadOnlyList<NearRows>? Near = null, Shown? Pairs = null) : Observation
{
    /// <summary>Splits that hold other rows now than their manifest records; empty when all are the same, or when there is no manifest.</summary>
    public IReadOnlyList<ChangedSplit> Changed { get; init; } = [];

    /// <summary>The metric with and without the copies, where predictions are stored.</summary>
    public IReadOnlyList<CopiedScore> Scores { get; init; } = [];

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

/// <summary>Rows of a split, or texts of one of its columns, that are close to one of train without being equal to one.</summary>
/// <param name="Split"><c>dev</c> or <c>test</c>.</param>
/// <param name="Rows">Rows of the split, or different texts that were read.</param>
/// <param name="Near">Those that are close to one of train; 0 ≤ Near ≤ Rows.</param>
/// <param name="ByChance">Of these, what the density of the table explains; looked at only when there are many.</param>
public sealed record NearRows(string Split, long Rows, long Near, double ByChance = 0)
{
    /// <summary>The column whose texts were compared; null where rows were.</summary>
    public string? Column { get; init; }

    /// <summary>Whether images were compared, by how they look.</summary>
    public bool AreImages { get; init; }

    /// <summary>Different texts of the split, of which <see cref="Rows"/> were drawn.</summary>
    public long There { get; init; }

    /// <summary>Different texts of train that were read.</summary>
    public long TrainRead { get; init; }

    /// <summary>Different texts of train, of which <see cref="TrainRead"/> were drawn.</summary>
    public long TrainThere { get; init; }

    /// <summary>Share of train against which was compared, in (0, 1].</summary>
    public double Compared => TrainThere > TrainRead && TrainRead > 0 ? (double)TrainRead / TrainThere : 1;

    /// <summary>Share of the rows that are near beyond chance, in [0, 1]: what was seen ÷ the share of train that was looked at.</summary>
    public double Excess => Rows == 0 ? 0 : Math.Min(1, Math.Max(0, Near - ByChance) / Rows / Compared);
}

/// <summary>A split whose rows are not those that were recorded.</summary>
/// <param name="Then">Rows that its manifest records; null when it records no such split.</param>
/// <param name="Now">Rows that it holds.</param>
/// <param name="File">The manifest.</param>
public sealed record ChangedSplit(string Name, long? Then, long Now, string File);

/// <summary>What copied rows do to the metric of stored predictions.</summary>
/// <param name="Split">The split that has them.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Name">Whose predictions.</param>
/// <param name="With">The metric on all rows.</param>
/// <param name="Without">The metric on the rows that are no copies.</param>
/// <param name="Smallest">The smallest difference that the split shows.</param>
public sealed record CopiedScore(string Split, string Metric, string Name, double With, double Without, double Smallest)
{
    /// <summary>Whether the copies change the metric by more than the split can show.</summary>
    public bool IsMoved => Math.Abs(With - Without) > Smallest;
}
