using System.Data.Common;
using System.Diagnostics;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace TrackingBench;

/// <summary>The engines without a server: the same rows, under the same key, in the same batches.</summary>
internal static class Raw
{
    private static readonly string[] s_parameters = ["@key", "@timestamp", "@step", "@value"];

    private const string Key = "primary key (run, key, timestamp, step, value, is_nan)";

    /// <summary>Batches of 1,000 rows, a commit each, by prepared statements in write-ahead mode.</summary>
    /// <returns>Rows per second.</returns>
    public static double SqliteRows(string folder, int batches, int keys)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, $"raw{keys}.db")}");
        connection.Open();
        Run(connection, "pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -8000; pragma wal_autocheckpoint = 16000");
        Run(connection, $"create table metrics (run integer not null, key integer not null, timestamp integer not null, step integer not null, value real not null, is_nan integer not null, {Key}) without rowid");
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into metrics values (1, @key, @timestamp, @step, @value, 0) on conflict do nothing";
        var parameters = s_parameters.Select(n => insert.Parameters.Add(new SqliteParameter(n, n == "@value" ? SqliteType.Real : SqliteType.Integer))).ToArray();
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < batches; batch++)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var row = 0; row < 1000; row++)
            {
                var n = (batch * 1000) + row;
                (parameters[0].Value, parameters[1].Value, parameters[2].Value, parameters[3].Value) = ((long)(n % keys), (long)n, (long)(n / keys), n * 0.5);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return batches * 1000 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Batches of 1,000 rows, a commit each, as arrays.</summary>
    /// <returns>Rows per second.</returns>
    public static async Task<double> PostgreSqlRowsAsync(string connectionString, int batches, int keys)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        Run(connection, $"drop table if exists raw_metrics; create table raw_metrics (run bigint not null, key bigint not null, timestamp bigint not null, step bigint not null, value double precision not null, is_nan bigint not null, {Key})");
        await using var insert = new NpgsqlCommand("insert into raw_metrics select 1, k, t, s, v, 0 from unnest($1, $2, $3, $4) as rows (k, t, s, v) on conflict do nothing", connection);
        for (var i = 0; i < 3; i++)
        {
            insert.Parameters.Add(new NpgsqlParameter<long[]>());
        }

        insert.Parameters.Add(new NpgsqlParameter<double[]>());
        var started = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < batches; batch++)
        {
            var numbers = Enumerable.Range(batch * 1000, 1000).ToArray();
            insert.Parameters[0].Value = numbers.Select(n => (long)(n % keys)).ToArray();
            insert.Parameters[1].Value = numbers.Select(n => (long)n).ToArray();
            insert.Parameters[2].Value = numbers.Select(n => (long)(n / keys)).ToArray();
            insert.Parameters[3].Value = numbers.Select(n => n * 0.5).ToArray();
            await insert.ExecuteNonQueryAsync();
        }

        return batches * 1000 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
