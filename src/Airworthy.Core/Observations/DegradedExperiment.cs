namespace Airworthy.Core.Observations;

/// <summary>An experiment in which a version made worse on purpose answered a share of the requests.</summary>
/// <param name="Metric">The offline metric.</param>
/// <param name="Path">The table that the team wrote.</param>
/// <param name="Version">What served most requests; <paramref name="Degraded"/> the share.</param>
/// <param name="Offline">The metric of the run that made each; null where no run tells it.</param>
/// <param name="Days">Days on which the gateway let both answer.</param>
/// <param name="MostShare">The largest share that the degraded version had on them, 0 to 1.</param>
/// <param name="Unserved">Days of the table on which the gateway did not.</param>
public sealed record DegradedExperiment(string Metric, string Path, string Version, string Degraded, double? Offline, double? OfflineDegraded, IReadOnlyList<DegradedDay> Days, double MostShare = 0, IReadOnlyList<DateOnly>? Unserved = null) : Observation;

/// <summary>The online number of a day, for each of the two.</summary>
public sealed record DegradedDay(DateOnly Day, double Online, double OnlineDegraded);
