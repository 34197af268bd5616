namespace Airworthy.Core.Observations;

/// <summary>What coverage reports in Cobertura form say.</summary>
/// <param name="Files">The reports that were read.</param>
/// <param name="MadeAt">When the oldest of them was written.</param>
/// <param name="Covered">The files of the project that the reports name.</param>
/// <param name="Unseen">Files of <c>features.code</c> that no report names.</param>
/// <param name="NewerThan">What changed after the report was written; null when nothing did.</param>
public sealed record CoverageReport(
    IReadOnlyList<string> Files, DateTimeOffset MadeAt, IReadOnlyList<FileCoverage> Covered, IReadOnlyList<string>? Unseen = null, string? NewerThan = null) : Observation;

/// <summary>One source file.</summary>
/// <param name="IsFeatureCode"><c>features.code</c> names it.</param>
/// <param name="Lines">Lines that could run.</param>
/// <param name="LinesRun">Lines that ran; 0 ≤ LinesRun ≤ Lines.</param>
/// <param name="FunctionsNotRun">Functions without a line that ran, where the report names functions.</param>
public sealed record FileCoverage(string Path, bool IsFeatureCode, int Lines, int LinesRun, IReadOnlyList<string>? FunctionsNotRun = null)
{
    /// <summary>LinesRun ÷ Lines, in [0, 1]; 1 for a file without lines.</summary>
    public double Share => Lines == 0 ? 1 : (double)LinesRun / Lines;
}
