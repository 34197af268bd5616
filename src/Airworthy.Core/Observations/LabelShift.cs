namespace Airworthy.Core.Observations;

/// <summary>How the label is spread in dev and in test.</summary>
/// <param name="Label">Its name.</param>
/// <param name="DevRows">Rows of dev that have a label.</param>
/// <param name="TestRows">Rows of test that have one.</param>
/// <param name="Binned">Rows per class, or per bin of a number.</param>
public sealed record LabelShift(string Label, long DevRows, long TestRows, BinnedColumn Binned) : Observation;
