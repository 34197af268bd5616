namespace Airworthy.Core.Observations;

/// <summary>How promoted model versions ranked among the runs they were chosen from.</summary>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split it ranks on.</param>
/// <param name="Versions">Promoted versions, the champion first; at most ten.</param>
public sealed record Promotions(string Model, string Metric, string Split, IReadOnlyList<Promotion> Versions) : Observation;

/// <summary>One promoted version.</summary>
/// <param name="Value">The metric of its run; null when the run is not there or did not log it.</param>
/// <param name="Siblings">Runs on the same data that began within 60 days before it was registered and logged the metric, its own not counted.</param>
/// <param name="Best">The best of their values.</param>
/// <param name="BestRun">The run that has it.</param>
/// <param name="Reason">The recorded reason for the choice; null when there is none.</param>
public sealed record Promotion(string Version, string Alias, double? Value = null, int Siblings = 0, double? Best = null, string? BestRun = null, string? Reason = null);
