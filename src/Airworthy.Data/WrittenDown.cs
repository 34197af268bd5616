using System.Globalization;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Reads small tables that people write down by hand, as CSV: every cell a text until its row says what it is.</summary>
internal static class WrittenDown
{
    private const int MostRows = 10_000;

    /// <summary>Reads all rows.</summary>
    /// <param name="one">What a row is, in words; <paramref name="many"/> for several.</param>
    /// <param name="next">What to do about a table that is none.</param>
    /// <param name="read">Null where a row is none.</param>
    /// <exception cref="TableException">It is not there, has other columns, or a row that is none; the row is named.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(string root, string path, IReadOnlyList<string> columns, string one, string many, string next, Func<IReadOnlyList<string>, T?> read, CancellationToken cancel) where T : class
    {
        if (!File.Exists(Path.Combine(root, path)))
        {
            throw new TableException($"{path} is not there.", next);
        }

        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB'; create table written as select * from read_csv({Path.Combine(root, path).Literal}, header = true, all_varchar = true) limit {MostRows + 1}; set enable_external_access = false;";
            await command.ExecuteNonQueryAsync(cancel);
            command.CommandText = $"select {string.Join(", ", columns.Select(c => c.Quoted))} from written";
            var all = new List<T>();
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                List<string> cells = [.. columns.Select((_, i) => rows.Text(i)?.Trim() ?? "")];
                all.Add(read(cells) ?? throw new TableException($"{path}, row {all.Count + 1}: {string.Join(", ", cells)} is no {one}.", next));
            }

            return all.Count > MostRows ? throw new TableException($"{path} has more than {MostRows:N0} {many}.", next) : all;
        }
        catch (DuckDBException e)
        {
            throw new TableException($"{path} cannot be read as a table of {many}: {e.Message.Split('\n')[0]}", next);
        }
    }

    /// <summary>A day as 2026-01-31; null for anything else.</summary>
    public static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A finite number; null for anything else.</summary>
    public static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
