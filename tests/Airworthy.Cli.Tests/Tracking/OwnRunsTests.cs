using System.Text.Json;

using Airworthy.Client;

namespace Airworthy.Cli.Tests.Tracking;

/// <summary>Runs in the project's own store are looked at while a server has it open, and when none has.</summary>
public sealed class OwnRunsTests
{
    [Fact]
    public async Task A_check_sees_the_runs_of_the_store_with_and_without_its_server()
    {
        using var project = new ScratchProject();
        project.Write("airworthy.yaml", project.Read("airworthy.yaml").Replace("stage: idea", "stage: model", StringComparison.Ordinal).Replace("as_of: 2001-07-01\n", "", StringComparison.Ordinal));
        Assert.Equal("unknown", await UpAsync(project));
        Assert.False(File.Exists(Path.Combine(project.Root, ".airworthy/store/tracking.db")), "Looking makes no store of runs.");

        using (var server = await ServeProcess.StartAsync(Path.Combine(project.Root, ".airworthy/store")))
        using (var client = new TrackingClient(new Uri(server.Address)))
        {
            for (var i = 0; i < 2; i++)
            {
                await client.RunAsync("example", $"try {i}", run =>
                {
                    run.LogParam("depth", i).LogMetric("auc", 0.7).SetTag("mlflow.source.git.commit", "7c1d02b").SetTag("airworthy.data.digest", "sha256:1");
                    return Task.CompletedTask;
                }, TestContext.Current.CancellationToken);
            }

            Assert.Equal("met", await UpAsync(project));
        }

        Assert.Equal("met", await UpAsync(project));
    }

    private static async Task<string> UpAsync(ScratchProject project)
    {
        var run = await project.RunAsync("check", "runs-page", "--format", "json");
        using var report = JsonDocument.Parse(run.Output);
        return report.RootElement.GetProperty("items").EnumerateArray().SelectMany(i => i.GetProperty("parts").EnumerateArray()).Single(p => p.GetProperty("id").GetString() == "runs-page/up").GetProperty("verdict").GetString()!;
    }
}
