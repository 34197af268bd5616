using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>What shall be deleted.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="Column">The column that says whose row it is.</param>
/// <param name="Keys">Its values, as they stand in the files.</param>
/// <param name="Asked">The day on which it was asked for.</param>
/// <param name="By">Who enters it.</param>
/// <param name="Why">A sentence without personal data.</param>
public sealed record ForgetWish(string Dataset, string Column, IReadOnlyList<string> Keys, DateOnly Asked, string By, string Why)
{
    /// <summary>Whether the rows were planted.</summary>
    public bool IsCanary { get; init; }

    /// <summary>Models that learned from the rows; null when nobody said.</summary>
    public IReadOnlyList<string>? Retire { get; init; }

    /// <summary>Told which version is looked at.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}

/// <summary>A version that holds rows which shall go.</summary>
/// <param name="Rows">How many; null when that cannot be told.</param>
/// <param name="Why">Why it cannot be told.</param>
public sealed record HoldingVersion(DatasetVersion Version, long? Rows, string? Why = null);

/// <summary>What a deletion would do; nothing of it is done yet.</summary>
/// <param name="Request">The request as the log will hold it.</param>
/// <param name="IsResumed">Whether it stands in the log already and was not brought to its end.</param>
/// <param name="Newest">The newest version now.</param>
/// <param name="Holding">The versions that will be withdrawn, oldest first.</param>
/// <param name="NotFound">Keys that no version has.</param>
/// <param name="WorkingFiles">Files of the project that hold such rows, and will be as the new version has them.</param>
public sealed record ForgetPlan(DeletionRequest Request, bool IsResumed, DatasetManifest Manifest, DatasetVersion Newest, IReadOnlyList<HoldingVersion> Holding, int NotFound, IReadOnlyList<string> WorkingFiles)
{
    /// <summary>Rows of the newest version that go; 0 when only older versions hold some.</summary>
    public long Rows => Holding.FirstOrDefault(h => h.Version == Newest)?.Rows ?? 0;
}

/// <summary>What was done.</summary>
/// <param name="Request">The request as the log now holds it.</param>
/// <param name="Version">The newest version, which holds none of the rows.</param>
/// <param name="IsNew">Whether it was made for this.</param>
public sealed record Forgotten(DeletionRequest Request, DatasetVersion Version, bool IsNew);

/// <summary>No version that can be read has any of the keys.</summary>
public sealed class NoSuchKeyException(string because, string next) : StoreException(because, next);
