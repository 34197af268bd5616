using System.Text.Json.Nodes;

using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Tests.Releases;

/// <summary>What was seen of a candidate belongs to the step of its release, whoever saw it and whatever else is changed meanwhile.</summary>
public sealed class StepEvidenceTests
{
    [Fact]
    public async Task Evidence_of_a_process_that_began_behind_a_change_of_guards_counts_for_the_step()
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-step-").FullName;
        await using (var before = await GatewayHost.StartAsync(new StoreAddress.Folder(folder)))
        {
            await before.ReleaseAsync("late", "constant:0.2");
            await before.ReleaseAsync("late", "constant:0.3", new { shadow_hours = 10 });
            await AskAsync(before, 5);
            await before.AskAsync("/api/airworthy/endpoints/late/guards", new { fallback = new[] { "constant:0.1" }, reason = "to see it" });
            await before.LookAsync();
        }

        await using var after = await GatewayHost.StartAsync(new StoreAddress.Folder(folder));
        await after.LookAsync();
        await AskAsync(after, 7);
        await after.LookAsync();
        var status = await after.StatusAsync("late");
        Assert.Equal((3, 2, 2), ((int)status["table"]!["generation"]!, (int)status["table"]!["step"]!, (int)status["release"]!["release"]!["generation"]!));
        Assert.Equal(12, (long)status["release"]!["evidence"]!["seen"]!);

        // In what is kept for those who judge it, the step is one.
        var past = JsonNode.Parse(await after.Http.GetStringAsync("/api/airworthy/endpoints/late/past", TestContext.Current.CancellationToken))!;
        var step = Assert.Single(past["releases"]![0]!["steps"]!.AsArray());
        Assert.Equal((2, "Shadow", 12), ((int)step!["generation"]!, (string)step["role"]!, (int)step["evidence"]!["seen"]!));
        Assert.Null(step["until"]);
    }

    private static async Task AskAsync(GatewayHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.AskAsync("/models/late/predict", new { rows = new[] { new { age = i } } });
        }
    }
}
