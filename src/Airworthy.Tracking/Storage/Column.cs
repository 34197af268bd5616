namespace Airworthy.Tracking.Storage;

/// <summary>One column of many rows that are written at once. All columns of one write are equally long.</summary>
/// <param name="Name">The column's name in the table.</param>
/// <param name="Values">A <c>long[]</c>, <c>double[]</c> or <c>string[]</c>.</param>
public readonly record struct Column(string Name, Array Values);
