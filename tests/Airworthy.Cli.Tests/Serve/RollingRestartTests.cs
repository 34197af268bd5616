using System.Net;
using System.Net.Http.Json;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Two gateways on one PostgreSQL, each restarted under load, behind HAProxy and beside it: a sender that asks each whether it is ready, as a load balancer does.</summary>
[Trait("Category", "slow")]
public sealed class RollingRestartTests : IAsyncDisposable
{
    private readonly List<ServerProcess> _started = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_restarted_and_no_request_fails()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var store = await cluster.NewDatabaseAsync("rolling");
        var artifacts = Directory.CreateTempSubdirectory("airworthy-rolling-").FullName;
        var ports = new[] { HaProxy.FreePort(), HaProxy.FreePort() };
        async Task<ServerProcess> StartAsync(int at)
        {
            _started.Add(await ServerProcess.StartAtAsync(ports[at], store, "serve", path: null, "--artifacts", Path.Combine(artifacts, "artifacts"), "--stop-wait", "0.6"));
            return _started[^1];
        }

        var replicas = new[] { await StartAsync(0), await StartAsync(1) };
        using (var started = await replicas[0].Http.PostAsJsonAsync("/api/airworthy/endpoints/usual/releases", new { model = "constant:0.2" }, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        }

        foreach (var replica in replicas)
        {
            await ReadyAsync(replica);
        }

        await using var proxy = await HaProxy.RequireAsync(ports);
        await Task.WhenAll(ports.Select(proxy.SendsToAsync));
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var isReady = new[] { true, true };
        var (answered, failures) = (new int[3], new System.Collections.Concurrent.ConcurrentQueue<string>());
        var looking = LookAsync();
        var sending = Task.WhenAll(SendAsync(0), SendAsync(1), SendByProxyAsync(), SendByProxyAsync());
        for (var i = 0; i < replicas.Length; i++)
        {
            var before = replicas[i];
            Assert.Equal(0, await before.StopAsync());
            await EndAsync(before); // the next one listens where it did, and is asked by its own clients alone
            var after = await StartAsync(i);
            await ReadyAsync(after);
            await proxy.SendsToAsync(ports[i]);
            replicas[i] = after;
        }

        await ends.CancelAsync();
        await Task.WhenAll(looking, sending);
        foreach (var replica in replicas)
        {
            await EndAsync(replica);
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
                    isReady[i] = await IsReadyAsync(replicas[i].Http);
                }

                await Task.Delay(100, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task SendAsync(int first)
        {
            for (var turn = first; !ends.IsCancellationRequested; turn++)
            {
                var at = isReady[turn % 2] ? turn % 2 : (turn + 1) % 2;
                await OneAsync(replicas[at].Http, at, turn);
            }
        }

        async Task SendByProxyAsync()
        {
            for (var turn = 0; !ends.IsCancellationRequested; turn++)
            {
                await OneAsync(proxy.Http, 2, turn);
            }
        }

        async Task OneAsync(HttpClient http, int at, int turn)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync("/models/usual/predict", new { rows = new[] { new { distance = turn } } }, Cancel);
                Interlocked.Increment(ref answered[at]);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    failures.Enqueue($"{(at == 2 ? "by HAProxy: " : "")}{(int)answer.StatusCode}");
                }
            }
            catch (HttpRequestException e)
            {
                failures.Enqueue($"{(at == 2 ? "by HAProxy: " : "")}{e.Message}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.DisposeAsync();
        }
    }

    private ValueTask EndAsync(ServerProcess server)
    {
        _started.Remove(server);
        return server.DisposeAsync();
    }

    private static Task ReadyAsync(ServerProcess replica) => ReadyAsync(replica.Http);

    private static async Task ReadyAsync(HttpClient replica)
    {
        for (var looks = 0; looks < 500; looks++)
        {
            if (await IsReadyAsync(replica) && (await replica.GetAsync("/v2/models/usual", Cancel)).IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(20, Cancel);
        }

        Assert.Fail("The replica did not become ready.");
    }

    private static async Task<bool> IsReadyAsync(HttpClient replica)
    {
        try
        {
            using var ready = await replica.GetAsync("/v2/health/ready", Cancel);
            return ready.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or ObjectDisposedException || (e is TaskCanceledException && !Cancel.IsCancellationRequested))
        {
            return false; // a connection that is begun in the last moment is neither taken nor refused at once, and its client may be gone before
        }
    }
}
