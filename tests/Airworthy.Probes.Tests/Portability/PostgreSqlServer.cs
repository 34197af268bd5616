using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Airworthy.Data;

using DuckDB.NET.Data;

using Npgsql;

namespace Airworthy.Probes.Tests.Portability;

/// <summary>A PostgreSQL of its own in a temporary folder, reached on loopback; the Debian package <c>postgresql</c> brings it.</summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"airworthy-pg-{Environment.ProcessId}-{Path.GetRandomFileName()}");
    private readonly Dictionary<SmallTable, (DbConnection Inside, DbConnection Outside)> _held = [];
    private int _port;
    private string? _programs;

    public async ValueTask InitializeAsync()
    {
        // The newest of those that are installed; without one the tests say how to get it.
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (_programs is null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", _folder);
        }

        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var cluster = Path.Combine(_folder, "cluster");
        await AsPostgresAsync("initdb", "-D", cluster, "--no-sync", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8");
        await AsPostgresAsync("pg_ctl", "-D", cluster, "-l", Path.Combine(_folder, "log"), "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c timezone=UTC", "-w", "start");
    }

    public static Dialect Dialect { get; } = new PostgreSqlDialect();

    /// <summary>A small table on the engine inside and on PostgreSQL, each in a database of its own that knows its dialect; made once.</summary>
    internal async Task<(DbConnection Inside, DbConnection Outside)> HoldingAsync(SmallTable table, CancellationToken cancel)
    {
        Assert.True(_programs is not null, "PostgreSQL is not installed: on Debian or Ubuntu 'sudo apt-get install postgresql', or run ./test, which does so.");
        if (_held.TryGetValue(table, out var held))
        {
            return held;
        }

        var address = $"Host=127.0.0.1;Port={_port};Username=postgres;Pooling=false";
        await using (var first = new NpgsqlConnection(address + ";Database=postgres"))
        {
            await first.OpenAsync(cancel);
            await RunAsync(first, $"create database {table.Name}", cancel);
        }

        var inside = new DuckDBConnection("DataSource=:memory:");
        var outside = new NpgsqlConnection($"{address};Database={table.Name}");
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

    // initdb and pg_ctl refuse to run as root.
    private Task AsPostgresAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_programs!, program), .. arguments])
        : RunAsync(Path.Combine(_programs!, program), arguments);

    private async Task RunAsync(string program, params string[] arguments)
    {
        // What pg_ctl starts keeps its output open, so it is not read from a pipe.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >> '{_folder}.out' 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(_folder + ".out")}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (inside, outside) in _held.Values)
        {
            await inside.DisposeAsync();
            await outside.DisposeAsync();
        }

        if (_port > 0)
        {
            await AsPostgresAsync("pg_ctl", "-D", Path.Combine(_folder, "cluster"), "-m", "immediate", "-w", "stop");
            Directory.Delete(_folder, recursive: true);
            File.Delete(_folder + ".out");
        }
    }
}
