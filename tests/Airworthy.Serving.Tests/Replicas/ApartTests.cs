using System.Diagnostics;

using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Tests.Replicas;

/// <summary>A replica far from its store: what is told gets lost, and each answer takes long.</summary>
public sealed class ApartTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    [Fact]
    public async Task It_follows_late_goes_back_never_and_answers_callers_as_before()
    {
        var store = await cluster.NewDatabaseAsync("apart");
        await using var wire = new StoreWire(store) { LosesNotifications = true };
        await using var one = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(store));
        await using var two = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(wire.Connection));
        await one.ReleaseAsync("usual", "constant:0.2");
        await TogetherTests.SeesAsync(two, 1);
        await one.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 10, steps_percent = new[] { 50 } });
        await TogetherTests.SeesAsync(two, 2);
        Assert.True(wire.Lost > 0, "Nothing was told that could get lost.");

        // Two seconds for each answer of the store with --long. No answer to a caller waits for one.
        wire.Delay = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("AIRWORTHY_LONG") is null ? 0.1 : 2);
        await one.AskAsync("/api/airworthy/endpoints/usual/rollback", new { reason = "to see it" });
        var (newest, soon) = (0L, false);
        await Asked.UntilAsync(async () =>
        {
            var asked = Stopwatch.GetTimestamp();
            var (any, least) = (await Asked.OfAsync(two), await Asked.OfAsync(two, 3));
            soon |= Stopwatch.GetElapsedTime(asked) < wire.Delay;
            Assert.Equal(200, any.Status);
            Assert.True(any.Generation >= newest, $"generation {any.Generation} answered after {newest}");
            Assert.True(least is { Status: 503, Generation: 0 } or { Status: 200, Generation: >= 3 }, least.ToString());
            newest = any.Generation;
            return newest == 3 ? null : "generation 3";
        });
        Assert.True(soon, "Every answer took as long as one of the store.");
        Assert.Equal(200, await Asked.ReadyAsync(two));
    }
}
