using System.IO.Compression;
using System.Text;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;
using Airworthy.Probes.Versions;

using DuckDB.NET.Data;

namespace Airworthy.Probes.Tests.Versions;

[Trait("Category", "slow")]
public sealed class ForgetTests : IDisposable
{
    private static readonly DateOnly s_asked = new(2026, 1, 6), s_today = new(2026, 1, 9);

    private readonly VersionedFolder _folder = new(VersionedFolder.Contract + "\n  privacy: {personal_data: personal, readers: [team], retention_days: 730, deletion_sla_days: 30}\n");

    [Fact]
    public async Task The_next_version_lacks_the_rows_and_is_else_the_same_byte_for_byte()
    {
        await ThreeVersionsAsync();
        var before = Text("data/trips.csv");
        var forgotten = await ForgetAsync("T000003", "T019999");

        Assert.Equal(("v0004", 19_998L), (forgotten.Version.Id, forgotten.Version.Rows!.Value));
        Assert.Equal(string.Join('\n', before.Split('\n').Where(l => !l.StartsWith("T000003", StringComparison.Ordinal) && !l.StartsWith("T019999", StringComparison.Ordinal))), Text("data/trips.csv"));
        Assert.Equal(["v0001", "v0002", "v0003"], forgotten.Request.Done!.Withdrawn);
        Assert.Equal(2, forgotten.Request.Done.Rows);
        Assert.Equal("v0004", _folder.Manifest.Newest!.Id);
        Assert.All(_folder.Manifest.Versions.Take(3), v => Assert.Equal("deletion request d0001", v.Withdrawn!.Why));
        Assert.Empty(_folder.Verify());
    }

    [Fact]
    public async Task Versions_without_the_rows_stay()
    {
        await ThreeVersionsAsync();
        var forgotten = await ForgetAsync("T015000");

        Assert.Equal(["v0002", "v0003"], forgotten.Request.Done!.Withdrawn);
        Assert.Null(_folder.Manifest["v0001"]!.Withdrawn);
    }

    [Fact]
    public async Task What_only_older_versions_hold_needs_no_new_one()
    {
        await ThreeVersionsAsync();
        _folder.Write("data/trips.csv", VersionedFolder.Trips(2_000, from: 10));
        await _folder.AddAsync("data/trips.csv");
        var forgotten = await ForgetAsync("T000003");

        Assert.False(forgotten.IsNew);
        Assert.Equal(("v0004", 0L), (forgotten.Request.Done!.Version, forgotten.Request.Done.Rows!.Value));
        Assert.Equal(["v0001", "v0002", "v0003"], forgotten.Request.Done.Withdrawn);
    }

    [Fact]
    public async Task After_collecting_no_byte_of_the_rows_is_in_the_store_whatever_other_branches_name()
    {
        await ThreeVersionsAsync();
        var elsewhere = _folder.Manifest.Versions.Select(v => v.Digest).ToList();
        await ForgetAsync("T000003");
        Assert.True(Stored("T000003,"));
        Assert.NotEmpty((await SeenAsync()).Requests.Single().Kept!);

        using (var store = ContentStore.Open(_folder.Root))
        {
            StoreSweep.Remove(store, [_folder.Manifest], elsewhere, TestContext.Current.CancellationToken);
        }

        Assert.False(Stored("T000003,"));
        Assert.True(Stored("T000004,"));
        Assert.Empty(_folder.Verify());
        Assert.Empty((await SeenAsync()).Requests.Single().Kept!);
    }

    [Fact]
    public async Task The_log_holds_no_key_and_nobody_without_the_store_can_try_keys_out()
    {
        await ThreeVersionsAsync();
        await ForgetAsync("T000003");
        var log = Text(DeletionLog.PathOf("trips"));

        Assert.DoesNotContain("T000003", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("T000003"u8))[..12], log, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Path.Combine(_folder.StoreFolder, "forget")).Single()));
        }
    }

    [Theory]
    [InlineData("data/trips.csv", "trip;late\r\n\"T\"\"1\";0\r\nT2;1\r\n\"T\n3\";0\r\nT4;1", "T\"1|T\n3", "trip;late\r\nT2;1\r\nT4;1")]
    [InlineData("data/trips.csv", "\uFEFFtrip,late\n007,0\n7,1\n8,0\n", "007", "\uFEFFtrip,late\n7,1\n8,0\n")]
    [InlineData("data/trips.csv.gz", "trip,late\nA,0\nB,1\n", "A", "trip,late\nB,1\n")]
    [InlineData("data/trips.jsonl", "{\"trip\": \"A\", \"late\": 0}\n{\"late\": 1, \"trip\": \"B\"}\n", "A", "{\"late\": 1, \"trip\": \"B\"}\n")]
    [InlineData("data/trips.jsonl", "{\"trip\": 12, \"late\": 0}\n{\"late\": 1, \"trip\": 13}\n", "13", "{\"trip\": 12, \"late\": 0}\n")]
    public async Task Texts_keep_every_other_record_as_it_is(string path, string text, string keys, string left)
    {
        _folder.Write(path, path.EndsWith(".gz", StringComparison.Ordinal) ? Packed(text) : Encoding.UTF8.GetBytes(text));
        await _folder.AddAsync(path);
        await ForgetAsync(keys.Split('|'));

        Assert.Equal(left, path.EndsWith(".gz", StringComparison.Ordinal) ? Unpacked(path) : Text(path));
    }

    [Fact]
    public async Task A_table_in_Parquet_keeps_its_types_and_a_file_without_the_rows_its_bytes()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "data"));
        await using var engine = new DuckDBConnection("DataSource=:memory:");
        await engine.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = engine.CreateCommand();
        string Full(string name) => Path.Combine(_folder.Root, "data", name);
        command.CommandText = $"""
            copy (select i as trip, cast(i as float) / 3 as way, date '2026-01-01' + cast(i as integer) as day, i % 2 as late from range(1000) as r(i)) to '{Full("a.parquet")}' (format parquet);
            copy (select i as trip, cast(i as float) / 3 as way, date '2026-01-01' + cast(i as integer) as day, i % 2 as late from range(1000, 2000) as r(i)) to '{Full("b.parquet")}' (format parquet);
            """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var other = await File.ReadAllBytesAsync(Full("b.parquet"), TestContext.Current.CancellationToken);
        await _folder.AddAsync("data");
        await ForgetAsync("17");

        Assert.Equal(other, await File.ReadAllBytesAsync(Full("b.parquet"), TestContext.Current.CancellationToken));
        command.CommandText = $"select count(*), min(typeof(trip)), min(typeof(way)), min(typeof(day)), count(case when trip = 17 then 1 end) from '{Full("a.parquet")}'";
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal((999L, "BIGINT", "FLOAT", "DATE", 0L), (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4)));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_changes_nothing()
    {
        await ThreeVersionsAsync();
        var manifest = Text(DatasetManifest.PathOf("trips"));
        Assert.Contains("none of 3 versions of trips that can be read has this key in trip", (await Assert.ThrowsAsync<NoSuchKeyException>(() => ForgetAsync("nobody"))).Message, StringComparison.Ordinal);
        Assert.Contains("has no column name", (await Assert.ThrowsAsync<Airworthy.Data.TableException>(() => ForgetByAsync("name", "x"))).Message, StringComparison.Ordinal);

        _folder.Write("data/trips.csv", Text("data/trips.csv").Replace("T000009,", "T999999,", StringComparison.Ordinal));
        Assert.Contains("data/trips.csv holds 1 such rows and is as no version has it", (await Assert.ThrowsAsync<StoreException>(() => ForgetAsync("T000003"))).Message, StringComparison.Ordinal);
        Assert.Equal(manifest, Text(DatasetManifest.PathOf("trips")));
        Assert.False(File.Exists(Path.Combine(_folder.Root, DeletionLog.PathOf("trips"))));
    }

    [Fact]
    public async Task Deleted_rows_do_not_come_back_by_adding()
    {
        await ThreeVersionsAsync();
        var old = Text("data/trips.csv");
        await ForgetAsync("T000003");

        _folder.Write("data/trips.csv", old);
        Assert.Contains("this is v0003 again, which ana withdrew on 2026-01-09: deletion request d0001", (await Assert.ThrowsAsync<StoreException>(() => _folder.AddAsync("data/trips.csv"))).Message, StringComparison.Ordinal);
        _folder.Write("data/trips.csv", old + "T999999,1.5,a,0\n");
        Assert.Contains("data/trips.csv holds 1 rows that were deleted on request (d0001) by trip", (await Assert.ThrowsAsync<StoreException>(() => _folder.AddAsync("data/trips.csv"))).Message, StringComparison.Ordinal);
        Assert.Equal("v0004", _folder.Manifest.Versions[^1].Id);
    }

    [Fact]
    public async Task An_honest_deletion_is_met_and_a_manifest_that_is_put_back_is_seen()
    {
        await ThreeVersionsAsync();
        var manifest = Text(DatasetManifest.PathOf("trips"));
        Assert.Equal(Answer.Unknown, Judged(await SeenAsync()).Answer);
        await ForgetAsync("T000003");
        var seen = await SeenAsync();
        Assert.Equal((0L, 1L), (seen.Requests.Single().Still!.Value, seen.Requests.Single().Rows));
        Assert.Equal(Answer.Met, Judged(seen).Answer);

        _folder.Write(DatasetManifest.PathOf("trips"), manifest);
        var lie = Judged(await SeenAsync());
        Assert.Equal(Answer.Unmet, lie.Answer);
        Assert.StartsWith("1 row with a key of d0001, done on 2026-01-09, is in the data again.", lie.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_secret_nobody_can_tell_and_it_says_so()
    {
        await ThreeVersionsAsync();
        await ForgetAsync("T000003");
        Directory.Delete(Path.Combine(_folder.StoreFolder, "forget"), recursive: true);
        var verdict = Judged(await SeenAsync());

        Assert.Equal(Answer.Unknown, verdict.Answer);
        Assert.Contains(".airworthy/store/data/forget", verdict.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_after_the_log_or_after_the_manifest_is_brought_to_its_end_by_asking_again()
    {
        await ThreeVersionsAsync();
        var (manifest, table) = (Text(DatasetManifest.PathOf("trips")), Text("data/trips.csv"));
        var whole = await ForgetAsync("T000003");
        var open = DeletionLogText.Write(new DeletionLog { Dataset = "trips", Requests = [whole.Request with { Done = null }] });
        var (after, without) = (Text(DatasetManifest.PathOf("trips")), Text("data/trips.csv"));

        _folder.Write(DeletionLog.PathOf("trips"), open);
        _folder.Write("data/trips.csv", table);
        var second = await ForgetAsync("T000003");
        Assert.Equal(whole.Request.Done!.Withdrawn, second.Request.Done!.Withdrawn);
        Assert.Equal((whole.Request.Done.Version, whole.Request.Done.Rows), (second.Request.Done.Version, second.Request.Done.Rows));
        Assert.Equal((after, without), (Text(DatasetManifest.PathOf("trips")), Text("data/trips.csv")));

        _folder.Write(DeletionLog.PathOf("trips"), open);
        _folder.Write(DatasetManifest.PathOf("trips"), manifest);
        _folder.Write("data/trips.csv", table);
        var first = await ForgetAsync("T000003");
        Assert.Equal("v0004", first.Version.Id);
        Assert.Equal((after, without), (Text(DatasetManifest.PathOf("trips")), Text("data/trips.csv")));
        Assert.Single(new DeletionFiles(_folder.Root).Read("trips").Log!.Requests);
    }

    private async Task ThreeVersionsAsync()
    {
        foreach (var rows in (int[])[5_000, 18_000, 20_000])
        {
            _folder.Write("data/trips.csv", VersionedFolder.Trips(rows));
            await _folder.AddAsync("data/trips.csv");
        }
    }

    private Task<Forgotten> ForgetAsync(params string[] keys) => ForgetByAsync("trip", keys);

    private async Task<Forgotten> ForgetByAsync(string column, params string[] keys)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var store = ContentStore.Open(_folder.Root);
        using var turn = await store.TakeTurnAsync(() => { }, cancel);
        var forget = new Forget(_folder.Root, _folder.Read, store);
        return await forget.DoAsync(await forget.LookAsync(new ForgetWish("trips", column, keys, s_asked, "ana", "letter 4711"), cancel), s_today, cancel);
    }

    private async Task<Deletions> SeenAsync()
    {
        var around = new Surroundings { Root = _folder.Root, Contract = _folder.Read with { AsOf = s_today }, Clock = TimeProvider.System };
        return Assert.IsType<Sighting<Deletions>.Seen>(await new DeletionsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private Verdict Judged(Deletions seen) => new PrivacyControls.Delete().Judge(_folder.Read, seen);

    private string Text(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(_folder.Root, path)));

    private bool Stored(string text) => Directory.EnumerateFiles(_folder.StoreFolder, "*", SearchOption.AllDirectories).Any(f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static byte[] Packed(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private string Unpacked(string path)
    {
        using var zip = new GZipStream(File.OpenRead(Path.Combine(_folder.Root, path)), CompressionMode.Decompress);
        using var text = new StreamReader(zip);
        return text.ReadToEnd();
    }

    public void Dispose() => _folder.Dispose();
}
