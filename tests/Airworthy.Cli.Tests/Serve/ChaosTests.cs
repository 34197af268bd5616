using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Npgsql;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Whole gateways under load while what they stand on goes: no live request fails, and nothing that was acknowledged is lost.</summary>
[Trait("Category", "slow")]
public sealed class ChaosTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_gateways_one_moves_a_release_the_other_when_it_is_killed_and_both_go_on_without_the_database()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var store = await cluster.NewDatabaseAsync("chaos");
        var artifacts = Directory.CreateTempSubdirectory("airworthy-chaos-").FullName;
        Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(store, "serve", path: null, "--artifacts", Path.Combine(artifacts, "artifacts"));

        await using var one = await StartAsync();
        await ReleaseAsync(one, new { model = "constant:0.2" });
        await ReleaseAsync(one, new { model = "constant:0.4", policy = new { shadow_hours = 0.0005, shadow_requests = 20, steps_percent = new[] { 50 }, step_minutes = 0.1, bake_minutes = 0.02, max_error_increase = 0.5 } });
        var holder = await HolderAsync(store); // only one is there that may move it
        await using var two = await StartAsync();
        await SeesAsync(two, 2);
        await using var callers = new Callers(4, one, two);
        await StateAsync(two, "canary");
        Assert.Equal(holder, await HolderAsync(store));
        await callers.MoreAsync(100);
        Assert.Equal(holder, await HolderAsync(store));

        await one.KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await StateAsync(two, "done");
        Assert.NotEqual(holder, await HolderAsync(store));
        Assert.InRange(Stopwatch.GetElapsedTime(killed).TotalSeconds, 0, 60);
        await using var again = await StartAsync();
        await SeesAsync(again, 5);

        // Shadow, canary, all of it, done: each was moved once, by the policy, whichever of them held the lease.
        var history = JsonNode.Parse(await two.Http.GetStringAsync("/api/airworthy/endpoints/usual/history", Cancel))!;
        Assert.Null(history["broken_at"]);
        Assert.Equal(["release policy", "release policy", "release policy"], history["changes"]!.AsArray().Take(3).Select(c => (string)c!["by"]!));
        Assert.Equal(5, history["changes"]!.AsArray().Count);

        await cluster.EndAsync();
        await callers.MoreAsync(200);
        using (var refused = await two.Http.PostAsJsonAsync("/api/airworthy/endpoints/usual/releases", new { model = "constant:0.6" }, Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        using (var page = await two.Http.GetAsync("/endpoints", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Contains("Predictions go on by the tables that it gave ", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.True((await two.Http.GetAsync("/v2/health/ready", Cancel)).IsSuccessStatusCode);
        await cluster.GoOnAsync();
        await callers.MoreAsync(100);
        await callers.StopAsync();
        Assert.Empty(callers.Failed);
        Assert.True(callers.FeedbackRefused > 0, "Outcomes were acknowledged while nothing could keep them.");
        await ReleaseAsync(two, new { model = "constant:0.6", policy = new { shadow_hours = 10 } });
        await SeesAsync(again, 6);
        Assert.True(callers.Told.Count > 50, $"only {callers.Told.Count} outcomes were acknowledged: too few to prove anything");
        await Callers.RequireKeptAsync(again, callers.Told);
        Directory.Delete(artifacts, recursive: true);
    }

    [Fact]
    public async Task A_full_disk_takes_no_live_request_and_no_outcome_that_was_acknowledged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "A small disk is mounted, which needs root on Linux.");
        var disk = Directory.CreateTempSubdirectory("airworthy-small-disk-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk) == 0, "A file system cannot be mounted here.");
        try
        {
            var (store, filler) = (Path.Combine(disk, "store"), Path.Combine(disk, "filler"));
            await using var server = await ServerProcess.StartAsync(store);
            await ReleaseAsync(server, new { model = "constant:0.2" });
            await using var callers = new Callers(4, server);
            await callers.MoreAsync(50);
            await FullAsync();
            var (status, answer) = await server.TellAsync("one more");
            Assert.Equal(503, status);
            Assert.Contains("disk is full or fails, and nothing of this was kept.", answer, StringComparison.Ordinal);

            // Once there is room it takes more. It ends while there is none again, and has what it acknowledged.
            File.Delete(filler);
            await callers.MoreAsync(50);
            Assert.Equal((202, """{"new":1,"corrected":0}"""), await server.TellAsync("one more"));
            await FullAsync();
            await callers.StopAsync();
            await server.KillAsync();
            File.Delete(filler);
            await using var again = await ServerProcess.StartAsync(store);
            await Callers.RequireKeptAsync(again, [.. callers.Told, "one more"]);
            Assert.Empty(callers.Failed);

            async Task FullAsync()
            {
                await FillAsync(filler);
                for (var (before, looks) = (callers.FeedbackRefused, 0); callers.FeedbackRefused < before + 5; looks++)
                {
                    Assert.True(looks < 500, "The disk did not fill.");
                    await callers.MoreAsync(20);
                }
            }
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
            Directory.Delete(disk, recursive: true);
        }
    }

    /// <summary>Takes all room that is left.</summary>
    private static async Task FillAsync(string file)
    {
        await using var filler = File.Create(file);
        try
        {
            for (var block = new byte[64 * 1024]; ;)
            {
                await filler.WriteAsync(block, Cancel);
                await filler.FlushAsync(Cancel);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static async Task ReleaseAsync(ServerProcess server, object asked)
    {
        using var response = await server.Http.PostAsJsonAsync("/api/airworthy/endpoints/usual/releases", asked, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private static Task SeesAsync(ServerProcess server, long generation) => UntilAsync(async () =>
    {
        // Just after the database is back, a first look may still meet a connection that went with it, and is told to come again.
        using var told = await server.Http.GetAsync("/api/airworthy/endpoints/usual", Cancel);
        var says = await told.Content.ReadAsStringAsync(Cancel);
        if (told.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            Assert.True(told.IsSuccessStatusCode, says);
            if ((long?)JsonNode.Parse(says)?["table"]?["generation"] >= generation && (await server.Http.GetAsync("/v2/models/usual", Cancel)).IsSuccessStatusCode)
            {
                return null;
            }
        }

        return $"generation {generation}: {says}";
    });

    private static Task StateAsync(ServerProcess server, string state) => UntilAsync(async () =>
        JsonNode.Parse(await server.Http.GetStringAsync("/api/airworthy/endpoints/usual", Cancel))!.ToJsonString() is var status && status.Contains($"\"state\":\"{state}\"", StringComparison.OrdinalIgnoreCase) ? null : $"{state}: {status}");

    /// <summary>Waits until a look says that nothing is missing.</summary>
    private static async Task UntilAsync(Func<Task<string?>> missing)
    {
        for (var ends = Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency); await missing() is { } still;)
        {
            Assert.True(Stopwatch.GetTimestamp() < ends, $"After 60 s there is still not: {still}");
            await Task.Delay(50, Cancel);
        }
    }

    /// <summary>Who looks after releases.</summary>
    private static async Task<string> HolderAsync(string store)
    {
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select holder from serving_leases where name = 'releases'", connection);
        for (var looks = 0; looks < 200; looks++)
        {
            if (await command.ExecuteScalarAsync(Cancel) is string holder)
            {
                return holder;
            }

            await Task.Delay(20, Cancel);
        }

        throw new InvalidOperationException("Nobody looks after releases.");
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
