using System.Net.Sockets;
using System.Text;

using Airworthy.Client;

namespace Airworthy.Cli.Tests.Tracking;

public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-store-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder, "store");

    [Fact]
    public async Task A_store_has_one_owner_and_commands_go_through_it()
    {
        using var server = await ServeProcess.StartAsync(Store);
        using var client = new TrackingClient(new Uri(server.Address));
        await client.RunAsync("flights", "through-the-server", run => Task.FromResult(run.LogMetric("auc", 0.7)), Cancel);

        var list = await AirworthyProcess.RunAsync(_folder, "runs", "list", "--store", Store);
        Assert.Equal((0, ""), (list.ExitCode, list.Errors));
        Assert.Contains("through-the-server", list.Output);
        Assert.Contains("auc 0.7", list.Output);

        var second = await AirworthyProcess.RunAsync(_folder, "serve", "--store", Store, "--listen", "127.0.0.1:0");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"open in another process (pid {server.Pid}, {server.Address}). Use it at {server.Address}, or stop it.", second.Errors);
        Assert.Equal(1, (await AirworthyProcess.RunAsync(_folder, "store", "gc", "--store", Store)).ExitCode);
        Assert.Contains("is whole", (await AirworthyProcess.RunAsync(_folder, "store", "check", "--store", Store)).Output);

        server.Kill();
        Assert.Contains("through-the-server", (await AirworthyProcess.RunAsync(_folder, "runs", "list", "--store", Store)).Output);
    }

    [Fact, Trait("Category", "slow")]
    public async Task An_upload_cut_off_by_kill_9_leaves_nothing()
    {
        var path = "/api/2.0/mlflow-artifacts/artifacts/0/run/artifacts/large.bin";
        using (var server = await ServeProcess.StartAsync(Store))
        {
            using var client = new TcpClient("127.0.0.1", new Uri(server.Address).Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"), Cancel);
            await client.GetStream().WriteAsync(new byte[10_000_000], Cancel);
            var incoming = Path.Combine(Store, "artifacts", ".incoming");
            for (var i = 0; i < 200 && !(Directory.Exists(incoming) && Directory.EnumerateFiles(incoming, "*", SearchOption.AllDirectories).Any(f => new FileInfo(f).Length > 1_000_000)); i++)
            {
                await Task.Delay(50, Cancel);
            }

            server.Kill();
            Assert.Contains(Directory.EnumerateFiles(incoming, "*", SearchOption.AllDirectories), f => new FileInfo(f).Length > 1_000_000);
        }

        using (var again = await ServeProcess.StartAsync(Store))
        {
            Assert.Equal("{}", await again.Http.GetStringAsync("/api/2.0/mlflow-artifacts/artifacts?path=0", Cancel));
            Assert.Equal(404, (int)(await again.Http.GetAsync(path, Cancel)).StatusCode);
            Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(Store, "artifacts"), "*", SearchOption.AllDirectories), f => new FileInfo(f).Length > 0);
        }
    }

    [Fact, Trait("Category", "slow")]
    public async Task A_backup_of_a_store_at_work_is_restored_whole_and_overwrites_nothing()
    {
        var backup = Path.Combine(_folder, "backup");
        using (var server = await ServeProcess.StartAsync(Store))
        {
            using var client = new TrackingClient(new Uri(server.Address));
            await client.RunAsync("flights", "kept", async run => await run.LogMetric("auc", 0.7).LogTextAsync("notes", "inner/notes.md", Cancel), Cancel);
            Assert.Equal(0, (await AirworthyProcess.RunAsync(_folder, "store", "backup", backup, "--store", Store)).ExitCode);
        }

        Assert.Contains("nothing is overwritten", (await AirworthyProcess.RunAsync(_folder, "store", "backup", backup, "--store", Store)).Errors);
        Assert.Contains("nothing is overwritten", (await AirworthyProcess.RunAsync(_folder, "store", "restore", backup, "--store", Store)).Errors);
        var other = Path.Combine(_folder, "other");
        Assert.Equal(0, (await AirworthyProcess.RunAsync(_folder, "store", "restore", backup, "--store", other)).ExitCode);
        Assert.Contains("kept", (await AirworthyProcess.RunAsync(_folder, "runs", "list", "--store", other)).Output);
        Assert.Equal("notes", File.ReadAllText(Directory.EnumerateFiles(other, "notes.md", SearchOption.AllDirectories).Single()));

        var notes = Directory.EnumerateFiles(backup, "notes.md", SearchOption.AllDirectories).Single();
        File.WriteAllText(notes, "Notes");
        var damaged = await AirworthyProcess.RunAsync(_folder, "store", "restore", backup, "--store", Path.Combine(_folder, "third"));
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("its SHA-256 differs", damaged.Errors);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_folder, "third")), f => f.EndsWith(".db", StringComparison.Ordinal));
        File.AppendAllText(Path.Combine(backup, "SHA256SUMS"), new string('0', 64) + "  artifacts/../../evil\n");
        Assert.Contains("none of a backup", (await AirworthyProcess.RunAsync(_folder, "store", "restore", backup, "--store", Path.Combine(_folder, "third"))).Errors);
    }

    [Fact, Trait("Category", "slow")]
    public async Task Gc_removes_for_good_what_was_deleted_and_nothing_else()
    {
        string gone, kept;
        using (var server = await ServeProcess.StartAsync(Store))
        {
            using var client = new TrackingClient(new Uri(server.Address));
            gone = await client.RunAsync("flights", "gone", async run => await run.LogMetric("auc", 0.7).LogParam("a", 1).LogTextAsync("notes", "notes.md", Cancel), Cancel);
            kept = await client.RunAsync("flights", "kept", async run => await run.LogTextAsync("notes", "notes.md", Cancel), Cancel);
            await client.RunAsync("whole", "with-its-experiment", async run => await run.LogTextAsync("notes", "notes.md", Cancel), Cancel);
            await client.DeleteRunAsync(gone, Cancel);
            await client.DeleteExperimentAsync((await client.FindExperimentAsync("whole", Cancel))!.Id, Cancel);
        }

        Assert.Contains("Nothing to remove", (await AirworthyProcess.RunAsync(_folder, "store", "gc", "--store", Store)).Output);
        var asked = await AirworthyProcess.RunAsync(_folder, "store", "gc", "--store", Store, "--older-than", "0d");
        Assert.Equal((1, true), (asked.ExitCode, asked.Output.Contains("2 runs and 1 experiments", StringComparison.Ordinal)));
        Assert.Equal(0, (await AirworthyProcess.RunAsync(_folder, "store", "gc", "--store", Store, "--older-than", "0d", "--yes")).ExitCode);
        Assert.Equal(64, (await AirworthyProcess.RunAsync(_folder, "store", "gc", "--store", Store, "--older-than", "soon")).ExitCode);

        Assert.Contains($"/{kept}/", Directory.EnumerateFiles(Store, "notes.md", SearchOption.AllDirectories).Single());
        var check = await AirworthyProcess.RunAsync(_folder, "store", "check", "--store", Store);
        Assert.Contains("2 experiments, 1 runs, 0 metric values", check.Output);
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public async Task A_damaged_store_and_rows_without_a_run_are_found()
    {
        await AirworthyProcess.RunAsync(_folder, "runs", "list", "--store", Store);
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Store, "tracking.db")};Pooling=false"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into params (run, key, value) values (99, 'a', 'b')";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var check = await AirworthyProcess.RunAsync(_folder, "store", "check", "--store", Store);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("✗ 1 params whose run is not there", check.Output);
        Assert.Contains("does not exist", (await AirworthyProcess.RunAsync(_folder, "store", "check", "--store", Path.Combine(_folder, "none"))).Errors);
    }

    [Fact]
    public async Task For_PostgreSQL_the_exact_commands_are_said()
    {
        var said = await AirworthyProcess.RunAsync(_folder, "store", "backup", "b", "--store", "Host=db;Port=5433;Database=ml;Username=ana;Password=secret", "--artifacts", "a");
        Assert.Equal(64, said.ExitCode);
        Assert.Contains($"pg_dump --format=custom --host=db --port=5433 --username=ana --file={Path.Combine(_folder, "b")}/tracking.dump ml", said.Errors);
        Assert.DoesNotContain("secret", said.Errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
