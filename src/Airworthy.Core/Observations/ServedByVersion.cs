namespace Airworthy.Core.Observations;

/// <summary>What each version of a model took of callers' time at the project's endpoint, live or as a canary, in 30 days.</summary>
/// <param name="Live">The version in use.</param>
/// <param name="Versions">The one that was asked last first; constants, which compute nothing, are left out.</param>
public sealed record ServedByVersion(string Endpoint, string Place, string Live, IReadOnlyList<VersionTimes> Versions) : Observation;

/// <param name="Model"><c>models:/late/3</c>.</param>
/// <param name="Code">What tells the code that made it; null where its run does not.</param>
/// <param name="DaysAgo">When it was asked last.</param>
/// <param name="MeanMs">Mean answer time.</param>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>; infinite without a bound.</param>
public sealed record VersionTimes(string Model, string? Code, double DaysAgo, long Requests, double MeanMs, double P99LowMs, double P99HighMs);
