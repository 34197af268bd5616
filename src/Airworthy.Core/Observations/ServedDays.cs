namespace Airworthy.Core.Observations;

/// <summary>What serving took at the project's endpoint, day by day, as far as 30 days back.</summary>
/// <param name="Days">Those with a request, oldest first.</param>
public sealed record ServedDays(string Endpoint, string Place, IReadOnlyList<ServedDay> Days) : Observation;

/// <summary>A day of serving.</summary>
/// <param name="MeanMs">Mean answer time of the version asked.</param>
/// <param name="MemoryMb">The median over its minutes of the largest resident memory of a process; null where it was not seen.</param>
public sealed record ServedDay(int DaysAgo, long Requests, double MeanMs, double? MemoryMb = null);
