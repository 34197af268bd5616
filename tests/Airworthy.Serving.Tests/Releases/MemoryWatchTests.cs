using System.Text.Json.Nodes;

using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What an instance holds is watched while a candidate is on its way.</summary>
public sealed class MemoryWatchTests
{
    [Fact]
    public void An_alarm_needs_three_looks_above_the_limit_that_are_no_garbage_and_a_begin_within_it()
    {
        var (held, garbage) = (100.0, 0.0);
        var watch = new MemoryWatch { Resident = collect => collect ? held : held + garbage };
        var release = Release(1, 200);
        string? Look() => watch.Look(release);

        Assert.Null(Look());
        held = 300;
        Assert.Null(Look());
        Assert.Null(Look());
        held = 150; // a large batch has passed
        Assert.Null(Look());
        held = 201;
        Assert.Null(Look());
        Assert.Null(Look());
        Assert.Equal("the instance holds 201 MB of memory, 100 when this process first saw the release; serving.memory_mb allows 200", Look());

        (held, garbage) = (150, 100);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Null(Look()));

        (release, held, garbage) = (Release(2, 200), 250, 0); // too much before it was asked anything
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Null(Look()));
        (release, held) = (Release(3, null), 1e6);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Null(Look()));
    }

    [Fact]
    public async Task A_candidate_under_which_the_instance_outgrows_its_limit_is_taken_back_by_itself()
    {
        await using var host = await GatewayHost.StartAsync();
        var held = 100.0;
        host.Things.GetRequiredService<MemoryWatch>().Resident = _ => Volatile.Read(ref held);
        await host.RegisterAsync("late", TestModels.Columns(bias: -9));
        await host.RegisterAsync("late", TestModels.Columns(bias: 9));
        await host.ReleaseAsync("late", "models:/late/1");
        await host.AskAsync("/api/airworthy/endpoints/late/releases", new { model = "models:/late/2", memory_mb = 4000 });
        await host.LookAsync();
        Volatile.Write(ref held, 4001);

        var status = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late", TestContext.Current.CancellationToken))!;
        for (var look = 0; look < 100 && (string)status["release"]!["release"]!["state"]! != "RolledBack"; look++)
        {
            await host.LookAsync();
            status = JsonNode.Parse(await host.Http.GetStringAsync("/api/airworthy/endpoints/late", TestContext.Current.CancellationToken))!;
        }

        Assert.Equal("models:/late/1", (string)status["table"]!["live"]!["model"]!);
        Assert.StartsWith("Rolled back at once: the instance holds 4001 MB of memory, 100 when", (string)status["release"]!["release"]!["says"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_begins_with_the_candidate_in_it_knows_from_the_store_what_was_held_before()
    {
        var watch = new MemoryWatch { Resident = _ => 300 };
        Assert.All(Enumerable.Range(0, 2), _ => Assert.Null(watch.Look(Release(1, 200), before: 100)));
        Assert.Equal("the instance holds 300 MB of memory, 100 before the release began; serving.memory_mb allows 200", watch.Look(Release(1, 200)));

        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2");
        var hosts = host.Things.GetRequiredService<Monitoring.HostBook>();
        await hosts.KeepAsync(ended: false, TestContext.Current.CancellationToken);
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.InRange((await hosts.MemoryBeforeAsync(now + 120_000, TestContext.Current.CancellationToken))!.Value, 10, 100_000);
        Assert.Null(await hosts.MemoryBeforeAsync(now - 120_000, TestContext.Current.CancellationToken));
        Assert.Null(await hosts.MemoryBeforeAsync(now + 3_600_000, TestContext.Current.CancellationToken));
    }

    private static Release Release(long no, double? most) => new(no, "late", new Slot("models:/late/2", "sha256:2"), new ReleasePolicy(MemoryMb: most), ReleaseState.Canary, 0, 0, 3, 0, "ana", null, "");
}
