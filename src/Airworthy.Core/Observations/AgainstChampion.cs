namespace Airworthy.Core.Observations;

/// <summary>The candidate beside the model version in use, on the same rows.</summary>
/// <param name="Candidate">Whose predictions.</param>
/// <param name="Metric">The contract's metric.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">Labelled rows of it.</param>
/// <param name="Champion">The version it is compared with: the champion, or where the candidate is the champion, the one before; null where there never was another.</param>
/// <param name="Gain">How much better the candidate is; null where there is nothing to compare with, or the rows do not define the metric.</param>
/// <param name="Slices">The contract's slices.</param>
public sealed record AgainstChampion(string Candidate, string Metric, string Split, long Rows, string? Champion = null, GainLevel? Gain = null, IReadOnlyList<SliceDrop>? Slices = null) : Observation;

/// <summary>A gain in points of the metric; positive is better, whichever way the metric goes.</summary>
/// <param name="Before">The metric of the version compared with.</param>
/// <param name="After">The metric of the candidate.</param>
/// <param name="Low">Of an interval at <c>metric.confidence</c>; NaN where none can be told.</param>
public sealed record GainLevel(double Before, double After, double Gain, double Low, double High);

/// <summary>How much worse the candidate is on a slice, in points of the metric; below 0 it is better.</summary>
/// <param name="Drop">Null where it cannot be told.</param>
/// <param name="Low">Of an interval at <c>metric.confidence</c>.</param>
/// <param name="P">One-sided, of a drop at all, corrected by Holm over the slices.</param>
/// <param name="WhyNot">Why it cannot be told.</param>
public sealed record SliceDrop(string Name, long Rows, double? Drop = null, double? Low = null, double? High = null, double? P = null, string? WhyNot = null);
