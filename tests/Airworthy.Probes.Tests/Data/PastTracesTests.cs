using System.Globalization;

using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;
using Airworthy.Probes.Data;
using Airworthy.Probes.Tests.Versions;

namespace Airworthy.Probes.Tests.Data;

[Trait("Category", "slow")]
public sealed class PastTracesTests : IDisposable
{
    private readonly VersionedFolder _folder = new(VersionedFolder.Contract + "\n  privacy: {personal_data: none}\n");

    [Fact]
    public async Task What_an_earlier_version_holds_is_found_and_an_honest_history_raises_no_alarm()
    {
        await AddAsync(i => $"box {i % 7}");
        await AddAsync(i => $"box {i % 8}");
        var honest = await LookAsync();
        Assert.Equal(["v0001"], honest.Versions);
        Assert.Equal((Answer.Met, ""), (Judge(honest).Answer, string.Join(' ', Judge(honest).Concerns)));

        await AddAsync(i => $"person{i}@example.com");
        await AddAsync(i => $"box {i % 9}");
        var verdict = Judge(await LookAsync());

        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("100.0 % of remark in v0003 are e-mail addresses", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_read_once_and_a_memory_that_was_edited_is_not_believed()
    {
        await AddAsync(i => $"person{i}@example.com");
        await AddAsync(i => $"box {i % 9}");
        Assert.Equal(Answer.Unmet, Judge(await LookAsync()).Answer);

        // Without the packs nothing can be read, so what is said now was remembered.
        var packs = Path.Combine(_folder.StoreFolder, "packs");
        var memory = Directory.GetFiles(Path.Combine(_folder.StoreFolder, "scans")).Single();
        var written = File.GetLastWriteTimeUtc(memory);
        Assert.Equal(Answer.Unmet, Judge(await LookAsync()).Answer);
        Assert.Equal(written, File.GetLastWriteTimeUtc(memory));
        Assert.DoesNotContain("@example.com", File.ReadAllText(memory), StringComparison.Ordinal);

        File.WriteAllText(memory, File.ReadAllText(memory).Replace("\"In\"", "\"In \"", StringComparison.Ordinal));
        Assert.Equal(Answer.Unmet, Judge(await LookAsync()).Answer);
        Assert.True(Directory.Exists(packs));
    }

    [Fact]
    public async Task A_version_that_is_not_here_is_named()
    {
        await AddAsync(i => $"person{i}@example.com");
        await AddAsync(i => $"box {i % 9}");
        Directory.Delete(Path.Combine(_folder.StoreFolder, "packs"), recursive: true);
        var verdict = Judge(await LookAsync());

        Assert.Equal(Answer.Met, verdict.Answer);
        Assert.Contains("Not read were earlier versions: v0001 (it is not in the store here).", verdict.Concerns);
    }

    [Fact]
    public async Task What_was_withdrawn_is_not_read()
    {
        await AddAsync(i => $"person{i}@example.com");
        await AddAsync(i => $"box {i % 9}");
        var manifest = _folder.Manifest;
        new Airworthy.Data.Versions.ManifestFiles(_folder.Root).Write(manifest with
        {
            Versions = [manifest.Versions[0] with { Withdrawn = new() { On = new DateOnly(2026, 1, 6), By = "ana", Why = "addresses" } }, manifest.Versions[1]],
        });

        Assert.Equal(Answer.Met, Judge(await LookAsync()).Answer);
    }

    private async Task AddAsync(Func<int, string> remark)
    {
        _folder.Write("data/trips.csv", "trip,remark,late\n" + string.Concat(Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"T{i:000},{remark(i)},{i % 2}\n"))));
        await _folder.AddAsync("data/trips.csv");
    }

    private async Task<PersonalTraces> LookAsync()
    {
        await using var around = new Surroundings { Root = _folder.Root, Contract = _folder.Read, Clock = TimeProvider.System };
        return Assert.IsType<Sighting<PersonalTraces>.Seen>(await new PersonalTracesProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private Verdict Judge(PersonalTraces seen) => new PrivacyControls.Scan().Judge(_folder.Read, seen);

    public void Dispose() => _folder.Dispose();
}
