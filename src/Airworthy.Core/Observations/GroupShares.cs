namespace Airworthy.Core.Observations;

/// <summary>How many rows each group of the fairness columns has in train and in dev.</summary>
public sealed record GroupShares(IReadOnlyList<GroupsThere> There) : Observation;

/// <param name="Split">Whose rows.</param>
/// <param name="Rows">All rows of it.</param>
/// <param name="Groups">Rows by the column's value; null where it has too many values to be groups.</param>
public sealed record GroupsThere(string Column, string Split, long Rows, IReadOnlyDictionary<string, long>? Groups = null);
