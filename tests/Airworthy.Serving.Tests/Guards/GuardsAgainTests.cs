namespace Airworthy.Serving.Tests.Guards;

/// <summary>Guards that are in force already make no generation.</summary>
public sealed class GuardsAgainTests
{
    [Fact]
    public async Task Guards_make_a_generation_where_they_change_something_and_none_where_they_do_not()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("late", "constant:0.2", null, "refuse");
        await host.LookAsync();
        async Task<long> GuardAsync(params string[] when) => (long)(await host.AskAsync("/api/airworthy/endpoints/late/guards", new { guards = new { when }, fallback = new[] { "refuse" }, reason = "again" }))["table"]!["generation"]!;

        Assert.Equal(2, await GuardAsync("timeout"));
        Assert.Equal(2, await GuardAsync("timeout"));
        Assert.Equal(3, await GuardAsync("timeout", "overload"));
        Assert.Equal(3, await GuardAsync("timeout", "overload"));
    }
}
