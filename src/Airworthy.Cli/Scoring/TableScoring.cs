using Airworthy.Core.Reading;
using Airworthy.Data;
using Airworthy.Serving.Batch;
using Airworthy.Serving.Models;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Scoring;

/// <summary>Answers every row of a table and writes the answers beside the columns that are kept, in the order of the table and in bounded memory.</summary>
/// <param name="from">Files, as a pattern: CSV, Parquet, JSON lines.</param>
/// <param name="keep">Columns of the table that are written too.</param>
internal sealed class TableScoring(ServedModel model, string from, IReadOnlyList<string> keep)
{
    /// <summary>Rows that are answered at once.</summary>
    private const int Batch = 4096;

    /// <param name="to">A file that is not there yet; CSV by its ending, else Parquet.</param>
    /// <param name="work">A folder for what does not fit into memory.</param>
    /// <param name="told">Rows that were answered.</param>
    /// <param name="over">Where the answers go once they are whole, as a full path: no file of the table.</param>
    /// <returns>Rows.</returns>
    /// <exception cref="Refusal">The table cannot be read, or is not what the model takes; nothing is written.</exception>
    public async Task<long> RunAsync(string to, string work, Action<long> told, CancellationToken cancel, string? over = null)
    {
        var features = model.Signature.Features?.Select(f => f.Name).ToList()
            ?? throw new Refusal(1, "The model tells no names of its features, so columns cannot be brought into its order.", "Log the model with a signature, or one input per column.");
        await using var reading = new DuckDBConnection("DataSource=:memory:");
        await reading.OpenAsync(cancel);
        try
        {
            var relation = DataFiles.Relation(Directory.GetCurrentDirectory(), from, DataFiles.AllRows);
            if (over is not null && DataFiles.Find(Directory.GetCurrentDirectory(), from).Contains(over, StringComparer.Ordinal))
            {
                throw new Refusal(1, $"{over} is a file of the table {from}, which would be gone then.", "Name another file with --out.");
            }

            var known = await ColumnsAsync(reading, relation, cancel);
            var lacks = features.Concat(keep).Where(c => !known.Contains(c, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
            if (lacks.Count > 0)
            {
                throw new Refusal(1, [.. lacks.Take(20).Select(c => $"{from} has no column {Problem.Cut(c)}.{(Nearest.To(c, known) is { } meant ? $" It has {meant}." : "")}"), $"The model takes {string.Join(", ", features)}."]);
            }

            await using var writing = new DuckDBConnection($"DataSource={Path.Combine(work, "answers.db")}");
            await writing.OpenAsync(cancel);
            await using var command = reading.CreateCommand();
            command.CommandText = $"select {string.Join(", ", features.Concat(keep).Select(c => $"cast({c.Quoted} as varchar)"))} from {relation}";
            command.UseStreamingMode = true;
            await using var rows = await command.ExecuteReaderAsync(cancel);
            return await AnswerAsync(rows, features, writing, to, told, cancel);
        }
        catch (TableException e)
        {
            throw new Refusal(1, e.Message, e.Next);
        }
        catch (DuckDBException e)
        {
            throw new Refusal(1, $"{from} cannot be read: {e.Message.Split('\n')[0]}", "Name CSV, Parquet or JSON lines files with a header.");
        }
        catch (TableRefusedException e)
        {
            throw new Refusal(1, $"{from}: {e.Message}", "Nothing was written. Mend these rows, or leave them out.");
        }
    }

    private async Task<long> AnswerAsync(System.Data.Common.DbDataReader rows, List<string> features, DuckDBConnection writing, string to, Action<long> told, CancellationToken cancel)
    {
        long done = 0;
        DuckDBAppender? appender = null;
        try
        {
            while (true)
            {
                var (batch, kept) = (new RowBatch(model, features, done + 1), new List<string?[]>(Batch));
                while (kept.Count < Batch && await rows.ReadAsync(cancel))
                {
                    batch.Add(c => rows.IsDBNull(c) ? null : rows.GetString(c));
                    kept.Add([.. keep.Select((_, k) => rows.IsDBNull(features.Count + k) ? null : rows.GetString(features.Count + k))]);
                }

                if (kept.Count == 0)
                {
                    break;
                }

                var (scores, width) = await batch.AnswerAsync(cancel);
                appender ??= await TableAsync(writing, width, cancel);
                for (var r = 0; r < kept.Count; r++)
                {
                    var line = appender.CreateRow();
                    foreach (var value in kept[r])
                    {
                        line = value is null ? line.AppendNullValue() : line.AppendValue(value);
                    }

                    for (var w = 0; w < width; w++)
                    {
                        line = line.AppendValue(scores[(r * width) + w]);
                    }

                    line.EndRow();
                }

                done += kept.Count;
                told(done);
            }
        }
        finally
        {
            appender?.Dispose();
        }

        if (done == 0)
        {
            throw new Refusal(1, $"{from} has no rows.");
        }

        await RunAsync(writing, $"copy answers to {to.Literal} ({(to.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "format csv, header" : "format parquet, compression zstd")})", cancel);
        return done;
    }

    private async Task<DuckDBAppender> TableAsync(DuckDBConnection writing, int width, CancellationToken cancel)
    {
        var scores = width == 1 ? ["score"] : Enumerable.Range(0, width).Select(k => $"score_{k}");
        await RunAsync(writing, $"create table answers ({string.Join(", ", keep.Select(c => $"{c.Quoted} varchar").Concat(scores.Select(s => $"{s} double")))})", cancel);
        return writing.CreateAppender("answers");
    }

    private static async Task<List<string>> ColumnsAsync(DuckDBConnection connection, string relation, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"select column_name from (describe select * from {relation})";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await rows.ReadAsync(cancel))
        {
            names.Add(rows.GetString(0));
        }

        return names;
    }

    private static async Task RunAsync(DuckDBConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
