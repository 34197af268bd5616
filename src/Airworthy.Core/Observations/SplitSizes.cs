namespace Airworthy.Core.Observations;

/// <summary>How many rows each split has, by label and by slice.</summary>
/// <param name="Classes">Whether the label names classes, so that each should occur in every split.</param>
public sealed record SplitSizes(IReadOnlyList<SplitSize> Splits, bool Classes) : Observation;

/// <param name="Name"><c>train</c>, <c>dev</c> or <c>test</c>.</param>
/// <param name="Labels">Rows per class, most frequent first; empty when the label is a quantity.</param>
/// <param name="Slices">Rows per declared slice.</param>
public sealed record SplitSize(string Name, long Rows, IReadOnlyList<ValueRows>? Labels = null, IReadOnlyList<SliceRows>? Slices = null);

/// <param name="MinRows">What the contract asks; null when it asks nothing.</param>
public sealed record SliceRows(string Name, long Rows, int? MinRows = null);
