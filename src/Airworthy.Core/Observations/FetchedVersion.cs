namespace Airworthy.Core.Observations;

/// <summary>One version, fetched from the store with its digest computed again.</summary>
/// <param name="Id">The version; picked at random among those before the newest, by the day.</param>
/// <param name="Bytes">Size of its files, in bytes.</param>
/// <param name="Chunks">Chunks that its files consist of.</param>
/// <param name="Read">Chunks that were read and hashed: all, or a sample of a large version; at most <paramref name="Chunks"/>.</param>
/// <param name="Problem">What could not be fetched, or is not what it was; null when all of it is.</param>
public sealed record FetchedVersion(string Dataset, string Id, long Bytes, long Chunks, long Read, string? Problem = null) : Observation
{
    /// <summary>Whether there is no version before it, so that the newest one was fetched.</summary>
    public bool IsNewest { get; init; }

    /// <summary>Versions that the dataset has.</summary>
    public int Versions { get; init; } = 1;

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }
}
