namespace Airworthy.Core.Observations;

/// <summary>Values that may stand for "not known", and values at which a column piles up at its end.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Empty">How many rows of each split lack a value, for columns in which any does; null when there are no splits.</param>
public sealed record OddValues(long Rows, IReadOnlyList<OddValue> Values, IReadOnlyList<EmptyCells>? Empty = null) : Observation;

/// <summary>Rows without a value of one column, NaN included, in train and in one held-out split.</summary>
/// <param name="TrainEmpty">0 ≤ TrainEmpty ≤ TrainRows.</param>
/// <param name="Empty">0 ≤ Empty ≤ Rows.</param>
public sealed record EmptyCells(string Column, string Split, long TrainRows, long TrainEmpty, long Rows, long Empty);

/// <summary>One value of a column with its mass and that of its neighbours.</summary>
/// <param name="Value">The value as text.</param>
/// <param name="Holding">Rows that hold it.</param>
/// <param name="Below">Rows that hold the next smaller value; 0 when there is none or the column is text.</param>
/// <param name="Above">Rows that hold the next larger value; 0 when there is none or the column is text.</param>
/// <param name="Bin">At the largest value: rows of the bin before it, 1/50 of the column's span wide.</param>
/// <param name="Place"><c>smallest</c>, <c>largest</c>, <c>inside</c>, or <c>text</c> for words.</param>
/// <param name="Usual">Whether people commonly write this value for "not known".</param>
public sealed record OddValue(string Column, string Value, long Holding, long Below = 0, long Above = 0, long Bin = 0, string Place = "inside", bool Usual = false);
