namespace Airworthy.Serving.PredictionLog;

/// <summary>How much the prediction log holds in memory, and when it writes, closes and converts.</summary>
public sealed record LogSettings
{
    /// <summary>Entries that may wait in memory; one more is dropped and counted. At least 1.</summary>
    public int Waiting { get; init; } = 8_192;

    /// <summary>Entries wait this long for others, then all of them are written and made durable together.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A segment of this size is closed. Its rows are in memory at once while they are converted: of some thousand, a column is still a small object.</summary>
    public long SegmentBytes { get; init; } = 4 << 20;

    /// <summary>A segment of this age is closed.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often it is looked whether somebody else has asked for a deletion here, and one that failed is tried again.</summary>
    public TimeSpan DeletionEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What a sudden end can cost at most, in entries: the group that is being written and the one that waits behind it. In time that is one window
    /// and as long as the disk takes for one group.
    /// </summary>
    public int MostLost => 2 * Waiting;
}
