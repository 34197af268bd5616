using System.Collections.Concurrent;
using System.Text.Json;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Nothing that was acknowledged is lost when the server is killed under load.</summary>
[Trait("Category", "slow")]
public sealed class KilledServerTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is not null;

    [Fact]
    public async Task Killed_at_random_moments_it_keeps_what_it_acknowledged()
    {
        const int seed = 20260101;
        var random = new Random(seed);
        var store = Directory.CreateTempSubdirectory("airworthy-killed-").FullName;
        var metrics = new ConcurrentBag<(string Run, string Key, int Step)>();
        var parameters = new ConcurrentBag<(string Run, string Key)>();
        for (var kill = 0; kill < (s_long ? 20 : 6); kill++)
        {
            await using var server = await ServerProcess.StartAsync(store);

            // The moments count from the first answer, however slowly a busy machine starts.
            await server.NewRunAsync();
            var moment = Task.Delay(random.Next(50, 700), TestContext.Current.CancellationToken).ContinueWith(_ => server.KillAsync(), TestContext.Current.CancellationToken).Unwrap();
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => WriteUntilItDiesAsync(server, metrics, parameters)));
            await moment;
        }

        await using var again = await ServerProcess.StartAsync(store);
        Assert.True(metrics.Count > 100, $"only {metrics.Count} metrics were acknowledged: too few to prove anything (seed {seed})");
        foreach (var run in metrics.GroupBy(m => m.Run))
        {
            var there = new HashSet<(string, int)>();
            foreach (var key in run.Select(m => m.Key).Distinct())
            {
                there.UnionWith((await again.GetAsync($"metrics/get-history?run_id={run.Key}&metric_key={key}")).GetProperty("metrics").EnumerateArray().Select(m => (key, m.GetProperty("step").GetInt32())));
            }

            Assert.Empty(run.Select(m => (m.Key, m.Step)).Except(there));
        }

        foreach (var run in parameters.GroupBy(p => p.Run))
        {
            var there = (await again.GetAsync($"runs/get?run_id={run.Key}")).GetProperty("run").GetProperty("data").GetProperty("params").EnumerateArray().Select(p => p.GetProperty("key").GetString()!);
            Assert.Empty(run.Select(p => p.Key).Except(there));
        }

        Directory.Delete(store, recursive: true);
    }

    /// <summary>Batches and single metrics in turn; only what was answered with 200 is written down.</summary>
    private static async Task WriteUntilItDiesAsync(ServerProcess server, ConcurrentBag<(string, string, int)> metrics, ConcurrentBag<(string, string)> parameters)
    {
        try
        {
            var run = await server.NewRunAsync();
            for (var step = 0; ; step++)
            {
                if (step % 3 == 0)
                {
                    await server.PostAsync("runs/log-batch", new
                    {
                        run_id = run,
                        metrics = Enumerable.Range(0, 20).Select(k => new { key = $"k{k}", value = step, timestamp = step, step }),
                        @params = new[] { new { key = $"p{step}", value = "v" } },
                    });
                    parameters.Add((run, $"p{step}"));
                    Enumerable.Range(0, 20).ToList().ForEach(k => metrics.Add((run, $"k{k}", step)));
                }
                else
                {
                    await server.PostAsync("runs/log-metric", new { run_id = run, key = "single", value = 0.5, timestamp = step, step });
                    metrics.Add((run, "single", step));
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
        {
            // It died, as it should.
        }
    }
}
