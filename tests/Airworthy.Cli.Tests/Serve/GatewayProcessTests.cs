using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>The gateway as a process: released by the command, killed under load, and asked again.</summary>
[Trait("Category", "slow")]
public sealed class GatewayProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_of_a_release_it_goes_on_and_has_lost_no_outcome_it_acknowledged()
    {
        var store = Directory.CreateTempSubdirectory("airworthy-gateway-").FullName;
        var told = new ConcurrentBag<string>();
        await using (var server = await ServerProcess.StartAsync(store))
        {
            var first = await ReleaseAsync(server, "start", "constant:0.2", "--endpoint", "late");
            Assert.Equal("constant:0.2 answers at late: it is the first there.", first.Output.Trim());
            await ReleaseAsync(server, "start", "constant:0.4", "--endpoint", "late", "--shadow-hours", "10");
            var failed = 0;
            var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(worker => AskUntilItDiesAsync(server, worker, told, () => Interlocked.Increment(ref failed))));
            await Task.Delay(500, Cancel);

            // Two switches under load: shadow to canary, and a share of it to more.
            await ReleaseAsync(server, "promote", "--endpoint", "late", "--reason", "to see it");
            await ReleaseAsync(server, "promote", "--endpoint", "late", "--reason", "to see it");
            Assert.Equal(0, failed);
            await server.KillAsync();
            await asking;
        }

        Assert.True(told.Count > 20, $"only {told.Count} outcomes were acknowledged: too few to prove anything");
        await using var again = await ServerProcess.StartAsync(store);
        var status = await ReleaseAsync(again, "status");
        Assert.Contains("late: constant:0.2 answers (blue, generation 4).", status.Output, StringComparison.Ordinal);
        Assert.Contains("constant:0.4 answers 10 % of requests.", status.Output, StringComparison.Ordinal);
        foreach (var request in told)
        {
            // Told again, what was kept is neither new nor a correction.
            using var response = await again.Http.PostAsJsonAsync(new Uri("/models/late/feedback", UriKind.Relative), new { feedback = new[] { new { request_id = request, label = true } } }, Cancel);
            Assert.Equal("""{"new":0,"corrected":0}""", await response.Content.ReadAsStringAsync(Cancel));
        }

        await ReleaseAsync(again, "rollback", "--endpoint", "late", "--reason", "enough");
        var history = await ReleaseAsync(again, "history", "--endpoint", "late");
        Assert.EndsWith("The chain of 5 changes is whole.", history.Output.Trim(), StringComparison.Ordinal);
        Directory.Delete(store, recursive: true);
    }

    [Fact]
    public async Task Without_a_gateway_the_command_says_what_to_start()
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-none-").FullName;
        var run = await AirworthyProcess.RunAsync(folder, [("MLFLOW_TRACKING_URI", "")], "release", "status");
        Directory.Delete(folder, recursive: true);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Start it: airworthy serve. Or name another with --server.", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<AirworthyProcess.Run> ReleaseAsync(ServerProcess server, params string[] arguments)
    {
        var run = await AirworthyProcess.RunAsync(Path.GetTempPath(), [("MLFLOW_TRACKING_URI", "")], ["release", .. arguments, "--server", server.Address]);
        Assert.True(run.ExitCode == 0, run.Errors + run.Output);
        return run;
    }

    private static async Task AskUntilItDiesAsync(ServerProcess server, int worker, ConcurrentBag<string> told, Action fail)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var id = $"w{worker}-{i}";
                using var answer = await server.Http.PostAsJsonAsync(new Uri("/models/late/predict", UriKind.Relative), new { id, rows = new[] { new { distance = i } } }, Cancel);
                if (!answer.IsSuccessStatusCode || (bool)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["degraded"]!)
                {
                    fail();
                }

                if (i % 10 == 0)
                {
                    using var kept = await server.Http.PostAsJsonAsync(new Uri("/models/late/feedback", UriKind.Relative), new { feedback = new[] { new { request_id = id, label = true } } }, Cancel);
                    kept.EnsureSuccessStatusCode();
                    told.Add(id);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            // It died, as it should.
        }
    }
}
