using System.Globalization;
using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring;
using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Replicas;

/// <summary>A PostgreSQL that the replicas of these tests share, a database for each test.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private PostgreSqlCluster? _cluster;

    public async Task<string> NewDatabaseAsync(string name) => await _cluster!.NewDatabaseAsync(name);

    public async ValueTask InitializeAsync() => _cluster = await PostgreSqlCluster.RequireAsync();

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;
}

/// <summary>Replicas wait for each other, agree on the time, and add up what they count.</summary>
public sealed class TogetherTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_is_left_once_it_is_in_force_everywhere_and_a_way_back_waits_for_nobody()
    {
        var store = await cluster.NewDatabaseAsync("steps");
        await using var wire = new StoreWire(store);
        await using var one = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(store));
        await using var two = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(wire.Connection));
        await one.ReleaseAsync("usual", "constant:0.2");
        await SeesAsync(two, 1);
        await Asked.UntilAsync(async () => (await one.StatusAsync("usual"))["replicas"] is JsonArray { Count: 2 } both && both.All(r => (long)r!["generation"]! == 1) ? null : "two replicas at generation 1");

        wire.Hold();
        await one.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 10 });
        var moving = one.PostAsync("/api/airworthy/endpoints/usual/promote", "{}");
        var status = await one.StatusAsync("usual");
        Assert.Contains("Generation 2 is not in force everywhere: ", (string)status["release"]!["next"]!, StringComparison.Ordinal);
        Assert.Equal(2, (long)status["table"]!["generation"]!);
        Assert.False(moving.IsCompleted);
        Assert.Equal((200, 1), await Asked.OfAsync(two) is var old ? (old.Status, old.Generation) : default);
        wire.Free();
        var (moved, says) = await moving;
        Assert.True(moved == 200, says);
        await SeesAsync(two, 3);
        wire.Hold();
        Assert.Equal(200, (await one.PostAsync("/api/airworthy/endpoints/usual/rollback", "{}")).Status);
        Assert.Equal(4, (await Asked.OfAsync(one, 4)).Generation);
        Assert.Equal(503, (await Asked.OfAsync(two, 4)).Status);
        wire.Free();
        await SeesAsync(two, 4);
    }

    [Fact]
    public async Task A_replica_that_cannot_load_what_others_answer_with_sends_callers_to_them()
    {
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("behind"));
        var artifacts = Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName;
        var away = artifacts + "-away";
        await using var one = await GatewayHost.StartAsync(store, artifacts);
        var link = artifacts + "-link";
        Directory.CreateSymbolicLink(link, artifacts);
        await using var two = await GatewayHost.StartAsync(store, link);
        await one.ReleaseAsync("usual", $"models:/usual/{await one.RegisterAsync("usual", TestModels.Columns())}");
        await one.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 10, steps_percent = new[] { 50 } });
        for (var steps = 0; steps < 3; steps++)
        {
            await one.AskAsync("/api/airworthy/endpoints/usual/promote", new { });
        }

        await SeesAsync(two, 5);
        Directory.Delete(link);
        Directory.CreateDirectory(link);
        await one.AskAsync("/api/airworthy/endpoints/usual/rollback", new { reason = "it was better" });
        await Asked.UntilAsync(async () => await Asked.ReadyAsync(two) == 503 ? null : "two is ready, although it cannot answer with what is in force");
        Assert.Equal(200, await Asked.ReadyAsync(one));
        Assert.Equal((200, 5), await Asked.OfAsync(two) is var old ? (old.Status, old.Generation) : default); // whoever comes all the same is answered
        Assert.Contains("has no ONNX file among its 0 files", (string)(await two.StatusAsync("usual"))["behind"]!, StringComparison.Ordinal);
        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, artifacts);
        await Asked.UntilAsync(async () => await Asked.ReadyAsync(two) == 200 ? null : "two is not ready again");
        Assert.Equal("models:/usual/1", (string)(await Asked.OfAsync(two, 6, """{"age":30,"origin":"ORD","at":991398600}""")).Answer["served_by"]!);
        Directory.Delete(link);
    }

    [Fact]
    public async Task The_clock_of_one_replica_moves_no_release()
    {
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("clocks"));
        await using var one = await GatewayHost.StartAsync(store);
        await using var two = await GatewayHost.StartAsync(store);
        two.Clock.Ahead = TimeSpan.FromHours(30);
        await one.ReleaseAsync("usual", "constant:0.2");
        await one.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 24, shadow_requests = 20, max_error_increase = 0.5, alpha = 0.05 });
        await SeesAsync(two, 2);
        for (var asked = 0; asked < 40; asked++)
        {
            Assert.Equal(200, (await Asked.OfAsync(asked % 2 == 0 ? one : two)).Status);
        }

        await Asked.UntilAsync(async () => (long)(await one.StatusAsync("usual"))["release"]!["evidence"]!["compared"]! >= 40 ? null : "40 rows compared");
        await two.LookAsync();
        await one.LookAsync();
        await two.LookAsync();
        var release = (await two.StatusAsync("usual"))["release"]!;
        Assert.Equal("Shadow", (string)release["release"]!["state"]!);
        Assert.StartsWith("In shadow for ", (string)release["next"]!, StringComparison.Ordinal);
        Assert.Contains(" s of 24 h.", (string)release["next"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_replicas_count_is_together_what_callers_sent()
    {
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("counts"));
        await using var one = await GatewayHost.StartAsync(store);
        await one.ReleaseAsync("usual", "constant:0.2");
        long early, sent;
        await using (var two = await GatewayHost.StartAsync(store))
        {
            await SeesAsync(two, 1);
            early = (await CountsAsync(one)) + (await CountsAsync(two)); // by those who looked whether it answers
            sent = (await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => SendAsync(caller, 60 + (caller * 7), one, two)))).Sum();
            Assert.Equal(early + sent, (await CountsAsync(one)) + (await CountsAsync(two)));
            await two.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
            sent += await SendAsync(9, 25, two);
        }

        // The one that has stopped has kept what it counted; what the other keeps again adds nothing twice.
        await one.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
        await one.Things.GetRequiredService<MinuteBook>().KeepAsync(Cancel);
        var minutes = await one.Things.GetRequiredService<MinuteBook>().OfAsync("usual", 0, Cancel);
        Assert.Equal(early + sent, minutes.Where(m => m.Arm.Name == "live").Sum(m => m.Counts[Event.Came]));
    }

    private static async Task<long> SendAsync(int caller, int count, params GatewayHost[] hosts)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(200, (await Asked.OfAsync(hosts[(caller + i) % hosts.Length])).Status);
        }

        return count;
    }

    /// <summary>Requests that came, as <c>/metrics</c> has them.</summary>
    private static async Task<long> CountsAsync(GatewayHost host) => (await host.Http.GetStringAsync("/metrics", Cancel)).Split('\n')
        .Where(l => l.StartsWith("airworthy_came_total{", StringComparison.Ordinal)).Sum(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    internal static Task SeesAsync(GatewayHost host, long generation) => Asked.UntilAsync(async () =>
        (await host.Http.GetAsync("/v2/models/usual", Cancel)).IsSuccessStatusCode && (await Asked.OfAsync(host, generation)).Status == 200 ? null : $"generation {generation} was not seen");
}
