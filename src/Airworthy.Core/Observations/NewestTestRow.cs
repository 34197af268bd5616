namespace Airworthy.Core.Observations;

/// <summary>The day of the newest row of the test split, by the contract's time column.</summary>
/// <param name="Rows">Rows of the test split.</param>
/// <param name="Day">Null when the split has no row with a time.</param>
public sealed record NewestTestRow(long Rows, DateOnly? Day = null) : Observation;
