namespace Airworthy.Core.Observations;

/// <summary>How strongly features go together with forbidden columns that are in the raw table.</summary>
/// <param name="Forbidden">Columns of the table that a pattern of <c>features.forbidden</c> matches.</param>
/// <param name="Features">Features that were laid beside them; forbidden ones are left out.</param>
/// <param name="Pairs">The pairs that could be compared, strongest first.</param>
/// <param name="NotCompared">Pairs with too few rows or values to compare.</param>
public sealed record ForbiddenCopies(IReadOnlyList<string> Forbidden, IReadOnlyList<string> Features, IReadOnlyList<LikenessOfColumns> Pairs, long NotCompared = 0) : Observation;

/// <param name="By"><c>correlation</c> (|r| of two numbers), <c>mapping</c> (corrected Cramér's V) or <c>equality</c> (share of rows with the same text).</param>
/// <param name="Strength">In [0, 1].</param>
/// <param name="Rows">Rows that have both.</param>
public sealed record LikenessOfColumns(string Forbidden, string Feature, string By, double Strength, long Rows);
