namespace Airworthy.Core.Observations;

/// <summary>What each column of the table holds, over all its rows.</summary>
/// <param name="Rows">Rows of the table.</param>
public sealed record ColumnProfiles(long Rows, IReadOnlyList<ColumnProfile> Columns) : Observation;

/// <summary>What one column holds. Times count in seconds since 1970 (UTC).</summary>
/// <param name="Type">The engine's own name of the type.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values, exact; 0 ≤ Distinct ≤ Rows − Missing.</param>
/// <param name="Min">Smallest finite value of a number or time.</param>
/// <param name="Max">Largest finite value of a number or time.</param>
/// <param name="Mean">Mean of the finite values of a number.</param>
/// <param name="Sd">Standard deviation of the finite values of a number, n − 1 in the denominator.</param>
/// <param name="Low">The 0.1 percentile of a number or time.</param>
/// <param name="Middle">The median of a number or time.</param>
/// <param name="High">The 99.9 percentile of a number or time.</param>
/// <param name="NotANumber">Rows that hold NaN.</param>
/// <param name="Infinite">Rows that hold an infinity.</param>
/// <param name="Top">The most frequent values, most frequent first; at most 20.</param>
public sealed record ColumnProfile(
    string Name, string Type, long Missing, long Distinct, double? Min = null, double? Max = null, double? Mean = null, double? Sd = null,
    double? Low = null, double? Middle = null, double? High = null, long NotANumber = 0, long Infinite = 0, IReadOnlyList<ValueRows>? Top = null);

/// <param name="Rows">Rows that hold the value.</param>
public sealed record ValueRows(string Value, long Rows);
