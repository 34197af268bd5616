namespace Airworthy.Core.Observations;

/// <summary>Which values of a key are on both sides of a split.</summary>
/// <param name="Splits">For the declared entity, dev and test against train; empty when none is declared.</param>
/// <param name="RowsWithout">Rows of the splits whose entity is empty; they belong to nobody and are not compared.</param>
/// <param name="Suggested">Columns that repeat like a key though nobody declared them, and have values in train and in a held-out split.</param>
public sealed record SplitEntities(IReadOnlyList<SharedGroups> Splits, long RowsWithout = 0, IReadOnlyList<SuggestedKey>? Suggested = null) : Observation;

/// <param name="Name"><c>dev</c> or <c>test</c>.</param>
/// <param name="Groups">Values of the entity in the split.</param>
/// <param name="Shared">Those that are also in train.</param>
/// <param name="SharedRows">Rows of the split that belong to them.</param>
/// <param name="Examples">A few of them.</param>
public sealed record SharedGroups(string Name, long Groups, long Shared, long SharedRows = 0, IReadOnlyList<string>? Examples = null);

/// <param name="Values">Different values in the held-out splits.</param>
/// <param name="Shared">Those that are also in train.</param>
/// <param name="RowsPerValue">Mean over the table.</param>
public sealed record SuggestedKey(string Column, long Values, long Shared, double RowsPerValue = 0);
