using CsCheck;

namespace Airworthy.Probes.Tests.Versions;

public sealed class StoreLookTests
{
    [Fact]
    public async Task A_flipped_bit_anywhere_in_the_store_is_found()
    {
        using var folder = new VersionedFolder();
        foreach (var rows in (int[])[3_000, 3_500])
        {
            folder.Write("data/trips.csv", VersionedFolder.Trips(rows));
            await folder.AddAsync("data/trips.csv");
        }

        folder.CheckOut(folder.Manifest.Versions[0]);
        var files = Directory.EnumerateFiles(folder.StoreFolder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0).Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count >= 3, "two packs and a copy");
        Assert.Empty(folder.Verify());

        Gen.Select(Gen.Int[0, files.Count - 1], Gen.Double[0, 0.999999], Gen.Int[0, 7]).Sample((which, where, bit) =>
        {
            var bytes = File.ReadAllBytes(files[which]);
            var at = (int)(where * bytes.Length);
            bytes[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(files[which], bytes);
            try
            {
                Assert.NotEmpty(folder.Verify());
            }
            finally
            {
                bytes[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(files[which], bytes);
            }
        }, iter: 300, threads: 1);
        Assert.Empty(folder.Verify());
    }

    [Fact]
    public async Task The_file_and_the_chunk_that_changed_are_named()
    {
        using var folder = new VersionedFolder();
        folder.Write("data/trips.csv", VersionedFolder.Trips(100_000));
        await folder.AddAsync("data/trips.csv");
        var pack = Assert.Single(Directory.GetFiles(folder.StoreFolder, "*.pack", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(pack);
        bytes[1_000_000] ^= 1;
        File.WriteAllBytes(pack, bytes);
        var damages = folder.Verify();

        Assert.Contains(damages, d => d.Where.StartsWith("packs/", StringComparison.Ordinal));
        var file = Assert.Single(damages, d => d.Where == "trips v0001");
        Assert.Matches(@"^data/trips\.csv: chunk \d+ of \d+, bytes [\d,]+ to [\d,]+, has other bytes than it had when it was stored$", file.Says);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public async Task A_pack_cut_off_is_found(int keep)
    {
        using var folder = new VersionedFolder();
        folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        await folder.AddAsync("data/trips.csv");
        var pack = Assert.Single(Directory.GetFiles(folder.StoreFolder, "*.pack", SearchOption.AllDirectories));
        var bytes = File.ReadAllBytes(pack);
        File.WriteAllBytes(pack, keep < 0 ? bytes[..^1] : bytes[..keep]);

        Assert.Contains(folder.Verify(), d => d.Where.StartsWith("packs/", StringComparison.Ordinal));
        Assert.Contains(folder.Verify(), d => d.Where == "trips v0001");
    }
}
