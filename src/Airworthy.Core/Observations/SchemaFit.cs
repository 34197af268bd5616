using Airworthy.Core.Checklist;

namespace Airworthy.Core.Observations;

/// <summary>How far the rows of each split keep what the schema file promises.</summary>
/// <param name="Splits">Train, dev and test as far as they are declared; else the whole table under the name <c>data</c>.</param>
/// <param name="MaxBroken">Share of rows that may break the schema, as it promises itself.</param>
/// <param name="Absent">Columns that the schema promises and the table lacks.</param>
/// <param name="Unwritten">Columns of the table that the schema does not speak of.</param>
/// <param name="Examples">A few rows that break it.</param>
public sealed record SchemaFit(
    IReadOnlyList<SplitFit> Splits, double MaxBroken = 0, IReadOnlyList<string>? Absent = null, IReadOnlyList<string>? Unwritten = null, Shown? Examples = null) : Observation;

/// <param name="Rows">Rows of the split.</param>
/// <param name="Broken">Rows that break at least one promise; a missing value breaks one only where it is required.</param>
public sealed record SplitFit(string Name, long Rows, long Broken, IReadOnlyList<ColumnFit>? Columns = null)
{
    /// <summary>Broken ÷ Rows, in [0, 1]; 0 for an empty split.</summary>
    public double Share => Rows == 0 ? 0 : (double)Broken / Rows;
}

/// <summary>What one column of one split breaks, in rows.</summary>
/// <param name="OffType">Values of another type than promised.</param>
/// <param name="Missing">Rows without a value, NaN included.</param>
/// <param name="MaxMissing">Share that may be missing; null when nothing is promised.</param>
/// <param name="OffRange">Values outside the range.</param>
/// <param name="OffValues">Values that are not in the closed list.</param>
/// <param name="OffPattern">Values that do not match the pattern.</param>
/// <param name="Worst">One value that breaks a promise, as text.</param>
/// <param name="Promised">What the broken promise says, for people.</param>
public sealed record ColumnFit(
    string Name, long OffType = 0, long Missing = 0, double? MaxMissing = null, long OffRange = 0, long OffValues = 0, long OffPattern = 0,
    string? Worst = null, string? Promised = null);
