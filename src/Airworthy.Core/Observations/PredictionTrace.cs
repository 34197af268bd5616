namespace Airworthy.Core.Observations;

/// <summary>Which files of the project ran while one prediction was made.</summary>
/// <param name="File">The report that was read.</param>
/// <param name="MadeAt">When it was written.</param>
/// <param name="Ran">Files of which a line ran, by name.</param>
/// <param name="NewerThan">What changed after the report was written; null when nothing did.</param>
public sealed record PredictionTrace(string File, DateTimeOffset MadeAt, IReadOnlyList<TracedFile> Ran, string? NewerThan = null) : Observation;

/// <summary>One file that ran.</summary>
/// <param name="Lines">Lines that ran.</param>
/// <param name="IsFeatureCode"><c>features.code</c> names it.</param>
/// <param name="IsBeside"><c>features.trace.besides</c> names it.</param>
public sealed record TracedFile(string Path, int Lines, bool IsFeatureCode = false, bool IsBeside = false);
