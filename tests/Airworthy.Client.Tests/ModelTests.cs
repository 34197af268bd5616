namespace Airworthy.Client.Tests;

public sealed class ModelTests(InProcessServer server) : IDisposable
{
    private readonly TrackingClient _client = server.NewClient();
    private readonly string _name = "model-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_is_registered_named_by_an_alias_and_found_again()
    {
        await using var run = await _client.StartRunAsync(Guid.NewGuid().ToString(), cancel: Cancel);
        await run.LogTextAsync("weights", "model/weights.bin", Cancel);

        var first = await _client.Models.RegisterAsync(_name, run.Info, "model", [new("kind", "tree")], "the first", Cancel);
        var second = await _client.Models.RegisterAsync(_name, run.Info, "model", cancel: Cancel);
        Assert.Equal(("1", "2", run.Id, "the first", "tree"), (first.Version, second.Version, first.RunId, first.Description, first.Tags["kind"]));
        Assert.Null(await _client.Models.FindByAliasAsync(_name, "champion", Cancel));
        await _client.Models.SetAliasAsync(_name, "champion", "2", Cancel);
        Assert.Equal("2", (await _client.Models.FindByAliasAsync(_name, "champion", Cancel))!.Version);
        Assert.Equal("2", (await _client.Models.FindAsync(_name, Cancel))!.Aliases["champion"]);
        using (var reader = new StreamReader(await _client.Artifacts.OpenAsync(await _client.Models.AddressAsync(_name, "1", Cancel), "weights.bin", Cancel)))
        {
            Assert.Equal("weights", await reader.ReadToEndAsync(Cancel));
        }

        await _client.Models.SetTagAsync(_name, "owner", "ana", Cancel);
        await _client.Models.SetVersionTagAsync(_name, "1", "seen", "yes", Cancel);
        await _client.Models.DescribeAsync(_name, "delays", Cancel);
        await _client.Models.DescribeVersionAsync(_name, "2", "the second", Cancel);
        var model = await _client.Models.SearchAsync($"name = '{_name}'", Cancel).SingleAsync(Cancel);
        Assert.Equal(("delays", "ana"), (model.Description, model.Tags["owner"]));
        Assert.Equal(["the first", "the second"], (await _client.Models.SearchVersionsAsync($"name = '{_name}'", Cancel).ToListAsync(Cancel)).OrderBy(v => v.Version, StringComparer.Ordinal).Select(v => v.Description));
        Assert.Equal("yes", (await _client.Models.GetVersionAsync(_name, "1", Cancel)).Tags["seen"]);

        await _client.Models.DeleteAliasAsync(_name, "champion", Cancel);
        Assert.Equal([("champion", "2"), ("champion", null)], (await _client.Models.AliasMovesAsync(_name, Cancel))!.Select(m => (m.Alias, m.Version)));
        Assert.Null(await _client.Models.AliasMovesAsync("nobody", Cancel));
        await _client.Models.DeleteVersionAsync(_name, "1", Cancel);
        await _client.Models.RenameAsync(_name, _name + "-2", Cancel);
        Assert.Null(await _client.Models.FindAsync(_name, Cancel));
        await _client.Models.DeleteAsync(_name + "-2", Cancel);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await Assert.ThrowsAsync<TrackingException>(() => _client.Models.GetVersionAsync(_name + "-2", "2", Cancel))).Code);
    }

    public void Dispose() => _client.Dispose();
}
