using Airworthy.Core.Datasets;
using Airworthy.Data;

namespace Airworthy.Probes.Tests.Versions;

public sealed class VersionedDataTests : IDisposable
{
    private readonly VersionedFolder _folder = new();

    [Fact]
    public async Task A_version_wins_over_the_files_and_its_digest_is_that_of_the_data()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(400));
        var before = await DigestAsync();
        var version = (await _folder.AddAsync("data/trips.csv")).Version;
        _folder.Write("data/trips.csv", VersionedFolder.Trips(7));

        Assert.Equal(400, await RowsAsync());
        Assert.Equal(version.Digest, await DigestAsync());
        Assert.NotEqual(before, version.Digest);
    }

    [Fact]
    public async Task A_fresh_clone_without_a_store_reads_files_that_are_the_version()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(400));
        await _folder.AddAsync("data/trips.csv");
        Directory.Delete(_folder.StoreFolder, recursive: true);

        Assert.Equal(400, await RowsAsync());
        _folder.Write("data/trips.csv", VersionedFolder.Trips(401));
        Assert.Contains("has other content", (await Assert.ThrowsAsync<TableException>(RowsAsync)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.Root, "data/trips.csv"));
        Assert.Contains("is not there", (await Assert.ThrowsAsync<TableException>(RowsAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Splits_by_file_are_read_from_the_version()
    {
        _folder.Write("airworthy.yaml", """
            airworthy: 1
            project: small
            data:
              dataset: trips
              label: late
              split: {method: given, files: {train: data/train.csv, test: data/test.csv}}
            """);
        _folder.Write("data/train.csv", VersionedFolder.Trips(300));
        _folder.Write("data/test.csv", VersionedFolder.Trips(350, from: 300));
        await _folder.AddAsync("data/train.csv", "data/test.csv");
        _folder.Write("data/test.csv", "trip,way,carrier,late\n");
        await using var table = await Table.OpenAsync(_folder.Read, _folder.Root, TestContext.Current.CancellationToken);

        Assert.Equal((300L, 50L), (await table.NumberAsync("select count(*) from train", TestContext.Current.CancellationToken), await table.NumberAsync("select count(*) from test", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_no_reason_to_read_something_else()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(400));
        _folder.Write(DatasetManifest.PathOf("trips"), "dataset: trips\nversions: 3\n");

        Assert.Contains(".airworthy/data/trips.versions.yaml:2:11", (await Assert.ThrowsAsync<TableException>(RowsAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_without_a_version_reads_the_files()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(400));

        Assert.Equal(400, await RowsAsync());
    }

    private async Task<long> RowsAsync()
    {
        await using var table = await Table.OpenAsync(_folder.Read, _folder.Root, TestContext.Current.CancellationToken);
        return table.Rows;
    }

    private async Task<string?> DigestAsync() => (await DataFiles.DigestAsync(_folder.Read, _folder.Root, TestContext.Current.CancellationToken))?.Digest;

    public void Dispose() => _folder.Dispose();
}
