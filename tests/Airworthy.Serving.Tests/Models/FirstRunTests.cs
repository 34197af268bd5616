using System.Text.RegularExpressions;

namespace Airworthy.Serving.Tests.Models;

/// <summary>What a version costs before its first request: memory, and the run that no caller waits for.</summary>
/// <remarks>Alone: what is measured is the growth of the process, and other tests give memory back meanwhile.</remarks>
[CollectionDefinition(nameof(FirstRunTests), DisableParallelization = true), Collection(nameof(FirstRunTests))]
public sealed partial class FirstRunTests
{
    [Fact]
    public async Task A_version_that_takes_more_memory_than_an_instance_may_is_not_released()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("wide", TestModels.Large());
        await host.RegisterAsync("wide", TestModels.Matrix());

        var (status, answer) = await host.PostAsync("/api/airworthy/endpoints/wide/releases", """{"model":"models:/wide/1","memory_mb":20}""");
        Assert.Equal(400, status);
        var says = Takes().Match(answer);
        Assert.True(says.Success, answer);
        Assert.InRange(int.Parse(says.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 55, 400);
        Assert.Contains("serving.memory_mb allows 20 for the whole instance", answer, StringComparison.Ordinal);

        await host.AskAsync("/api/airworthy/endpoints/wide/releases", new { model = "models:/wide/2", memory_mb = 20 });
        Assert.Equal(400, (await host.PostAsync("/api/airworthy/endpoints/wide/releases", """{"model":"models:/wide/1","memory_mb":0}""")).Status);
        await host.AskAsync("/api/airworthy/endpoints/wide/releases", new { model = "models:/wide/1", memory_mb = 1000 });
    }

    [GeneratedRegex("models:/wide/1 takes (\\d+) MB of memory when it is loaded")]
    private static partial Regex Takes();
}
