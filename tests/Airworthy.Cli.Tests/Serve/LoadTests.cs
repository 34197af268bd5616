using System.Collections.Concurrent;
using System.Diagnostics;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Eight writers and four readers at once: no error, and nothing lost.</summary>
[Trait("Category", "slow")]
public sealed class LoadTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null ? 8 : 60);

    [Fact]
    public async Task Writers_and_readers_do_not_stall_or_fail_one_another()
    {
        var store = Directory.CreateTempSubdirectory("airworthy-load-").FullName;
        await using var server = await ServerProcess.StartAsync(store);
        var experiment = (await server.PostAsync("experiments/create", new { name = "load" })).GetProperty("experiment_id").GetString()!;
        var written = new ConcurrentDictionary<string, int>();
        var reads = 0;
        var started = Stopwatch.GetTimestamp();
        bool Goes() => Stopwatch.GetElapsedTime(started) < s_duration;

        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 8).Select(async _ =>
            {
                while (Goes())
                {
                    var run = await server.NewRunAsync(experiment);
                    for (var step = 0; step < 20 && Goes(); step++)
                    {
                        await server.PostAsync("runs/log-batch", new { run_id = run, metrics = Enumerable.Range(0, 10).Select(k => new { key = $"k{k}", value = step, timestamp = step, step }) });
                        written[run] = step + 1;
                    }
                }
            }),
            .. Enumerable.Range(0, 4).Select(async _ =>
            {
                while (Goes())
                {
                    var found = await server.PostAsync("runs/search", new { experiment_ids = new[] { experiment }, filter = "metrics.k1 >= 0", order_by = new[] { "metrics.k2 DESC" }, max_results = 50 });
                    if (found.TryGetProperty("runs", out var runs))
                    {
                        await server.GetAsync($"metrics/get-history?run_id={runs[0].GetProperty("info").GetProperty("run_id").GetString()}&metric_key=k3");
                    }

                    Interlocked.Increment(ref reads);
                }
            }),
        ]);

        Assert.True(reads > 4 && written.Count > 8, $"{reads} reads, {written.Count} runs: too few to prove anything");
        foreach (var (run, steps) in written)
        {
            Assert.Equal(steps, (await server.GetAsync($"metrics/get-history?run_id={run}&metric_key=k9")).GetProperty("metrics").GetArrayLength());
        }

        Assert.Equal(0, await server.InterruptAsync());
        Directory.Delete(store, recursive: true);
    }
}
