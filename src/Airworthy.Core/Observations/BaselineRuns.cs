namespace Airworthy.Core.Observations;

/// <summary>When each baseline was last made and scored as a run, and how long it and the model take for a row.</summary>
/// <param name="Place">The tracking server.</param>
/// <param name="Baselines">The newest run of each.</param>
/// <param name="Model">The registered model.</param>
/// <param name="Microseconds">What its champion, else its newest version, takes for a row, from the metric <c>microseconds_per_row</c> of its run; null where that was not measured.</param>
public sealed record BaselineRuns(string Place, IReadOnlyList<BaselineRun> Baselines, string Model = "", double? Microseconds = null) : Observation;

/// <summary>The newest run of a baseline.</summary>
/// <param name="Command">The command that was run; null where stored predictions were scored.</param>
/// <param name="Clean">Whether the code was as committed; null where the run does not tell.</param>
/// <param name="Current">Whether it read the rows of today's table; null where the run does not tell.</param>
/// <param name="Microseconds">What it takes for a row; null where that was not measured.</param>
public sealed record BaselineRun(string Name, int DaysAgo, string? Command = null, bool? Clean = null, bool? Current = null, double? Microseconds = null);
