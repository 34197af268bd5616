using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Writes predictions as a Parquet file in the form that they are read in: <c>id</c>, <c>label</c>, and <c>score</c>, <c>score_…</c> or <c>value</c>.</summary>
public static class PredictionFile
{
    /// <summary>Reads what was said of some rows.</summary>
    /// <param name="file">Parquet, or CSV by its ending.</param>
    /// <param name="columns">Names of the answers' columns.</param>
    /// <param name="ids">Names of the rows.</param>
    /// <returns>By id, the answers in the order of the columns; rows that the file does not have are left out, all of them where it lacks a column.</returns>
    public static async Task<IReadOnlyDictionary<string, double[]>> ReadAsync(string file, IReadOnlyList<string> columns, IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        var said = new Dictionary<string, double[]>(StringComparer.Ordinal);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        var from = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? $"read_csv({file.Literal}, all_varchar = true)" : $"read_parquet({file.Literal})";
        command.CommandText = $"select * from (select cast(id as varchar) as __id, {string.Join(", ", columns.Select(c => $"cast({c.Quoted} as double)"))} from {from}) where __id in ({string.Join(", ", ids.Select(i => i.Literal))})";
        try
        {
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                said[rows.GetString(0)] = [.. columns.Select((_, c) => rows.IsDBNull(c + 1) ? double.NaN : rows.GetDouble(c + 1))];
            }
        }
        catch (DuckDBException)
        {
            return new Dictionary<string, double[]>(); // it is no file of such predictions
        }

        return said;
    }

    /// <summary>Writes one; a file of that name is replaced.</summary>
    /// <param name="ids">What names each row, as <see cref="Table.RowId"/> does.</param>
    /// <param name="labels">As many, as the table has them.</param>
    /// <param name="columns">Names of the answers' columns.</param>
    /// <param name="answers">Row after row, one per column.</param>
    /// <exception cref="DuckDBException">The file cannot be written.</exception>
    public static async Task WriteAsync(string file, IReadOnlyList<string> ids, IReadOnlyList<string> labels, IReadOnlyList<string> columns, float[] answers, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, ids.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(answers.Length, ids.Count * columns.Count);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"create table predictions (id varchar, label varchar, {string.Join(", ", columns.Select(c => $"{c.Quoted} double"))})";
        await command.ExecuteNonQueryAsync(cancel);
        using (var appender = connection.CreateAppender("predictions"))
        {
            for (var row = 0; row < ids.Count; row++)
            {
                var line = appender.CreateRow().AppendValue(ids[row]).AppendValue(labels[row]);
                for (var c = 0; c < columns.Count; c++)
                {
                    line = line.AppendValue((double)answers[(row * columns.Count) + c]);
                }

                line.EndRow();
            }
        }

        command.CommandText = $"copy predictions to {file.Literal} (format parquet, compression zstd)";
        await command.ExecuteNonQueryAsync(cancel);
    }
}
