using System.Data.Common;

namespace Airworthy.Data;

/// <summary>Questions to the table.</summary>
public sealed partial class Table
{
    private readonly SemaphoreSlim _spreading = new(1);
    private Dictionary<Column, Spread>? _spreads;

    /// <summary>For each column about how many values it has and in how many rows; read once for all who ask.</summary>
    public async Task<IReadOnlyDictionary<Column, Spread>> SpreadsAsync(CancellationToken cancel)
    {
        await _spreading.WaitAsync(cancel);
        try
        {
            if (_spreads is null)
            {
                var spreads = new Dictionary<Column, Spread>();
                foreach (var chunk in Columns.Chunk(50))
                {
                    await foreach (var row in ReadAsync($"select {string.Join(", ", chunk.Select(c => $"{Sql.AboutDistinct(c.Quoted)}, count({c.Quoted})"))} from data", cancel))
                    {
                        for (var i = 0; i < chunk.Length; i++)
                        {
                            var rows = row.Count((2 * i) + 1);
                            spreads[chunk[i]] = new Spread(Math.Min(row.Count(2 * i), rows), rows);
                        }
                    }
                }

                _spreads = spreads;
            }

            return _spreads;
        }
        finally
        {
            _spreading.Release();
        }
    }

    /// <summary>Runs statements that return nothing.</summary>
    public async Task RunAsync(string sql, CancellationToken cancel)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Reads rows one by one, on a connection of its own so that probes may read at the same time.</summary>
    public async IAsyncEnumerable<DbDataReader> ReadAsync(string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = _spill.Again(_connection);
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await _turns.TakeAsync(() => command.ExecuteReaderAsync(cancel), cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return reader;
        }
    }

    /// <summary>The single number that a query returns; 0 for null.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken cancel)
    {
        await foreach (var row in ReadAsync(sql, cancel))
        {
            return row.Count(0);
        }

        return 0;
    }

    /// <summary>When the newest row of a split is from, by <c>data.time</c> taken as UTC; null where the table has no such time.</summary>
    public async Task<DateTimeOffset?> NewestAsync(string split, CancellationToken cancel)
    {
        if (this[Contract.Data?.Time] is not { Kind: not ColumnKind.Number } column || TimeOf(column.Name) is not { } moment)
        {
            return null;
        }

        await foreach (var row in ReadAsync($"select {Sql.Seconds($"max({moment})")} from {split.Quoted}", cancel))
        {
            return row.Number(0) is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
        }

        return null;
    }

    /// <summary>A few rows as a table of texts.</summary>
    public async Task<Core.Checklist.Shown> ShowAsync(string sql, CancellationToken cancel, int most = 5)
    {
        List<string> names = [];
        List<IReadOnlyList<string>> rows = [];
        await foreach (var row in ReadAsync($"select * from ({sql}) as shown limit {most}", cancel))
        {
            names = [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
            rows.Add([.. Enumerable.Range(0, row.FieldCount).Select(i => row.Text(i) ?? "–")]);
        }

        return new Core.Checklist.Shown(names, rows);
    }
}
