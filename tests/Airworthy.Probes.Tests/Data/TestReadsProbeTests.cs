using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Data.Records;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Data;

public sealed class TestReadsProbeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("airworthy-");

    public TestReadsProbeTests() => File.WriteAllText(Path.Combine(_folder.FullName, "rows.csv"), "id,part\n1,train\n2,dev\n3,test\n4,test\n");

    [Fact]
    public async Task Reads_of_the_rows_that_test_holds_now_are_counted_and_others_only_as_ever()
    {
        var now = await DigestAsync();
        var seen = await SeeAsync(Read(now, 1, "a"), Read("sha256:other", 2, "b"), Read(now, 3, "c"), Read(now, 4, null));

        Assert.Equal((3, 4, "test has held these rows"), (seen.Reads, seen.Ever, seen.Since));
        Assert.Equal([null, "c", "a"], seen.Newest.Select(r => r.Run));
        Assert.Equal(new DateOnly(2026, 2, 4), seen.Newest[0].On);
    }

    [Fact]
    public async Task A_sealed_release_begins_a_new_generation()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, ".airworthy", "releases"));
        File.WriteAllText(Path.Combine(_folder.FullName, ".airworthy", "releases", "late-16.yaml"), "gate: {pause: P4, at: 2026-01-01T09:00:00Z}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, ".airworthy", "releases", "late-17.yaml"), "gate: {pause: P4, at: 2026-02-02T09:00:00Z}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, ".airworthy", "releases", "broken.yaml"), "gate: {at: soon\n");
        var now = await DigestAsync();

        var seen = await SeeAsync(Read(now, 1, "a"), Read(now, 2, "b"), Read(now, 3, "c"));

        Assert.Equal((1, 3), (seen.Reads, seen.Ever));
        Assert.Contains("late-17 was sealed on 2026-02-02", seen.Since, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ledger_nothing_was_counted() => Assert.Equal((0, 0), await SeeAsync() is var seen ? (seen.Reads, seen.Ever) : default);

    [Fact]
    public async Task Reads_are_records_that_are_chained_and_whole()
    {
        var store = new RecordStore(_folder.FullName);
        await store.AppendAsync("local-1", [Read("sha256:a", 1, "a")], TestContext.Current.CancellationToken);
        await store.AppendAsync("local-1", [Read("sha256:a", 2, "b")], TestContext.Current.CancellationToken);

        var lines = Assert.Single(store.Lines()).Value;
        Assert.Empty(History.Problems("local-1.jsonl", lines));
        Assert.NotEmpty(History.Problems("local-1.jsonl", [lines[1]])); // a read that was taken out leaves a gap
        Assert.Equal(["a", "b"], TestReadLedger.Of(store.Read()).Select(r => r.By.Run));
    }

    // Noon of the second day is after the release of that day.
    private static CheckRecord Read(string digest, int day, string? run) => TestReadLedger.Entry(new Writer(WriterKind.Person, "local-1"), run, 2, digest, new DateTimeOffset(2026, 2, day, day == 2 ? 8 : 12, 0, 0, TimeSpan.Zero));

    private async Task<string> DigestAsync()
    {
        await using var around = Around();
        return (await (await around.TableAsync(TestContext.Current.CancellationToken)).DigestAsync("test", TestContext.Current.CancellationToken)).Digest;
    }

    private async Task<TestReads> SeeAsync(params CheckRecord[] records)
    {
        await using var around = Around(records);
        return Assert.IsType<Sighting<TestReads>.Seen>(await new TestReadsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private Surroundings Around(params CheckRecord[] records) => new()
    {
        Root = _folder.FullName,
        Contract = ContractReader.Read("airworthy: 1\nproject: small\ndata: {files: [rows.csv], id: id, split: {method: given, column: part}}\n", ContractReader.FileName).Contract!,
        Clock = TimeProvider.System,
        Records = records,
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
