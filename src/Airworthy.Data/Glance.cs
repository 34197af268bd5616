using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>One column as a glance saw it.</summary>
/// <param name="Distinct">Different values, nulls apart.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Least">The smallest value as text; null when there is none.</param>
/// <param name="IsTime">Every value that is there can be read as a date or a time.</param>
public sealed record ColumnGlance(Column Column, long Distinct, long Missing, string? Least, string? Greatest, bool IsTime)
{
    public string Name => Column.Name;
}

/// <summary>A first look at a file, before any contract names it: columns and a few counts over its first rows.</summary>
/// <param name="Rows">Rows that were looked at, at most <see cref="MaxRows"/>.</param>
/// <param name="IsAll">Whether these are all rows of the file.</param>
/// <param name="LeftOut">Columns of the file that were not looked at.</param>
public sealed record Glance(long Rows, bool IsAll, IReadOnlyList<ColumnGlance> Columns, int LeftOut)
{
    public const int MaxRows = 100_000;

    /// <summary>Columns; of wider tables only the first are looked at, and the last, where labels like to stand.</summary>
    public const int MaxColumns = 300;

    public ColumnGlance? this[string? name] => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>Looks at the files of a pattern.</summary>
    /// <exception cref="TableException">It is not there or is no table.</exception>
    public static async Task<Glance> AtAsync(string root, string pattern, CancellationToken cancel)
    {
        var copies = Path.Combine(Path.GetTempPath(), $"airworthy-{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            var source = DataSource.Of(root, pattern);
            (source, var leftOut) = DataFiles.Narrow(source, copies, MaxColumns, null, MaxRows + 2) ?? (source, 0);
            await using var connection = new DuckDBConnection("DataSource=:memory:");
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = $"""
                set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB'; set TimeZone = 'UTC';
                set preserve_insertion_order = true; set enable_progress_bar = false;
                create table looked as select * from {DataFiles.Relation(source)} limit {MaxRows + 1};
                """;
            await command.ExecuteNonQueryAsync(cancel);

            command.CommandText = "select column_name, data_type from information_schema.columns where table_name = 'looked' order by ordinal_position";
            var columns = new List<Column>();
            await using (var reader = await command.ExecuteReaderAsync(cancel))
            {
                while (await reader.ReadAsync(cancel))
                {
                    columns.Add(new Column(reader.GetString(0), reader.GetString(1)));
                }
            }

            leftOut += Math.Max(0, columns.Count - MaxColumns);
            columns = columns.Count > MaxColumns ? [.. columns[..(MaxColumns - 1)], columns[^1]] : columns;
            var rows = 0L;
            var seen = new List<ColumnGlance>();

            // Each count of different values holds memory of its own, so a question is about a few columns.
            foreach (var chunk in columns.Chunk(25))
            {
                var counts = chunk.Select(c => $"count(distinct {c.Quoted}), count({c.Quoted}), cast(min({c.Quoted}) as varchar), cast(max({c.Quoted}) as varchar), {Times(c)}");
                command.CommandText = $"select count(*), {string.Join(", ", counts)} from looked";
                await using var row = await command.ExecuteReaderAsync(cancel);
                await row.ReadAsync(cancel);
                rows = row.Count(0);
                seen.AddRange(chunk.Select((c, i) =>
                {
                    var at = 1 + (5 * i);
                    return new ColumnGlance(c, row.Count(at), rows - row.Count(at + 1), row.Text(at + 2), row.Text(at + 3), row.Count(at + 1) > 0 && row.Count(at + 4) == row.Count(at + 1));
                }));
            }

            return new Glance(Math.Min(rows, MaxRows), rows <= MaxRows, seen, leftOut);
        }
        catch (DuckDBException e)
        {
            throw new TableException($"{pattern} cannot be read: {e.Message.Split('\n')[0].Trim()}", "Open it in an editor; a table needs one header line and the same number of fields in every line.");
        }
        finally
        {
            if (Directory.Exists(copies))
            {
                Directory.Delete(copies, recursive: true);
            }
        }
    }

    /// <summary>How many values are dates or times: all of a time column; of texts those that the engine can read.</summary>
    private static string Times(Column column) => column.Kind switch
    {
        ColumnKind.Time => $"count({column.Quoted})",
        ColumnKind.Text => $"count(try_cast({column.Quoted} as timestamp))",
        _ => "0",
    };
}
