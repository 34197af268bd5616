using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Writes predictions as a Parquet file in the form that they are read in: <c>id</c>, <c>label</c>, and <c>score</c>, <c>score_…</c> or <c>value</c>.</summary>
public static class PredictionFile
{
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
