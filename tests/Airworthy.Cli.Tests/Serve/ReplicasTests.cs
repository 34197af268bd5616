using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

using Npgsql;

namespace Airworthy.Cli.Tests.Serve;

/// <summary>Replicas that stand still, and replicas that are killed while they look after releases.</summary>
[Trait("Category", "slow")]
public sealed class ReplicasTests : IAsyncLifetime
{
    private const int Endpoints = 5, Seed = 20261128;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is not null;

    private readonly string _artifacts = Directory.CreateTempSubdirectory("airworthy-replicas-").FullName;
    private readonly List<ServerProcess> _started = [];
    private PostgreSqlCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await PostgreSqlCluster.RequireAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
        {
            await server.DisposeAsync();
        }

        await _cluster.DisposeAsync();
        Directory.Delete(_artifacts, recursive: true);
    }

    [Fact]
    public async Task One_that_stood_still_while_others_switched_never_goes_back_and_is_told_by_who_has_seen_more()
    {
        var store = await _cluster.NewDatabaseAsync("still");
        var one = await StartAsync(store);
        var two = await StartAsync(store);
        await OkAsync(one, "e0/releases", new { model = "constant:0.2" });
        await OkAsync(one, "e0/releases", new { model = "constant:0.4", policy = new { shadow_hours = 10 } });
        await UntilAsync(async () => await AskAsync(two, 2) is (200, _) ? null : "generation 2");

        await two.SignalAsync("-STOP");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await OkAsync(one, "e0/rollback", new { reason = "to see it" });
            await OkAsync(one, "e0/releases", new { model = "constant:0.4", policy = new { shadow_hours = 10 } });
        }

        var waiting = Enumerable.Range(0, 8).Select(_ => AskAsync(two, 6)).ToList(); // they are there when it wakes up
        await Task.Delay(s_long ? TimeSpan.FromSeconds(10) : TimeSpan.Zero, Cancel);
        await two.SignalAsync("-CONT");
        Assert.All(await Task.WhenAll(waiting), a => Assert.True(a is (503, 0) or (200, >= 6), $"{a}"));
        var newest = 0L;
        await UntilAsync(async () =>
        {
            var (status, generation) = await AskAsync(two, atLeast: null);
            Assert.Equal(200, status);
            Assert.True(generation >= newest, $"generation {generation} answered after {newest}");
            newest = generation;
            return newest >= 6 ? null : "generation 6";
        });
    }

    [Fact]
    public async Task One_that_starts_while_the_store_is_away_answers_by_the_last_table_and_goes_on_when_it_is_back()
    {
        var store = await _cluster.NewDatabaseAsync("away");
        var one = await StartAsync(store);
        await OkAsync(one, "e0/releases", new { model = "constant:0.2" });
        await UntilAsync(() => Task.FromResult(Directory.GetFiles(_artifacts, "route-tables-*.json") is [var kept] && File.ReadAllText(kept).Contains("\"e0\"", StringComparison.Ordinal) ? null : "the table on disk"));
        await one.KillAsync();
        await _cluster.EndAsync();
        var cold = await StartAsync(store);
        Assert.Equal((200, 1), await AskAsync(cold, atLeast: 1));
        using var change = await cold.Http.PostAsJsonAsync("/api/airworthy/endpoints/e0/rollback", new { }, Cancel);
        Assert.Equal((System.Net.HttpStatusCode.ServiceUnavailable, true), (change.StatusCode, change.Headers.RetryAfter is not null));
        await _cluster.GoOnAsync();
        await UntilAsync(async () => (await cold.Http.GetAsync("/api/airworthy/endpoints/e0", Cancel)).IsSuccessStatusCode ? null : "the store, seen by the server that began without it");
        await OkAsync(cold, "e0/releases", new { model = "constant:0.4", policy = new { shadow_hours = 10 } });
        Assert.Equal((200, 2), await AskAsync(cold, atLeast: 2));
    }

    [Fact]
    public async Task Whoever_looks_after_releases_is_killed_anywhere_in_them_and_each_ends_in_use_or_taken_back()
    {
        var random = new Random(Seed);
        var store = await _cluster.NewDatabaseAsync("killed");
        var replicas = new[] { await StartAsync(store), await StartAsync(store) };
        var endpoints = Enumerable.Range(0, Endpoints).Select(i => $"e{i}").ToList();
        foreach (var endpoint in endpoints)
        {
            await OkAsync(replicas[0], $"{endpoint}/releases", new { model = "constant:0.2" });
        }

        var failed = new ConcurrentQueue<string>();
        using var ends = new CancellationTokenSource();
        var asking = Task.WhenAll(endpoints.Select((endpoint, i) => AskOnAsync(replicas, endpoint, i, failed, ends.Token)));
        for (var round = 1; round <= (s_long ? 20 : 2); round++)
        {
            // Each is somewhere else when it happens: some in shadow, some in canary, some watched, some at their end.
            foreach (var (endpoint, i) in endpoints.Select((e, i) => (e, i)))
            {
                await OkAsync(replicas[0], $"{endpoint}/releases", new { model = $"constant:{0.2 + (0.1 * round):0.0}", policy = new { shadow_hours = i * 0.0002, shadow_requests = 5, steps_percent = new[] { 50 }, step_minutes = 0.01, bake_minutes = 0.01, max_error_increase = 0.5 } });
            }

            await Task.Delay(random.Next(0, 2500), Cancel);
            var held = await HolderAsync(store, replicas);
            await replicas[held].KillAsync();
            if (round % 2 == 0)
            {
                await OkAsync(replicas[1 - held], $"{endpoints[^1]}/rollback", new { reason = "somebody does not like it" });
            }

            foreach (var endpoint in endpoints)
            {
                await UntilAsync(async () =>
                {
                    var status = JsonNode.Parse(await replicas[1 - held].Http.GetStringAsync($"/api/airworthy/endpoints/{endpoint}", Cancel))!;
                    return (string)status["release"]!["release"]!["state"]! is "Done" or "RolledBack" ? null : $"round {round} (seed {Seed}), {endpoint}: {status}";
                });
            }

            replicas[held] = await StartAsync(store);
        }

        await ends.CancelAsync();
        await asking;
        Assert.Empty(failed);
        foreach (var endpoint in endpoints)
        {
            var history = JsonNode.Parse(await replicas[0].Http.GetStringAsync($"/api/airworthy/endpoints/{endpoint}/history", Cancel))!;
            Assert.Null(history["broken_at"]);
            var changes = history["changes"]!.AsArray().Select(c => (long)c!["table"]!["generation"]!).ToList();
            Assert.Equal(Enumerable.Range(1, changes.Count).Reverse().Select(g => (long)g), changes);
            Assert.All(history["releases"]!.AsArray(), r => Assert.Contains((string)r!["state"]!, (string[])["Done", "RolledBack"]));
        }
    }

    private async Task<ServerProcess> StartAsync(string store)
    {
        _started.Add(await ServerProcess.StartAsync(store, "serve", path: null, "--artifacts", Path.Combine(_artifacts, "artifacts")));
        return _started[^1];
    }

    private static async Task OkAsync(ServerProcess server, string path, object asked)
    {
        using var response = await server.Http.PostAsJsonAsync($"/api/airworthy/endpoints/{path}", asked, Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(Cancel)}");
    }

    private static async Task<(int Status, long Generation)> AskAsync(ServerProcess server, long? atLeast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/e0/predict") { Content = JsonContent.Create(new { rows = new[] { new { distance = 1 } } }) };
        if (atLeast is { } least)
        {
            request.Headers.Add("X-Min-Generation", $"{least}");
        }

        using var response = await server.Http.SendAsync(request, Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return ((int)response.StatusCode, answer.TryGetProperty("generation", out var generation) ? generation.GetInt64() : 0);
    }

    /// <summary>Asks one replica after the other, and the next one where the first is gone; each is asked for an endpoint once it has answered there.</summary>
    private static async Task AskOnAsync(ServerProcess[] replicas, string endpoint, int caller, ConcurrentQueue<string> failed, CancellationToken ends)
    {
        for (var i = caller; !ends.IsCancellationRequested; i++)
        {
            var says = new List<string>();
            for (var at = 0; at < 2; at++)
            {
                try
                {
                    using var answer = await replicas[(i + at) % 2].Http.PostAsJsonAsync($"/models/{endpoint}/predict", new { rows = new[] { new { distance = i } } }, CancellationToken.None);
                    if (answer.IsSuccessStatusCode)
                    {
                        says.Clear();
                        break;
                    }

                    says.Add($"{endpoint}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
                }
                catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
                {
                    says.Add(e.Message);
                }
            }

            if (says.Count > 0)
            {
                failed.Enqueue(string.Join("; ", says));
            }
        }
    }

    /// <summary>Which of them looks after releases now.</summary>
    private static async Task<int> HolderAsync(string store, ServerProcess[] replicas)
    {
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync(Cancel);
        var at = -1;
        await UntilAsync(async () =>
        {
            await using var command = new NpgsqlCommand("select r.document from serving_leases l join serving_replicas r on r.replica = l.holder where l.name = 'releases'", connection);
            var document = await command.ExecuteScalarAsync(Cancel) as string ?? "nobody";
            at = Array.FindIndex(replicas, r => document.Contains(new Uri(r.Address).Authority + "\"", StringComparison.Ordinal));
            return at < 0 ? $"a holder of the lease, but {document}" : null;
        });
        return at;
    }

    /// <summary>Waits until a look says that nothing is missing.</summary>
    private static async Task UntilAsync(Func<Task<string?>> missing)
    {
        for (var ends = Stopwatch.GetTimestamp() + (120 * Stopwatch.Frequency); await missing() is { } still;)
        {
            Assert.True(Stopwatch.GetTimestamp() < ends, $"After 120 s there is still not: {still}");
            await Task.Delay(20, Cancel);
        }
    }
}
