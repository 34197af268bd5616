using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Tests.Versions;

[Trait("Category", "slow")]
public sealed class StoreSweepTests : IDisposable
{
    private readonly VersionedFolder _folder = new();

    [Fact]
    public async Task What_no_manifest_names_goes_and_what_one_names_stays_whole()
    {
        await ThreeVersionsAsync();
        var manifest = _folder.Manifest;
        new ManifestFiles(_folder.Root).Write(manifest with { Versions = [manifest.Versions[0], manifest.Versions[2] with { From = new VersionOrigin { Source = "x", Parent = "v0001" } }] });
        var before = Size();
        var left = Sweep([]);

        Assert.True(left.Chunks > 0);
        Assert.True(Size() < before);
        Assert.Empty(_folder.Verify());
        Assert.True(Sweep([]).IsEmpty);
    }

    [Fact]
    public async Task What_another_branch_names_stays()
    {
        await ThreeVersionsAsync();
        var manifest = _folder.Manifest;
        new ManifestFiles(_folder.Root).Write(manifest with { Versions = [.. manifest.Versions.Take(1)] });

        Assert.Equal(0, Sweep([.. manifest.Versions.Select(v => v.Digest)]).Chunks);
        new ManifestFiles(_folder.Root).Write(manifest);
        Assert.Empty(_folder.Verify());
    }

    [Fact]
    public async Task With_a_damaged_pack_nothing_is_removed()
    {
        await ThreeVersionsAsync();
        var pack = Directory.GetFiles(_folder.StoreFolder, "*.pack", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(pack);
        bytes[^20] ^= 1;
        File.WriteAllBytes(pack, bytes);
        var before = Size();

        Assert.Contains("damaged", Assert.Throws<StoreException>(() => Sweep([])).Message, StringComparison.Ordinal);
        Assert.Equal(before, Size());
    }

    [Fact]
    public async Task Bytes_kept_under_their_digest_stay_while_a_manifest_names_them()
    {
        await ThreeVersionsAsync();
        using (var store = ContentStore.Open(_folder.Root))
        {
            var profile = await store.PutAsync(ChunkerTests.Noise(500, 9), TestContext.Current.CancellationToken);
            var manifest = _folder.Manifest;
            new ManifestFiles(_folder.Root).Write(manifest with { Versions = [.. manifest.Versions.SkipLast(1), manifest.Versions[^1] with { Profile = profile }] });
        }

        Assert.Equal(0, Sweep([]).Chunks);
        using var again = ContentStore.Open(_folder.Root);
        Assert.Equal(ChunkerTests.Noise(500, 9), again.Get(_folder.Manifest.Newest!.Profile!));
    }

    private async Task ThreeVersionsAsync()
    {
        foreach (var rows in (int[])[3_000, 20_000, 5_000])
        {
            _folder.Write("data/trips.csv", VersionedFolder.Trips(rows));
            await _folder.AddAsync("data/trips.csv");
        }
    }

    private Leftovers Sweep(IReadOnlyCollection<string> alsoKept)
    {
        using var store = ContentStore.Open(_folder.Root);
        var left = StoreSweep.Look(store, [_folder.Manifest], alsoKept);
        StoreSweep.Remove(store, [_folder.Manifest], alsoKept, TestContext.Current.CancellationToken);
        return left;
    }

    private long Size() => Directory.EnumerateFiles(_folder.StoreFolder, "*.pack", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);

    public void Dispose() => _folder.Dispose();
}
