using System.Diagnostics;
using System.Text.Json.Nodes;


namespace Airworthy.Web.Tests;

[Trait("Category", "slow")]
public sealed class OtherClientTests(ServerFixture server)
{
    [Fact]
    public async Task A_client_that_others_wrote_logs_searches_deletes_and_restores_as_it_is()
    {
        var folder = await NpmPackage.FolderAsync("mlflow@2.0.7");
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "other-client.mjs"), folder, server.Address]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(node.ExitCode == 0, await errors);
        var told = JsonNode.Parse(said.Trim().Split('\n')[^1])!;
        Assert.Equal("""{"found":[true],"history":[0.6,0.61,0.62,0.63,0.64],"root":true,"gone":0,"stage":"active","status":"FINISHED"}""", Without(told, "tags").ToJsonString());
        Assert.Equal(("delays", "ä — ✓"), ((string)told["tags"]!["team"]!, (string)told["tags"]!["note"]!));
    }

    private static JsonObject Without(JsonNode map, string name)
    {
        var copy = map.DeepClone().AsObject();
        copy.Remove(name);
        return copy;
    }
}
