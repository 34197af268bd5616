namespace Airworthy.Core.Observations;

/// <summary>What the project takes from outside: the sources that its schema names, and the packages it asks for itself.</summary>
/// <param name="Sources">Columns by the source that the schema gives them.</param>
/// <param name="WithoutSource">Columns of the schema that name no source.</param>
/// <param name="Direct">Packages that the project's own files ask for, such as those of <c>pyproject.toml</c>; the tools' own lock names are not among them.</param>
/// <param name="Locked">Packages that a lock file names, lower-case.</param>
/// <param name="HasSchema">A schema could be read.</param>
public sealed record OutsideSources(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Sources, IReadOnlyList<string> WithoutSource, IReadOnlyList<string>? Direct = null, IReadOnlyList<string>? Locked = null,
    bool HasSchema = true) : Observation;
