namespace Airworthy.Core.Observations;

/// <summary>How the file that <c>data.schema</c> names came to be what it is.</summary>
/// <param name="IsMerged">Its present content lies on the default branch.</param>
/// <param name="IsGenerated">A comment at its top says that a program inferred it.</param>
/// <param name="IsShallow">The clone holds only the newest commits, so older changes were not seen.</param>
/// <param name="Changes">The commits that changed it, newest first.</param>
public sealed record SchemaHistory(string Path, bool IsMerged, bool IsGenerated, bool IsShallow, IReadOnlyList<FileChange> Changes) : Observation;

/// <summary>One commit that changed a file.</summary>
/// <param name="Commit">Abbreviated.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="Reason">The first line of its message.</param>
/// <param name="Reviewer">Who besides the author approved it; null when nobody did.</param>
/// <param name="ByMachine">A program made the commit.</param>
public sealed record FileChange(string Commit, string By, DateOnly On, string Reason, string? Reviewer = null, bool ByMachine = false);
