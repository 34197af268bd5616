using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Data;

using DuckDB.NET.Data;

namespace Airworthy.Pipelines.Testing;

/// <summary>A row as a request brings it.</summary>
/// <param name="Id">What names it: its id, else its position in the file.</param>
/// <param name="Values">By input of the model; times as seconds since 1970.</param>
internal sealed record ServedRow(string Id, JsonObject Values);

/// <summary>Reads rows for requests from the files of a trial, and what was predicted of them.</summary>
internal static class ServedRows
{
    /// <summary>The first rows of a file, with the columns that a model takes.</summary>
    /// <param name="id">The column that names a row; null where its position does.</param>
    /// <returns>Null where the file lacks one of the columns.</returns>
    /// <exception cref="TableException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<ServedRow>?> ReadAsync(string file, IReadOnlyList<string> inputs, string? id, int most, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(file, cancel);
        try
        {
            var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
            await using (var described = connection.CreateCommand())
            {
                described.CommandText = "select column_name, column_type from (describe read_rows)";
                await using var columns = await described.ExecuteReaderAsync(cancel);
                while (await columns.ReadAsync(cancel))
                {
                    kinds[columns.GetString(0)] = columns.GetString(1);
                }
            }

            if (inputs.Any(i => !kinds.ContainsKey(i)))
            {
                return null;
            }

            static bool IsTime(string kind) => kind.StartsWith("TIMESTAMP", StringComparison.Ordinal) || kind == "DATE";
            var name = id is not null && kinds.ContainsKey(id) ? $"cast({id.Quoted} as varchar)" : "cast(__at as varchar)";
            await using var command = connection.CreateCommand();
            command.CommandText = $"select {name}, {string.Join(", ", inputs.Select(i => IsTime(kinds[i]) ? $"epoch(cast({i.Quoted} as timestamp))" : kinds[i] is "VARCHAR" ? i.Quoted : $"cast({i.Quoted} as double)"))} from read_rows order by __at limit {most}";
            await using var read = await command.ExecuteReaderAsync(cancel);
            var rows = new List<ServedRow>();
            while (await read.ReadAsync(cancel))
            {
                var values = new JsonObject();
                for (var i = 0; i < inputs.Count; i++)
                {
                    values[inputs[i]] = read.IsDBNull(i + 1) ? null : read.GetValue(i + 1) is string text ? JsonValue.Create(text) : Number(Convert.ToDouble(read.GetValue(i + 1), CultureInfo.InvariantCulture));
                }

                rows.Add(new ServedRow(read.GetString(0), values));
            }

            return rows;
        }
        catch (DuckDBException e)
        {
            throw Unreadable(file, e);
        }
    }

    /// <summary>What was predicted of rows: every column of numbers but the id and the label, in the order of the file.</summary>
    /// <exception cref="TableException">It cannot be read, or lacks one of the rows.</exception>
    public static async Task<IReadOnlyDictionary<string, double[]>> SaidAsync(string file, IReadOnlyList<ServedRow> rows, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(file, cancel);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select cast(id as varchar), columns(c -> c = 'score' or c = 'value' or c like 'score\\_%' escape '\\')::double from read_rows";
            await using var read = await command.ExecuteReaderAsync(cancel);
            var said = new Dictionary<string, double[]>(StringComparer.Ordinal);
            while (await read.ReadAsync(cancel))
            {
                said[read.GetString(0)] = [.. Enumerable.Range(1, read.FieldCount - 1).Select(c => read.IsDBNull(c) ? double.NaN : read.GetDouble(c))];
            }

            return rows.FirstOrDefault(r => !said.ContainsKey(r.Id)) is { } missing ? throw new TableException($"The predictions name no row {missing.Id}.", "Let commands.predict write one line for each row, with its id.") : said;
        }
        catch (DuckDBException e)
        {
            throw Unreadable(file, e);
        }
    }

    private static JsonValue Number(double number) => number == Math.Floor(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number);

    private static async Task<DuckDBConnection> OpenAsync(string file, CancellationToken cancel)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = $"create table read_rows as select *, row_number() over () - 1 as __at from {DataFiles.Relation(Path.GetDirectoryName(file)!, Path.GetFileName(file), DataFiles.AllRows)}";
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch (DuckDBException e)
        {
            await connection.DisposeAsync();
            throw Unreadable(file, e);
        }
    }

    private static TableException Unreadable(string file, DuckDBException e) => new($"{Path.GetFileName(file)} of the trial cannot be read: {e.Message.Split('\n')[0]}", "Let the commands write tables with a head, as CSV or Parquet.");
}
