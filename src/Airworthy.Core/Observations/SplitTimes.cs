namespace Airworthy.Core.Observations;

/// <summary>Where each split lies in time, by the values of <c>data.time</c>.</summary>
/// <param name="Splits">In the order train, dev, test, as far as they are declared.</param>
/// <param name="Gaps">Each split against the one before it, and test against train.</param>
public sealed record SplitTimes(IReadOnlyList<SplitTime> Splits, IReadOnlyList<SplitGap> Gaps) : Observation
{
    /// <summary>What a split that is not by time may promise too much; null when it was not measured.</summary>
    public LaterScore? Later { get; init; }
}

/// <summary>How well trees tell the label of rows drawn from everywhere, and of rows later than all that they learnt from; equally many of each.</summary>
/// <param name="Learnt">Rows learnt from.</param>
/// <param name="Asked">Rows asked for.</param>
/// <param name="Mixed">Learnt and asked in a mix of all times.</param>
/// <param name="After">Learnt from the earlier rows, asked for the latest.</param>
public sealed record LaterScore(int Learnt, int Asked, AreaFound Mixed, AreaFound After)
{
    /// <summary>Mixed minus after, in [−1, 1].</summary>
    public double Gap => Mixed.Auc - After.Auc;

    /// <summary>Standard error of the gap.</summary>
    public double Error => Math.Sqrt((Mixed.Error * Mixed.Error) + (After.Error * After.Error));
}

/// <param name="Without">Rows whose time is empty or cannot be read as one.</param>
/// <param name="First">The earliest time as a person would write it; null without rows.</param>
/// <param name="Last">The latest.</param>
public sealed record SplitTime(string Name, long Rows, long Without = 0, string? First = null, string? Last = null);

/// <param name="Earlier">The split that should come first.</param>
/// <param name="Later">The split that should come after it.</param>
/// <param name="EarlierRows">Rows of the earlier split that have a time.</param>
/// <param name="Overlapping">Rows of the earlier split at or after the first moment of the later one.</param>
/// <param name="Days">From the last moment of the earlier to the first of the later, negative when they overlap; null when time is not in days.</param>
public sealed record SplitGap(string Earlier, string Later, long EarlierRows, long Overlapping, double? Days = null)
{
    /// <summary>Overlapping ÷ EarlierRows, in [0, 1].</summary>
    public double Share => EarlierRows == 0 ? 0 : (double)Overlapping / EarlierRows;
}
