namespace Airworthy.Data;

/// <summary>A launch as the team wrote it down.</summary>
public sealed record Launch(string Version, DateOnly From, DateOnly Until, double Online);

/// <summary>Reads a table of launches: version, from, until, online.</summary>
public static class LaunchTable
{
    private static readonly string[] s_columns = ["version", "from", "until", "online"];

    /// <summary>Reads it as it stands.</summary>
    /// <exception cref="TableException">It is not there, has other columns, or a row that is no launch; the row is named.</exception>
    public static Task<IReadOnlyList<Launch>> ReadAsync(string root, string path, CancellationToken cancel) => WrittenDown.ReadAsync(root, path, s_columns, "launch", "launches",
        "Write it as CSV with the columns version, from, until (days as 2026-01-31) and online (a number), one row per launch.",
        cells => cells[0].Length > 0 && WrittenDown.Day(cells[1]) is { } from && WrittenDown.Day(cells[2]) is { } until && until >= from && WrittenDown.Number(cells[3]) is { } online ? new Launch(cells[0], from, until, online) : null, cancel);
}
