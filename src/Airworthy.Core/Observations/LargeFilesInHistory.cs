namespace Airworthy.Core.Observations;

/// <summary>Large files in the project's git history, deleted ones included.</summary>
/// <param name="Commits">Commits that were looked at.</param>
/// <param name="IsShallow">The clone holds only the newest commits, so older ones were not seen.</param>
/// <param name="Files">Files above 10 MB, largest first.</param>
public sealed record LargeFilesInHistory(int Commits, bool IsShallow, IReadOnlyList<LargeFile> Files) : Observation;

/// <param name="Megabytes">Size, in MB of 1,000,000 bytes.</param>
/// <param name="Commit">The newest commit that was seen to hold it, abbreviated.</param>
/// <param name="Author">Who made that commit.</param>
public sealed record LargeFile(string Path, double Megabytes, string Commit, string Author);
