using System.Text.Json;

using Airworthy.Core.Statistics.Sequential;
using Airworthy.Serving.Releases;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What came true of rows that a shadow has answered too.</summary>
public sealed class QualityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shadow_that_decides_worse_is_taken_back_by_the_labels_that_come()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Columns(bias: -9));
        await host.RegisterAsync("late", TestModels.Columns(bias: 9));
        await host.ReleaseAsync("late", "models:/late/1");
        await host.LookAsync();
        await host.ReleaseAsync("late", "models:/late/2", new { shadow_hours = 1, max_disagreement = 1 });
        await host.LookAsync();
        var rows = string.Join(",", Enumerable.Repeat("""{"age": 31, "origin": "ORD", "at": "2001-06-01T08:00:00"}""", 50));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(200, (await host.PostAsync("/models/late/predict", $$"""{"id": "r{{i}}", "rows": [{{rows}}]}""")).Status);
        }

        while ((long)(await SeenAsync(host))["evidence"]!["answered"]! < 8)
        {
            await Task.Delay(5, Cancel);
            await host.LookAsync();
        }

        Assert.Null((await SeenAsync(host))["quality"]);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(202, (await host.PostAsync("/models/late/feedback", JsonSerializer.Serialize(new { feedback = Enumerable.Range(0, 50).Select(row => new { request_id = $"r{i}", row, label = false }) }))).Status);
        }

        await host.LookAsync();
        var release = (await SeenAsync(host))["release"]!;
        Assert.Equal("RolledBack", (string)release["state"]!);
        Assert.Contains("by what came true: of 400 labelled rows the candidate alone missed 0 and alone raised 400 false alarms", (string)release["says"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 30, 10, 200, 20, 0.5, true)]   // ten times the false alarms, and more misses
    [InlineData(1000, 30, 30, 60, 55, 0.5, false)]   // the same, but for chance
    [InlineData(1000, 0, 100, 100, 0, 0.5, false)]   // as many false alarms more as misses less: at equal costs neither is worse
    [InlineData(1000, 0, 100, 100, 0, 0.9, true)]    // where a false alarm costs nine times a miss, it is
    [InlineData(10, 5, 0, 5, 0, 0.5, false)]         // ten rows show nothing
    public void The_costs_of_both_errors_are_weighed_by_the_threshold(long pairs, long missed, long liveMissed, long alarms, long liveAlarms, double threshold, bool isWorse) =>
        Assert.Equal(isWorse, ReleaseQuality.Of(new Evidence { Missed = new PairCounts(pairs, missed, liveMissed), FalseAlarms = new PairCounts(pairs, alarms, liveAlarms) }, threshold, 0.001)!.IsWorse);

    [Theory]
    [InlineData("true", true), InlineData("0", false), InlineData("False", false), InlineData("17.5", null), InlineData("cat", null)]
    public void A_label_is_a_yes_a_no_or_neither(string label, bool? expected) => Assert.Equal(expected, ShadowDecisions.Truth(label));

    [Fact]
    public void Without_labels_nothing_is_said() => Assert.Null(ReleaseQuality.Of(new Evidence(), 0.5, 0.01));

    private static async Task<System.Text.Json.Nodes.JsonNode> SeenAsync(GatewayHost host) => (await host.StatusAsync("late"))["release"]!;
}
