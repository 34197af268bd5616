namespace Airworthy.Core.Observations;

/// <summary>What each launched version scored offline and what it brought in use.</summary>
/// <param name="Metric">The offline metric.</param>
/// <param name="Split">The split it was measured on.</param>
/// <param name="Path">The table of launches.</param>
/// <param name="Launches">By the day on which they began to serve.</param>
/// <param name="Without">Versions of the table whose run is not there or did not log the metric.</param>
public sealed record LaunchPairs(string Metric, string Split, string Path, IReadOnlyList<LaunchPair> Launches, IReadOnlyList<string>? Without = null) : Observation
{
    /// <summary>An experiment that decides where launches are too few; null where none was written down.</summary>
    public DegradedExperiment? Experiment { get; init; }
}

/// <param name="From">The first day that it served.</param>
/// <param name="Until">The last one.</param>
/// <param name="Offline">The metric of the run that made it.</param>
/// <param name="Online">The number of these days.</param>
public sealed record LaunchPair(string Version, DateOnly From, DateOnly Until, double Offline, double Online);
