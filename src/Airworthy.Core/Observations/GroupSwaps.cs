namespace Airworthy.Core.Observations;

/// <summary>What became of the champion's decisions when only the group in the row was another one, by <c>airworthy evaluate --importance</c>.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that carries the alias champion.</param>
/// <param name="Split">The rows it was asked of.</param>
/// <param name="DaysAgo">When.</param>
/// <param name="Columns">Those of <c>responsibility.fairness.groups</c> at that time.</param>
public sealed record GroupSwaps(string Model, string Version, string Split, int DaysAgo, IReadOnlyList<SwappedColumn> Columns) : Observation;

/// <param name="Rows">Rows that were asked.</param>
/// <param name="Flipped">Those whose decision was another one with at least one of the groups.</param>
/// <param name="Groups">The groups that were put in.</param>
/// <param name="WhyNot">Why the column could not be swapped.</param>
public sealed record SwappedColumn(string Column, long Rows = 0, long Flipped = 0, IReadOnlyList<string>? Groups = null, string? WhyNot = null);
