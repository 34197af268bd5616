using Microsoft.Data.Sqlite;

namespace Airworthy.Cli.Tests.Serve;

[Trait("Category", "slow")]
public sealed class ServeTests
{
    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_as_it_was()
    {
        var store = Directory.CreateTempSubdirectory("airworthy-newer-").FullName;
        await using (var server = await ServerProcess.StartAsync(store))
        {
            Assert.Equal(0, await server.InterruptAsync());
        }

        await using (var database = new SqliteConnection($"Data Source={Path.Combine(store, "tracking.db")}"))
        {
            await database.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = database.CreateCommand();
            command.CommandText = "insert into schema_versions (version, description) values (999912310001, 'tomorrow')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        SqliteConnection.ClearAllPools();
        var refused = await AirworthyProcess.RunAsync(null, "serve", "--listen", "127.0.0.1:0", "--store", store);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("was written by a newer Airworthy: its tables are at 999912310001", refused.Errors);
        Directory.Delete(store, recursive: true);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Ui_serves_and_shows_the_pages_in_the_browser_of_the_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system's way to open an address is replaced by a script.");
        var folder = Directory.CreateTempSubdirectory("airworthy-ui-").FullName;
        var (opener, opened) = (Path.Combine(folder, "xdg-open"), Path.Combine(folder, "opened"));
        await File.WriteAllTextAsync(opener, $"#!/bin/sh\necho \"$1\" > {opened}.part && mv {opened}.part {opened}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using (var server = await ServerProcess.StartAsync(Path.Combine(folder, "store"), command: "ui", path: folder))
        {
            for (var i = 0; i < 300 && !File.Exists(opened); i++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            Assert.Equal(server.Address, (await File.ReadAllTextAsync(opened, TestContext.Current.CancellationToken)).Trim());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var store = Directory.CreateTempSubdirectory("airworthy-port-").FullName;
        await using var server = await ServerProcess.StartAsync(Path.Combine(store, "one"));
        var port = new Uri(server.Address).Port;

        var refused = await AirworthyProcess.RunAsync(null, "serve", "--listen", $"127.0.0.1:{port}", "--store", Path.Combine(store, "two"));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"127.0.0.1:{port} is in use by another program. Choose another port", refused.Errors);
        Assert.DoesNotContain("   at ", refused.Errors);
    }

    [Theory]
    [InlineData("nowhere", "--listen is 'nowhere', but an address and a port were expected")]
    [InlineData("127.0.0.1:99999", "--listen is '127.0.0.1:99999'")]
    public async Task An_address_that_is_none_is_refused(string listen, string message)
    {
        var refused = await AirworthyProcess.RunAsync(null, "serve", "--listen", listen, "--store", Path.GetTempPath() + "/never");

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains(message, refused.Errors);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused()
    {
        var refused = await AirworthyProcess.RunAsync(null, "serve", "--listen", "127.0.0.1:0", "--store", "/proc/nowhere");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("/proc/nowhere", refused.Errors);
    }

    [Fact]
    public async Task A_database_server_that_is_not_there_is_named_without_its_password()
    {
        var refused = await AirworthyProcess.RunAsync(null, "serve", "--listen", "127.0.0.1:0", "--store", "Host=127.0.0.1;Port=1;Database=runs;Username=ana;Password=secret-word");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("PostgreSQL runs at 127.0.0.1:1", refused.Errors);
        Assert.DoesNotContain("secret-word", refused.Errors + refused.Output);
    }
}
