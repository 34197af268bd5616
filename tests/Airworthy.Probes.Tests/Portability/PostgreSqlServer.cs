using System.Data.Common;

using Airworthy.Data;
using Airworthy.Tests.Shared;

using DuckDB.NET.Data;

using Npgsql;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>Small tables, each on the engine inside and on a PostgreSQL of the tests' own.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private readonly Dictionary<SmallTable, (DbConnection Inside, DbConnection Outside)> _held = [];
    private PostgreSqlCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgreSqlCluster.StartAsync();

    public static Dialect Dialect { get; } = new PostgreSqlDialect();

    /// <summary>A small table on the engine inside and on PostgreSQL, each in a database of its own that knows its dialect; made once.</summary>
    internal async Task<(DbConnection Inside, DbConnection Outside)> HoldingAsync(SmallTable table, CancellationToken cancel)
    {
        Assert.True(_cluster is not null, "PostgreSQL is not installed: on Debian or Ubuntu 'sudo apt-get install postgresql', or run ./test, which does so.");
        if (_held.TryGetValue(table, out var held))
        {
            return held;
        }

        var inside = new DuckDBConnection("DataSource=:memory:");
        var outside = new NpgsqlConnection($"{await _cluster.NewDatabaseAsync(table.Name)};Pooling=false");
        _held.Add(table, (inside, outside));
        foreach (var (connection, dialect) in new (DbConnection, Dialect)[] { (inside, Sql.Engine), (outside, Dialect) })
        {
            await connection.OpenAsync(cancel);
            foreach (var statement in dialect.Lessons.Concat(table.Made()))
            {
                await RunAsync(connection, statement, cancel);
            }
        }

        return (inside, outside);
    }

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (inside, outside) in _held.Values)
        {
            await inside.DisposeAsync();
            await outside.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
