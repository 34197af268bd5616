namespace Airworthy.Data;

/// <summary>A day of an experiment as the team wrote it down.</summary>
/// <param name="Version">What served most requests.</param>
/// <param name="Degraded">The version made worse on purpose, which served a share.</param>
/// <param name="Online">The number of the day among requests of <paramref name="Version"/>.</param>
/// <param name="OnlineDegraded">The same among those of <paramref name="Degraded"/>.</param>
public sealed record ExperimentDay(DateOnly Day, string Version, string Degraded, double Online, double OnlineDegraded);

/// <summary>Reads a table of an experiment with a degraded version: day, version, degraded, online, online_degraded.</summary>
public static class ExperimentTable
{
    private const string Next = "Write it as CSV with the columns day (as 2026-01-31), version, degraded (versions of the registered model), online and online_degraded (numbers), one row per day of one experiment.";

    private static readonly string[] s_columns = ["day", "version", "degraded", "online", "online_degraded"];

    /// <summary>Reads it as it stands.</summary>
    /// <exception cref="TableException">It is not there, has other columns, a row that is no day, a day twice, or more than one pair of versions.</exception>
    public static async Task<IReadOnlyList<ExperimentDay>> ReadAsync(string root, string path, CancellationToken cancel)
    {
        var days = await WrittenDown.ReadAsync(root, path, s_columns, "day of an experiment", "days",
            Next, cells => WrittenDown.Day(cells[0]) is { } day && cells[1].Length > 0 && cells[2].Length > 0 && cells[1] != cells[2] && WrittenDown.Number(cells[3]) is { } online && WrittenDown.Number(cells[4]) is { } degraded
                ? new ExperimentDay(day, cells[1], cells[2], online, degraded) : null, cancel);
        return days.Count == 0 ? throw new TableException($"{path} has no day.", Next)
            : days.GroupBy(d => d.Day).FirstOrDefault(d => d.Count() > 1) is { } twice ? throw new TableException($"{path} has {twice.Key:yyyy-MM-dd} {twice.Count()} times.", Next)
            : days.Select(d => (d.Version, d.Degraded)).Distinct().Count() > 1 ? throw new TableException($"{path} has more than one pair of versions, and so more than one experiment.", Next)
            : days;
    }
}
