using System.IO.Compression;
using System.Text;

using Airworthy.Core.Datasets;
using Airworthy.Data;
using Airworthy.Data.Versions;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Versions;

[Trait("Category", "slow")]
public sealed class VersionAddingTests : IDisposable
{
    private readonly VersionedFolder _folder = new();

    [Fact]
    public async Task A_first_version_has_everything_that_a_manifest_says()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        var added = await _folder.AddAsync("data/trips.csv");
        var version = Assert.Single(_folder.Manifest.Versions);

        Assert.True(added.IsNew);
        Assert.Equal(("v0001", 1_000L, new DateOnly(2026, 1, 5), "data/trips.csv", (string?)null), (version.Id, version.Rows!.Value, version.Made!.Value, version.From!.Source, version.From.Parent));
        Assert.Equal(new FileInfo(Path.Combine(_folder.Root, "data/trips.csv")).Length, version.Bytes);
        Assert.Null(version.Labels);
        Assert.Empty(_folder.Verify());
    }

    [Fact]
    public async Task The_same_content_twice_makes_no_version_whatever_the_file_is_called()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        _folder.Write("data/other.csv", VersionedFolder.Trips(1_000));
        await _folder.AddAsync("data/trips.csv");

        Assert.False((await _folder.AddAsync("data/trips.csv")).IsNew);
        Assert.False((await _folder.AddAsync("data/other.csv")).IsNew);
        Assert.Single(_folder.Manifest.Versions);
    }

    [Fact]
    public async Task A_changed_row_stores_little_and_the_older_state_comes_back_byte_for_byte()
    {
        var first = VersionedFolder.Trips(200_000);
        _folder.Write("data/trips.csv", first);
        var one = await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", first.Replace("T100000,", "T999999,", StringComparison.Ordinal));
        var two = await _folder.AddAsync("data/trips.csv");

        Assert.InRange(two.Stored, 1, 3 * Chunker.Most);
        Assert.Equal(first, await File.ReadAllTextAsync(Path.Combine(_folder.CheckOut(one.Version), "data/trips.csv"), TestContext.Current.CancellationToken));
        Assert.Equal("v0001", two.Version.From!.Parent);
        Assert.Empty(_folder.Verify());
    }

    [Fact]
    public async Task Going_back_to_an_older_state_is_a_version_that_stores_nothing()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_100));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        var back = await _folder.AddAsync("data/trips.csv");

        Assert.Equal((true, 0L, "v0001"), (back.IsNew, back.Stored, back.SameAs));
        Assert.Equal(_folder.Manifest.Versions[0].Digest, back.Version.Digest);
    }

    [Fact]
    public async Task Changed_and_added_labels_are_counted_by_id()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000, flipped: 14));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_200, from: 0));
        var added = await _folder.AddAsync("data/trips.csv");

        Assert.Equal((14L, 200L, 0L), (added.Labels!.Changed, added.Labels.Added, added.Labels.Removed));
        Assert.Equal((14L, 200L), (_folder.Manifest.Newest!.Labels!.Changed, _folder.Manifest.Newest.Labels.Added));
        Assert.Equal("T000000", added.Labels.Shown.Rows[0][0]);
    }

    [Fact]
    public async Task Where_the_position_names_a_row_labels_are_compared_by_position()
    {
        _folder.Write("airworthy.yaml", VersionedFolder.Contract.Replace("id: trip", "id: row", StringComparison.Ordinal));
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000, flipped: 5));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_010));
        var added = await _folder.AddAsync("data/trips.csv");

        Assert.Equal((5L, 10L, 0L), (added.Labels!.Changed, added.Labels.Added, added.Labels.Removed));
    }

    public static TheoryData<string, byte[], TextForm?> Writings()
    {
        var text = VersionedFolder.Trips(500);
        var gz = new MemoryStream();
        using (var zip = new GZipStream(gz, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return new TheoryData<string, byte[], TextForm?>
        {
            { "trips.csv", Encoding.UTF8.GetBytes(text), null },
            { "trips.csv.gz", gz.ToArray(), null },
            { "trips.tsv", Encoding.UTF8.GetBytes(text.Replace(',', '\t')), null },
            { "trips.csv", Encoding.UTF8.GetBytes(text.Replace(',', ';')), null },
            { "trips.csv", Encoding.UTF8.GetBytes(text.Replace(',', '~')), new TextForm { Delimiter = "~" } },
            { "trips.csv", Encoding.UTF8.GetBytes(text.Replace(",a,", ",'a, or so',", StringComparison.Ordinal)), new TextForm { Delimiter = ",", Quote = "'" } },
            { "trips.csv", Encoding.Latin1.GetBytes(text.Replace("abc"[1].ToString(), "Zürich", StringComparison.Ordinal)), new TextForm { Encoding = "latin-1" } },
            { "trips.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)], null },
            { "trips.jsonl", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"{{\"trip\": \"T{i}\", \"late\": {i % 2}}}\n"))), null },
        };
    }

    [Theory, MemberData(nameof(Writings))]
    public async Task Text_of_any_writing_is_counted_stored_and_read_as_a_version(string file, byte[] bytes, TextForm? form)
    {
        _folder.Write("airworthy.yaml", VersionedFolder.Contract.Replace("trips.csv", file, StringComparison.Ordinal));
        _folder.Write($"data/{file}", bytes);
        var added = await _folder.AddAsync(new Addition("trips", _folder.Root, [$"data/{file}"]) { Read = form });
        File.Delete(Path.Combine(_folder.Root, "data", file));

        Assert.Equal(500, added.Version.Rows);
        await using var table = await Table.OpenAsync(_folder.Read, _folder.Root, TestContext.Current.CancellationToken);
        Assert.Equal(500, table.Rows);
        Assert.True(table.HasLabel);
    }

    [Fact]
    public async Task A_folder_of_partitions_is_one_table()
    {
        await using (var duck = new DuckDBConnection("DataSource=:memory:"))
        {
            await duck.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = duck.CreateCommand();
            Directory.CreateDirectory(Path.Combine(_folder.Root, "data"));
            command.CommandText = $"copy (select 'T' || i as trip, i % 2 as late, i % 3 as part from range(900) as r(i)) to '{_folder.Root}/data/parts' (format parquet, partition_by (part))";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var added = await _folder.AddAsync("data/parts");
        await using var table = await Table.OpenAsync(_folder.Read, _folder.Root, TestContext.Current.CancellationToken);

        Assert.Equal((900L, 900L), (added.Version.Rows, table.Rows));
        Assert.Contains(table.Columns, c => c.Name == "part");
        Assert.Equal(["data/parts"], added.Version.Files!);
    }

    [Fact]
    public async Task Images_that_a_table_names_belong_to_the_version()
    {
        _folder.Write("data/trips.csv", "trip,late,image\nA,1,img/a.png\nB,0,img/b.png\n");
        _folder.Write("data/img/a.png", ChunkerTests.Noise(40_000, 1));
        _folder.Write("data/img/b.png", ChunkerTests.Noise(90_000, 2));
        _folder.Write("data/img/c.png", ChunkerTests.Noise(10, 3));
        var added = await _folder.AddAsync(new Addition("trips", _folder.Root, ["data/trips.csv"]) { FileColumn = "image" });
        var files = Directory.EnumerateFiles(_folder.CheckOut(added.Version), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal);

        Assert.Equal(2, added.Version.Rows);
        Assert.Equal(["a.png", "b.png", "trips.csv"], files);

        _folder.Write("data/trips.csv", "trip,late,image\nA,1,img/a.png\nB,0,img/z.png\n");
        var missing = await Assert.ThrowsAsync<TableException>(() => _folder.AddAsync(new Addition("trips", _folder.Root, ["data/trips.csv"]) { FileColumn = "image" }));
        Assert.Contains("img/z.png", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_texts_is_files_and_counts_them()
    {
        _folder.Write("data/texts/a.txt", "one");
        _folder.Write("data/texts/deep/b.txt", "two, and a comma\nin three\nlines");
        _folder.Write("data/texts/.hidden", "left out");

        Assert.Equal(2, (await _folder.AddAsync("data/texts")).Version.Rows);
    }

    [Theory]
    [InlineData("data/none.csv", "data/none.csv is not there.")]
    [InlineData("s3://bucket/a.csv", "s3://bucket/a.csv is an address; files are read.")]
    [InlineData("data/ragged.csv", "ragged.csv cannot be read: line 3 has 1 field, the first line has 3.")]
    [InlineData("data/empty.csv", "empty.csv is empty.")]
    public async Task What_cannot_be_read_is_said_and_leaves_no_version(string path, string says)
    {
        _folder.Write("data/ragged.csv", "a,b,c\n1,2,3\n4\n");
        _folder.Write("data/empty.csv", "");

        Assert.Contains(says, (await Assert.ThrowsAsync<TableException>(() => _folder.AddAsync(path))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Root, DatasetManifest.PathOf("trips"))));
    }

    [Fact]
    public async Task Versions_of_two_formats_are_compared_as_tables()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(300));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.jsonl", string.Concat(Enumerable.Range(0, 310).Select(i => $"{{\"trip\": \"T{i:000000}\", \"late\": 1, \"speed\": {i}}}\n")));
        await _folder.AddAsync("data/trips.jsonl");
        using var store = ContentStore.Open(_folder.Root);
        var versions = _folder.Manifest.Versions;
        await using var pair = await TablePair.OpenAsync(_folder.Root, _folder.Read, store, versions[0], versions[1], TestContext.Current.CancellationToken);
        var rows = await pair.RowsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["way", "carrier", "speed"], pair.Columns.Select(c => c.Name));
        Assert.Equal((10L, 0L, 300L), (rows.Added, rows.Removed, rows.Changed!.Value + rows.Same));
    }

    public void Dispose() => _folder.Dispose();
}
