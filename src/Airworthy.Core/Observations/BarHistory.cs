namespace Airworthy.Core.Observations;

/// <summary>How <c>metric.good_enough</c> came to be what it is: the commits that set it, for the metric that the contract has now.</summary>
/// <param name="Changes">Oldest first; the first one set it.</param>
/// <param name="IsShallow">The clone holds only the newest commits, so older changes were not seen.</param>
public sealed record BarHistory(IReadOnlyList<BarChange> Changes, bool IsShallow = false) : Observation;

/// <summary>One commit that set the bar to another value.</summary>
/// <param name="Commit">Abbreviated.</param>
/// <param name="At">When its author wrote it, as their machine said.</param>
/// <param name="Reviewer">Who besides the author approved it; null when nobody did.</param>
public sealed record BarChange(string Commit, string By, DateTimeOffset At, double Value, string? Reviewer = null);
