namespace Airworthy.Core.Observations;

/// <summary>The note on what others know about the problem, as far as it can be read.</summary>
/// <param name="Path">Its path in the project.</param>
/// <param name="Sources">Its entries that have a link, or say <c>Link:</c>, <c>Result:</c> or <c>Data:</c>.</param>
public sealed record PriorWork(string Path, IReadOnlyList<PriorSource> Sources) : Observation;

/// <param name="Title">Its first words.</param>
/// <param name="Link">An address, or the path of a copy in the project; null when there is none.</param>
/// <param name="LinkIsLost">The link is a path, and no file is there.</param>
/// <param name="HasNumber">Its result holds a number that is not part of a link, a year or its place in the list.</param>
/// <param name="SaysNoNumber">It says <c>no number given</c>.</param>
public sealed record PriorSource(string Title, string? Link = null, bool LinkIsLost = false, bool HasNumber = false, bool SaysNoNumber = false);
