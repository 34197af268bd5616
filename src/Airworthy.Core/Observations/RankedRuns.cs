namespace Airworthy.Core.Observations;

/// <summary>What the project's finished runs logged of its metric on the split that ranks; baselines are left out.</summary>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split it ranks on.</param>
/// <param name="Runs">Oldest first; runs that did not log the metric are left out.</param>
/// <param name="HasMore">Whether there are older runs that were not read.</param>
public sealed record RankedRuns(string Metric, string Split, IReadOnlyList<RankedRun> Runs, bool HasMore = false) : Observation;

/// <param name="Name">The run's name, or its id.</param>
/// <param name="At">When it began.</param>
public sealed record RankedRun(string Name, DateTimeOffset At, double Value);
