namespace Airworthy.Core.Observations;

/// <summary>What was asked to be deleted from the dataset, and whether it is gone.</summary>
/// <param name="Dataset">The dataset of <c>data.dataset</c>.</param>
/// <param name="Requests">In the order of the log.</param>
/// <param name="Today">The day it was looked at.</param>
public sealed record Deletions(string Dataset, IReadOnlyList<SeenDeletion> Requests, DateOnly Today) : Observation;

/// <summary>One request, as the log tells it and as the data are.</summary>
/// <param name="Id">Such as <c>d0001</c>.</param>
/// <param name="Asked">The day on which it was asked for.</param>
/// <param name="Due">The last day promised when it was asked; null when nothing was promised.</param>
/// <param name="Done">The day on which it was done; null while it is open.</param>
/// <param name="Version">The first version without the rows.</param>
/// <param name="Rows">Rows that were taken out of the newest version.</param>
/// <param name="Withdrawn">Versions that were taken back.</param>
/// <param name="Still">Rows of today's data that have one of the keys; null when the secret of the digests is not on this machine.</param>
/// <param name="Kept">Of <paramref name="Withdrawn"/>, those whose content is still in the store or the bucket.</param>
/// <param name="IsCanary">Whether the rows were planted for this.</param>
/// <param name="Retire">Models that learned from the rows; null when nobody said.</param>
public sealed record SeenDeletion(string Id, DateOnly Asked, DateOnly? Due = null, DateOnly? Done = null, string? Version = null, long Rows = 0, IReadOnlyList<string>? Withdrawn = null,
    long? Still = null, IReadOnlyList<string>? Kept = null, bool IsCanary = false, IReadOnlyList<string>? Retire = null);
