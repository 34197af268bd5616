using System.Globalization;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>A launch as the team wrote it down.</summary>
public sealed record Launch(string Version, DateOnly From, DateOnly Until, double Online);

/// <summary>Reads a table of launches: version, from, until, online.</summary>
public static class LaunchTable
{
    private const int MostRows = 10_000;

    private static readonly string[] s_columns = ["version", "from", "until", "online"];

    /// <summary>Reads it as it stands.</summary>
    /// <exception cref="TableException">It is not there, has other columns, or a row that is no launch; the row is named.</exception>
    public static async Task<IReadOnlyList<Launch>> ReadAsync(string root, string path, CancellationToken cancel)
    {
        const string Next = "Write it as CSV with the columns version, from, until (days as 2026-01-31) and online (a number), one row per launch.";
        if (!File.Exists(Path.Combine(root, path)))
        {
            throw new TableException($"{path} is not there.", Next);
        }

        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB'; create table launches as select * from read_csv({Path.Combine(root, path).Literal}, header = true, all_varchar = true) limit {MostRows + 1}; set enable_external_access = false;";
            await command.ExecuteNonQueryAsync(cancel);
            command.CommandText = $"select {string.Join(", ", s_columns.Select(c => c.Quoted))} from launches";
            var launches = new List<Launch>();
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                var cells = s_columns.Select((_, i) => rows.Text(i)?.Trim() ?? "").ToList();
                launches.Add(cells[0].Length > 0 && Day(cells[1]) is { } from && Day(cells[2]) is { } until && until >= from
                    && double.TryParse(cells[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var online) && double.IsFinite(online)
                    ? new Launch(cells[0], from, until, online)
                    : throw new TableException($"{path}, row {launches.Count + 1}: {string.Join(", ", cells)} is no launch.", Next));
            }

            return launches.Count > MostRows ? throw new TableException($"{path} has more than {MostRows:N0} launches.", Next) : launches;
        }
        catch (DuckDBException e)
        {
            throw new TableException($"{path} cannot be read as a table of launches: {e.Message.Split('\n')[0]}", Next);
        }
    }

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
