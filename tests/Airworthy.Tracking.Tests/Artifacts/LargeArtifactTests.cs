using System.Diagnostics;

namespace Airworthy.Tracking.Tests.Artifacts;

/// <summary>Runs alone: what it measures is the memory of the whole process.</summary>
[CollectionDefinition(nameof(LargeArtifactTests), DisableParallelization = true), Collection(nameof(LargeArtifactTests))]
public sealed class LargeArtifactTests
{
    private const long Size = 300_000_000;

    [Fact, Trait("Category", "slow")]
    public async Task A_large_file_goes_up_and_down_in_bounded_memory()
    {
        await using var server = await Server.StartAsync(new Storage.StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-large-").FullName));
        var source = Path.Combine(Path.GetTempPath(), $"airworthy-sparse-{Environment.ProcessId}");
        await using (var sparse = new FileStream(source, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose }))
        {
            sparse.SetLength(Size);
            var before = Process.GetCurrentProcess().WorkingSet64;
            var most = 0L;
            using var watching = new Timer(_ => most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64), null, 0, 20);
            using var content = new StreamContent(sparse, 128 * 1024);
            using var put = await server.Http.PutAsync("/api/2.0/mlflow-artifacts/artifacts/1/large.bin", content, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)put.StatusCode);

            await using var back = await server.Http.GetStreamAsync("/api/2.0/mlflow-artifacts/artifacts/1/large.bin", TestContext.Current.CancellationToken);
            var (read, got) = (0L, 0);
            var buffer = new byte[128 * 1024];
            while ((got = await back.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                read += got;
            }

            Assert.Equal(Size, read);
            Assert.True(most - before < 60_000_000, $"the process, client and server in one, grew by {(most - before) / 1e6:0} MB");
        }
    }
}
