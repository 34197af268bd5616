using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using Npgsql;

namespace Airworthy.Tests.Shared;

/// <summary>A PostgreSQL of its own in a temporary folder, reached on loopback; the Debian package <c>postgresql</c> brings it.</summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"airworthy-pg-{Environment.ProcessId}-{Path.GetRandomFileName()}");
    private readonly string _programs;
    private readonly bool _durable;
    private readonly int _port;

    private PostgreSqlCluster(string programs, bool durable)
    {
        (_programs, _durable) = (programs, durable);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        _port = ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>Makes and starts one; null where PostgreSQL is not installed.</summary>
    /// <param name="durable">Whether commits wait for the disk, as they do outside of tests.</param>
    public static async Task<PostgreSqlCluster?> StartAsync(bool durable = false)
    {
        // The newest of those that are installed.
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (programs is null)
        {
            return null;
        }

        var cluster = new PostgreSqlCluster(programs, durable);
        Directory.CreateDirectory(cluster._folder);
        if (Environment.UserName == "root")
        {
            await cluster.RunAsync("chown", "postgres", cluster._folder);
        }

        await cluster.AsPostgresAsync("initdb", "-D", cluster.Data, "--no-sync", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8");
        await cluster.GoOnAsync();
        return cluster;
    }

    private string Data => Path.Combine(_folder, "cluster");

    /// <summary>Starts it again, where it was.</summary>
    public Task GoOnAsync() => AsPostgresAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync={(_durable ? "on" : "off")} -c timezone=UTC", "-w", "start");

    /// <summary>Ends it as a sudden end does: no connection is told, and it recovers when it goes on.</summary>
    public Task EndAsync() => AsPostgresAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    /// <summary>Starts one, or fails the test with how PostgreSQL is installed.</summary>
    public static async Task<PostgreSqlCluster> RequireAsync() => await StartAsync()
        ?? throw new InvalidOperationException("PostgreSQL is not installed: on Debian or Ubuntu 'sudo apt-get install postgresql', or run ./test, which does so.");

    /// <summary>Makes a database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return Connection(name);
    }

    /// <summary>A connection string for a database of the cluster. <c>postgres</c> is there from the start.</summary>
    public string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    // initdb and pg_ctl refuse to run as root.
    private Task AsPostgresAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunAsync("runuser", ["-u", "postgres", "--", Path.Combine(_programs, program), .. arguments])
        : RunAsync(Path.Combine(_programs, program), arguments);

    private async Task RunAsync(string program, params string[] arguments)
    {
        // What pg_ctl starts keeps its output open, so it is not read from a pipe.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >> '{_folder}.out' 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(_folder + ".out")}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".out");
    }
}
