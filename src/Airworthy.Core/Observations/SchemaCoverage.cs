namespace Airworthy.Core.Observations;

/// <summary>The schema file laid beside the columns that matter: what the model reads, the label and the keys.</summary>
/// <param name="File">The schema file as the contract names it.</param>
public sealed record SchemaCoverage(string File, IReadOnlyList<CoveredColumn> Columns) : Observation;

/// <param name="Role"><c>feature</c>, <c>label</c> or <c>key</c>.</param>
/// <param name="Written">Whether the schema speaks of the column.</param>
/// <param name="Constraints">What it promises beyond the type, by the file's own words.</param>
/// <param name="RangeWidth">Upper minus lower end of the promised range, dates in seconds; null without a range.</param>
/// <param name="Span">99.9 minus 0.1 percentile of the values that are there, in the same unit; null when there are none.</param>
/// <param name="WideBecause">Why a range that is far wider than that is right all the same.</param>
/// <param name="Means">Whether the column's meaning is written down in words.</param>
public sealed record CoveredColumn(
    string Name, string Role, bool Written, IReadOnlyList<string>? Constraints = null, double? RangeWidth = null, double? Span = null,
    string? WideBecause = null, bool Means = true);
