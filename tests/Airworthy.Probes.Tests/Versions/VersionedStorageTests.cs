using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Probes.Versions;

namespace Airworthy.Probes.Tests.Versions;

[Trait("Category", "slow")]
public sealed class VersionedStorageTests : IDisposable
{
    private readonly VersionedFolder _folder = new(VersionedFolder.Contract + "\n  storage: {data: .airworthy/store, models: registry, annotations: docs/labels.md}\n");

    [Fact]
    public async Task Every_past_version_gets_its_turn_and_a_day_has_one()
    {
        await VersionsAsync(4);
        var days = Enumerable.Range(0, 40).Select(i => new DateOnly(2026, 3, 1).AddDays(i)).ToList();
        var fetched = new List<string>();
        foreach (var day in days)
        {
            var seen = await FetchAsync(day);
            Assert.Equal(seen, await FetchAsync(day) with { Seconds = seen.Seconds });
            fetched.Add(seen.Id);
        }

        Assert.Equal(["v0001", "v0002", "v0003"], fetched.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_past_version_that_lost_a_bit_is_unmet_and_the_file_is_named()
    {
        await VersionsAsync(2);
        Assert.Equal(Answer.Met, new VersionedStorage.Fetch().Judge(_folder.Read, await FetchAsync(new DateOnly(2026, 3, 1))).Answer);
        foreach (var pack in Directory.GetFiles(_folder.StoreFolder, "*.pack", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(pack);
            bytes[100] ^= 4;
            File.WriteAllBytes(pack, bytes);
        }

        var verdict = new VersionedStorage.Fetch().Judge(_folder.Read, await FetchAsync(new DateOnly(2026, 3, 1)));
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("data/trips.csv, chunk 1 of 1", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_on_this_machine_nothing_is_said()
    {
        await VersionsAsync(2);
        Directory.Delete(_folder.StoreFolder, recursive: true);
        await using var around = Around(new DateOnly(2026, 3, 1));

        Assert.IsType<Sighting<FetchedVersion>.NotSeen>(await new FetchedVersionProbe().LookAsync(around, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, Answer.Unmet, "has no entry about it")]
    [InlineData("## v0002\n\nA recount in December.\n", Answer.Unmet, "does not say so")]
    [InlineData("## v0002\n\n15 labels after a recount.\n", Answer.Unmet, "it says 15")]
    [InlineData("## v0003\n\n14 labels after a recount.\n", Answer.Unmet, "has no entry about it")]
    [InlineData("## v0002\n\n14 labels after a recount of v0001.\n", Answer.Met, "14 labels in all")]
    [InlineData("- v0001: 14\n- v0002 (2026-02-14): 9\n", Answer.Unmet, "does not say so")]
    [InlineData("| v0002 | 2026-02-03 | 14 | recount |\n| v0003 | 2026-02-04 | 2 | |\n", Answer.Met, "1 steps were counted again")]
    public async Task A_change_of_labels_needs_an_entry_with_its_number(string? log, Answer expected, string says)
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000, flipped: 14));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        await _folder.AddAsync("data/trips.csv");
        if (log is not null)
        {
            _folder.Write("docs/labels.md", log);
        }

        var verdict = await LabelsAsync();
        Assert.Equal(expected, verdict.Answer);
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_hides_a_change_of_labels_is_found_out()
    {
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000, flipped: 14));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write("data/trips.csv", VersionedFolder.Trips(1_000));
        await _folder.AddAsync("data/trips.csv");
        _folder.Write(DatasetManifest.PathOf("trips"), DatasetManifestText.Write(_folder.Manifest).Replace("changed: 14", "changed: 0", StringComparison.Ordinal));

        Assert.Contains("v0002 changed 14 labels and added 0, and its manifest says 0 and 0.", (await LabelsAsync()).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_label_changed_no_entry_is_asked_for()
    {
        await VersionsAsync(3);

        var verdict = await LabelsAsync();
        Assert.Equal((Answer.Met, "No label of any id changed in 2 steps between versions; 2 counted again from the rows."), (verdict.Answer, verdict.Says));
    }

    private async Task VersionsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _folder.Write("data/trips.csv", VersionedFolder.Trips(300 + (10 * i)));
            await _folder.AddAsync("data/trips.csv");
        }
    }

    private async Task<FetchedVersion> FetchAsync(DateOnly day)
    {
        await using var around = Around(day);
        return Assert.IsType<Sighting<FetchedVersion>.Seen>(await new FetchedVersionProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private async Task<Verdict> LabelsAsync()
    {
        await using var around = Around(new DateOnly(2026, 3, 1));
        var seen = Assert.IsType<Sighting<LabelRevisions>.Seen>(await new LabelRevisionsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
        return new VersionedStorage.Labels().Judge(_folder.Read, seen);
    }

    private Surroundings Around(DateOnly day) => new()
    {
        Root = _folder.Root,
        Contract = _folder.Read with { AsOf = day },
        Clock = TimeProvider.System,
        Variable = _ => null,
    };

    public void Dispose() => _folder.Dispose();
}
