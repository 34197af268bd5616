using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;

namespace Airworthy.Cli.Tests.Tracking;

/// <summary>A server that ends while many write: whatever a client was told is kept is there when the next server starts.</summary>
public sealed class SuddenEndTests : IDisposable
{
    private const int Writers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-sudden-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("sqlite"), InlineData("postgresql"), Trait("Category", "slow")]
    public async Task What_was_acknowledged_survives_kill_9(string engine)
    {
        await using var cluster = engine == "postgresql" ? await PostgreSqlCluster.RequireAsync() : null;
        var store = cluster is null ? Path.Combine(_folder, "store") : await cluster.NewDatabaseAsync("sudden");
        var acknowledged = new ConcurrentDictionary<string, int>();
        using (var server = await ServeProcess.StartAsync(store))
        {
            var enough = new TaskCompletionSource();
            var told = 0;
            var writers = Enumerable.Range(0, Writers).Select(async _ =>
            {
                var run = await RunAsync(server);
                try
                {
                    for (var step = 0; ; step++)
                    {
                        using var reply = await server.Http.PostAsJsonAsync("/api/2.0/mlflow/runs/log-metric", new { run_id = run, key = "m", value = step, timestamp = step, step }, Cancel);
                        Assert.True(reply.IsSuccessStatusCode, $"{reply.StatusCode}");
                        acknowledged[run] = step;
                        if (Interlocked.Increment(ref told) == 400)
                        {
                            enough.SetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The end.
                }
            }).ToList();
            await Task.WhenAny(enough.Task, Task.WhenAll(writers));
            server.Kill();
            await Task.WhenAll(writers);
        }

        Assert.Equal(Writers, acknowledged.Count);
        using var again = await ServeProcess.StartAsync(store);
        foreach (var (run, last) in acknowledged)
        {
            using var history = JsonDocument.Parse(await again.Http.GetStringAsync($"/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=m", Cancel));
            var steps = history.RootElement.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("step").GetInt32()).ToList();

            // One more may have been kept whose answer never came.
            Assert.Equal(Enumerable.Range(0, steps.Count), steps);
            Assert.InRange(steps.Count, last + 1, last + 2);
        }
    }

    private static async Task<string> RunAsync(ServeProcess server)
    {
        using var made = await server.Http.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0", start_time = 1 }, Cancel);
        return JsonDocument.Parse(await made.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
