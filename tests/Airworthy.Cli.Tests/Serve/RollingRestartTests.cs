using System.Net;
using System.Net.Http.Json;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Two gateways on one PostgreSQL, each restarted under load, behind a sender that asks each whether it is ready, as a load balancer does.</summary>
[Trait("Category", "slow")]
public sealed class RollingRestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_restarted_and_no_request_fails()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var store = await cluster.NewDatabaseAsync("rolling");
        var artifacts = Directory.CreateTempSubdirectory("airworthy-rolling-").FullName;
        Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(store, "serve", path: null, "--artifacts", Path.Combine(artifacts, "artifacts"), "--stop-wait", "0.6");

        var replicas = new[] { await StartAsync(), await StartAsync() };
        using (var started = await replicas[0].Http.PostAsJsonAsync("/api/airworthy/endpoints/usual/releases", new { model = "constant:0.2" }, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        }

        foreach (var replica in replicas)
        {
            await ReadyAsync(replica);
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var isReady = new[] { true, true };
        var (answered, failures) = (new int[2], new System.Collections.Concurrent.ConcurrentQueue<string>());
        var looking = LookAsync();
        var sending = Task.WhenAll(SendAsync(0), SendAsync(1));
        for (var i = 0; i < replicas.Length; i++)
        {
            var before = replicas[i];
            Assert.Equal(0, await before.StopAsync());
            var after = await StartAsync();
            await ReadyAsync(after);
            replicas[i] = after;
            await before.DisposeAsync();
        }

        await ends.CancelAsync();
        await Task.WhenAll(looking, sending);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        Directory.Delete(artifacts, recursive: true);
        Assert.Empty(failures);
        Assert.All(answered, a => Assert.True(a > 20, $"only {a} requests were answered: too few to prove anything"));

        async Task LookAsync()
        {
            while (!ends.IsCancellationRequested)
            {
                for (var i = 0; i < replicas.Length; i++)
                {
                    isReady[i] = await IsReadyAsync(replicas[i]);
                }

                await Task.Delay(100, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task SendAsync(int first)
        {
            for (var turn = first; !ends.IsCancellationRequested; turn++)
            {
                var at = isReady[turn % 2] ? turn % 2 : (turn + 1) % 2;
                try
                {
                    using var answer = await replicas[at].Http.PostAsJsonAsync("/models/usual/predict", new { rows = new[] { new { distance = turn } } }, Cancel);
                    Interlocked.Increment(ref answered[at]);
                    if (answer.StatusCode != HttpStatusCode.OK)
                    {
                        failures.Enqueue($"{(int)answer.StatusCode}");
                    }
                }
                catch (HttpRequestException e)
                {
                    failures.Enqueue(e.Message);
                }
            }
        }
    }

    private static async Task ReadyAsync(ServerProcess replica)
    {
        for (var looks = 0; looks < 500; looks++)
        {
            if (await IsReadyAsync(replica) && (await replica.Http.GetAsync("/v2/models/usual", Cancel)).IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(20, Cancel);
        }

        Assert.Fail("The replica did not become ready.");
    }

    private static async Task<bool> IsReadyAsync(ServerProcess replica)
    {
        try
        {
            using var ready = await replica.Http.GetAsync("/v2/health/ready", Cancel);
            return ready.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or ObjectDisposedException || (e is TaskCanceledException && !Cancel.IsCancellationRequested))
        {
            return false; // a connection that is begun in the last moment is neither taken nor refused at once, and its client may be gone before
        }
    }
}
