namespace Airworthy.Core.Observations;

/// <summary>How often and how well the champion's run was made again by <c>airworthy reproduce</c>.</summary>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Run">The run it came from.</param>
/// <param name="Seed">The run's own seed; null when it tells none.</param>
/// <param name="Value">The run's metric of the contract; null when it was not logged.</param>
/// <param name="Of">The rebuilds, newest first.</param>
public sealed record Rebuilds(string Model, string Version, string Run, string? Seed, double? Value, IReadOnlyList<Rebuild> Of) : Observation;

/// <summary>One rebuild.</summary>
/// <param name="Run">Its own run.</param>
/// <param name="Outcome"><c>equal</c>, <c>agrees</c>, <c>differs</c> or <c>failed</c>, as the comparison of all metrics and predictions said; null where it was made to show the noise of training, and not compared.</param>
/// <param name="Differences">What differed, in words; empty when nothing did.</param>
/// <param name="Causes">The likely causes, in words.</param>
/// <param name="Network"><c>closed</c> when its command ran in a network out of which nothing leads; <c>needed</c> when it came out the same only outside of one; null where that was not tried.</param>
public sealed record Rebuild(string Run, int DaysAgo, string? Outcome = null, string? Seed = null, double? Value = null, string Differences = "", string Causes = "", string? Network = null);
