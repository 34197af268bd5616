using System.Text;

namespace Airworthy.Client.Tests;

public sealed class ArtifactTests(InProcessServer server) : IDisposable
{
    private readonly TrackingClient _client = server.NewClient();
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-files-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_and_folders_go_up_and_come_back_down()
    {
        var bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes);
        Directory.CreateDirectory(Path.Combine(_folder, "model", "inner"));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "model", "inner", "w 1 ä%.bin"), bytes.AsMemory()[..1000].ToArray(), Cancel);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "large.bin"), bytes, Cancel);
        await using var run = await _client.StartRunAsync(Guid.NewGuid().ToString(), cancel: Cancel);

        await run.LogArtifactAsync(Path.Combine(_folder, "large.bin"), cancel: Cancel);
        await run.LogArtifactAsync(Path.Combine(_folder, "model"), "model", Cancel);
        await run.LogTextAsync("# n", "notes/first.md", Cancel);

        Assert.Equal([new Artifact("large.bin", 1_000_000), new Artifact("model", null), new Artifact("notes", null)], await _client.Artifacts.ListAsync(run.Info, cancel: Cancel));
        Assert.Equal(["large.bin", "model/inner/w 1 ä%.bin", "notes/first.md"], (await _client.Artifacts.ListAllAsync(run.Info, cancel: Cancel).ToListAsync(Cancel)).Select(a => a.Path));
        var into = Path.Combine(_folder, "back");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await _client.Artifacts.DownloadAsync(run.Info, "large.bin", into, Cancel), Cancel));
        await _client.Artifacts.DownloadAsync(run.Info, "model", into, Cancel);
        Assert.Equal(bytes[..1000], await File.ReadAllBytesAsync(Path.Combine(into, "inner", "w 1 ä%.bin"), Cancel));
        using (var reader = new StreamReader(await _client.Artifacts.OpenAsync(run.Info, "notes/first.md", Cancel), Encoding.UTF8))
        {
            Assert.Equal("# n", await reader.ReadToEndAsync(Cancel));
        }

        await _client.Artifacts.DeleteAsync(run.Info, "model", Cancel);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await Assert.ThrowsAsync<TrackingException>(() => _client.Artifacts.DownloadAsync(run.Info, "model", into, Cancel))).Code);
        Assert.DoesNotContain(Directory.EnumerateFiles(into, "*", SearchOption.AllDirectories), f => f.EndsWith(".part", StringComparison.Ordinal));
        await Assert.ThrowsAsync<NotSupportedException>(() => _client.Artifacts.ListAsync(run.Info with { ArtifactUri = "s3://bucket/x" }, cancel: Cancel));
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
