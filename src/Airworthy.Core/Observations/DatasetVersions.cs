namespace Airworthy.Core.Observations;

/// <summary>What the manifest of the contract's dataset says.</summary>
/// <param name="Versions">Oldest first.</param>
/// <param name="Problems">What is wrong with the manifest, each with its place; then there are no versions.</param>
/// <param name="Edited">The files in the project's folder that the newest version was made of, when they hold something else by now; else empty.</param>
public sealed record DatasetVersions(string Dataset, IReadOnlyList<SeenVersion> Versions, IReadOnlyList<string> Problems, IReadOnlyList<string>? Edited = null) : Observation;

/// <summary>One version as the manifest describes it.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Splits">The splits that have a digest.</param>
/// <param name="Parent">The version that it follows; null when the manifest names none.</param>
public sealed record SeenVersion(string Id, long Rows, long Bytes, DateOnly Made, string Source, IReadOnlyList<string> Splits, string? Parent = null);
