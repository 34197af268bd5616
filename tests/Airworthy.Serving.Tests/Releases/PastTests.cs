using System.Text.Json.Nodes;

using Airworthy.Serving.Monitoring;

using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What the gateway keeps of itself, for whoever judges it later.</summary>
public sealed class PastTests : IAsyncLifetime
{
    private static readonly object s_quick = new { shadow_hours = 0, shadow_requests = 0, steps_percent = new[] { 50, 100 }, step_minutes = 0, bake_minutes = 60, max_error_increase = 0.3 };

    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task How_a_switch_went_is_kept_with_the_requests_around_it()
    {
        await TwoAsync();
        await AskAsync(30);
        await _host.LookAsync();
        await PromoteAsync(2);
        await AskAsync(10);
        await _host.LookAsync();
        _host.Clock.Ahead += TimeSpan.FromSeconds(62);
        await _host.LookAsync();

        var seen = Assert.Single((await PastAsync())["switches"]!.AsArray())!;
        Assert.Equal(("models:/late/1", "models:/late/2", true, true), ((string)seen["from"]!, (string)seen["to"]!, (bool)seen["was_ready"]!, (bool)seen["is_whole"]!));
        Assert.Equal(40, (long)seen["before"]!["requests"]! + (long)seen["after"]!["requests"]!);
        Assert.Equal(0, (long)seen["before"]!["failed"]! + (long)seen["after"]!["failed"]!);
        Assert.InRange((long)seen["last_old"]! - (long)seen["at"]!, 0, 5_000);
    }

    [Fact]
    public async Task The_steps_of_a_release_are_kept_with_what_was_seen_in_each()
    {
        await TwoAsync();
        await AskAsync(20);
        await PromoteAsync(1);
        await AskAsync(40);
        await _host.LookAsync();
        await _host.AskAsync("/api/airworthy/endpoints/late/rollback", new { reason = "enough" });

        var release = (await PastAsync())["releases"]!.AsArray()[0]!;
        Assert.Equal("RolledBack", (string)release["release"]!["state"]!);
        Assert.Equal([("Shadow", 1), ("Canary", 0.5)], release["steps"]!.AsArray().Select(s => ((string)s!["role"]!, (double)s["share"]!)));
        Assert.Equal("anyone on this machine", (string)release["steps"]![1]!["left_by"]!);
        Assert.Equal(40, (long)release["steps"]![1]!["evidence"]!["seen"]!);
    }

    [Fact]
    public async Task Minutes_are_summed_up_with_the_processes_that_served()
    {
        await TwoAsync();
        await AskAsync(25);
        await _host.Things.GetRequiredService<MinuteBook>().KeepAsync(TestContext.Current.CancellationToken);
        await _host.Things.GetRequiredService<HostBook>().KeepAsync(ended: false, TestContext.Current.CancellationToken);

        var traffic = JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/late/traffic", TestContext.Current.CancellationToken))!;
        Assert.Equal((25, 25), ((long)traffic["requests"]!, (long)traffic["windows"]!.AsArray().Sum(w => (long)w!["requests"]!)));
        Assert.True((long)traffic["peak_requests"]! is > 0 and <= 25);
        var host = Assert.Single(traffic["hosts"]!.AsArray())!;
        Assert.StartsWith("onnxruntime ", (string)host["runtime"]!, StringComparison.Ordinal);
        Assert.True((double)host["memory_most_mb"]! > 10);
        // One that nobody has asked anything yet.
        Assert.Equal(0, (long)JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/new/traffic", TestContext.Current.CancellationToken))!["requests"]!);
        Assert.Equal(404, (int)(await _host.Http.GetAsync("/api/airworthy/endpoints/other/past", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_rehearsal_switches_the_running_endpoint_there_and_back()
    {
        await TwoAsync();
        await PromoteAsync(3);
        var asking = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await AskAsync(1);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        var seen = await _host.AskAsync("/api/airworthy/endpoints/late/rehearsal", new { seconds = 1 });
        await asking;

        Assert.Equal(("models:/late/2", "models:/late/1", 0), ((string)seen["live"]!, (string)seen["before"]!, (int)seen["failed"]!));
        Assert.True((long)seen["requests"]! > 0);
        var table = (await _host.StatusAsync("late"))["table"]!;
        Assert.Equal("models:/late/2", (string)table["live"]!["model"]!);
        Assert.Null(table["other"]);
        Assert.Null((await PastAsync())["broken_at"]);
        Assert.Equal(400, (await _host.PostAsync("/api/airworthy/endpoints/late/rehearsal", """{"seconds":61}""")).Status);
    }

    private async Task TwoAsync()
    {
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns())}");
        await _host.ReleaseAsync("late", $"models:/late/{await _host.RegisterAsync("late", TestModels.Columns(bias: -2.1))}", s_quick);
    }

    private async Task PromoteAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _host.AskAsync("/api/airworthy/endpoints/late/promote", new { });
        }
    }

    private async Task AskAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _host.AskAsync("/models/late/predict", new { rows = new[] { new { age = 20 + i, origin = "ORD", at = 0 } } });
        }
    }

    private async Task<JsonNode> PastAsync() => JsonNode.Parse(await _host.Http.GetStringAsync("/api/airworthy/endpoints/late/past", TestContext.Current.CancellationToken))!;
}
