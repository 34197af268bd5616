namespace Airworthy.Core.Observations;

/// <summary>How exactly the project writes down what it is installed with.</summary>
/// <param name="Locks">Lock files, and lists of packages where no lock file of the same tool lies beside them.</param>
/// <param name="Images">Base images that container files name; stages of the same file and <c>scratch</c> are none.</param>
public sealed record LockedEnvironment(IReadOnlyList<LockFile> Locks, IReadOnlyList<BaseImage> Images) : Observation;

/// <summary>One lock file.</summary>
/// <param name="Tool">What reads it: <c>pip</c>, <c>npm</c> …</param>
/// <param name="Packages">Packages from outside; those of the project itself are not counted.</param>
/// <param name="WithoutVersion">Packages for which more than one version would do.</param>
/// <param name="WithoutDigest">Packages with a version and no digest of what is installed.</param>
/// <param name="Unreadable">Why the file could not be read; null when it could.</param>
public sealed record LockFile(string Path, string Tool, int Packages, IReadOnlyList<string> WithoutVersion, IReadOnlyList<string> WithoutDigest, string? Unreadable = null)
{
    /// <summary>Names of all packages, lower-case.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <param name="Path">The container file.</param>
/// <param name="Line">From 1.</param>
public sealed record BaseImage(string Path, int Line, string Image)
{
    /// <summary>It is named by the digest of its content.</summary>
    public bool HasDigest => Image.Contains("@sha256:", StringComparison.Ordinal);
}
