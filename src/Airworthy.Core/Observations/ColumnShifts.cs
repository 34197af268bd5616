namespace Airworthy.Core.Observations;

/// <summary>How the columns that the model reads are spread in dev and in test.</summary>
/// <param name="DevRows">Rows of dev.</param>
/// <param name="TestRows">Rows of test.</param>
/// <param name="NotCompared">Features without values that can be counted.</param>
public sealed record ColumnShifts(long DevRows, long TestRows, IReadOnlyList<BinnedColumn> Columns, IReadOnlyList<string>? NotCompared = null) : Observation;

/// <summary>One column's rows per bin in two samples.</summary>
/// <param name="Dev">Rows per bin in dev (or in the sample that is compared with another one).</param>
/// <param name="Test">Rows per bin in test; the same bins.</param>
/// <param name="Bounds">
/// For numbers and times: ascending upper bounds. The bins are then: no value; up to each bound; above the last. Empty for categories.
/// </param>
/// <param name="Values">For categories: what each bin is called; the last may be all others.</param>
/// <param name="DevSd">Standard deviation in dev; 0 for categories.</param>
/// <param name="TestSd">The same in test.</param>
/// <param name="Strength">What the column alone says of the label, AUC or R² in [0, 1]; null where it was not asked.</param>
public sealed record BinnedColumn(string Column, IReadOnlyList<long> Dev, IReadOnlyList<long> Test, IReadOnlyList<double>? Bounds = null, IReadOnlyList<string>? Values = null,
    double DevSd = 0, double TestSd = 0, double? Strength = null)
{
    public bool IsOrdered => Bounds is { Count: > 0 };
}
