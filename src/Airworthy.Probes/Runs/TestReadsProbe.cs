using Airworthy.Core.Observations;
using Airworthy.Data.Records;

namespace Airworthy.Probes.Runs;

/// <summary>
/// Counts the reads of test in the ledger since the model generation began: since the newest sealed release, or since test holds the rows it holds
/// now. Of folds, the first stands for all.
/// </summary>
public sealed class TestReadsProbe : IProbe<TestReads>
{
    private const int Shown = 5;

    public async Task<Sighting<TestReads>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var ever = TestReadLedger.Of(around.Records).ToList();
        if (ever.Count == 0)
        {
            return new TestReads(0, 0, "there is a ledger", []);
        }

        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains("test"))
        {
            return new Sighting<TestReads>.NotSeen(table.WhyNoSplits ?? "The contract declares no test split.", "Set data.split in airworthy.yaml.");
        }

        var (_, digest) = await table.DigestAsync("test", cancel);
        var sealedAt = SealedReleases.Newest(around.Root);
        var reads = ever.Where(r => TestReadLedger.IsOf(r, digest) && !(r.At <= sealedAt?.At)).OrderByDescending(r => r.At).ToList();
        return new TestReads(reads.Count, ever.Count, sealedAt is { } release ? $"the release {release.Name} was sealed on {release.At:yyyy-MM-dd}" : "test has held these rows",
            [.. reads.Take(Shown).Select(r => new TestRead(DateOnly.FromDateTime(r.At.UtcDateTime), r.By.Run, r.By.Id))]);
    }
}
