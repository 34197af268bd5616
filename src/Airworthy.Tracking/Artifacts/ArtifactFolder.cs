namespace Airworthy.Tracking.Artifacts;

/// <summary>Where the artifacts of this server lie.</summary>
/// <param name="Path">The folder, as a full path.</param>
public sealed record ArtifactFolder(string Path);
