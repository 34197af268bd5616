using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;
using Airworthy.Data.Versions.Buckets;

namespace Airworthy.Probes.Versions;

/// <summary>Fetches one past version from the store, another one each day, and computes its digest again.</summary>
public sealed class FetchedVersionProbe : IProbe<FetchedVersion>
{
    /// <summary>Bytes; of a larger version a sample of its chunks is read.</summary>
    public const long Large = 500_000_000;

    /// <summary>Chunks that are read of a large version: one bad in a thousand is missed with probability 0.999⁴⁰⁰⁰ = 2 %.</summary>
    public const int Sampled = 4_000;

    public Task<Sighting<FetchedVersion>> LookAsync(Surroundings around, CancellationToken cancel) => Task.Run(() => Look(around, cancel), cancel);

    private static Sighting<FetchedVersion> Look(Surroundings around, CancellationToken cancel)
    {
        if (around.Contract.Data?.Dataset is not { } dataset)
        {
            return new Sighting<FetchedVersion>.NotSeen("The contract names no dataset.", "Set data.dataset in airworthy.yaml, and run `airworthy data add`.");
        }

        var reading = new ManifestFiles(around.Root).Read(dataset);
        if (reading.Manifest?.Newest is not { } newest)
        {
            return new Sighting<FetchedVersion>.NotSeen(reading.Problems.Count > 0 ? $"The versions of {dataset} cannot be read: {reading.Problems[0]}" : $"{dataset} has no version yet.",
                reading.Problems.Count > 0 ? "Mend the manifest; git has its earlier states." : $"Run `airworthy data add {dataset} PATH`.");
        }

        using var store = ContentStore.Open(around.Root, around.Contract);
        if (!store.Exists && !store.HasBucket)
        {
            return new Sighting<FetchedVersion>.NotSeen("There is no store on this machine, so nothing could be fetched.", "Bring .airworthy/store/data from a machine that has it, or run the check there.");
        }

        // Seeded by the day, so that a second run of the day looks at the same version and the days go through all of them.
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{dataset} {around.Today:yyyy-MM-dd}"))));
        var past = reading.Manifest.Standing.Where(v => v.Digest != newest.Digest).ToList();
        var version = past.Count == 0 ? newest : past[random.Next(past.Count)];
        var watch = Stopwatch.StartNew();
        try
        {
            return Fetch(store, version, random, cancel) with
            {
                Dataset = dataset,
                IsNewest = past.Count == 0,
                Versions = reading.Manifest.Standing.Count(),
                Seconds = watch.Elapsed.TotalSeconds,
            };
        }
        catch (BucketException e)
        {
            return new Sighting<FetchedVersion>.NotSeen($"{version.Id} of {dataset} could not be fetched: {e.Message}.", $"{e.Next.TrimEnd('.')}.");
        }
    }

    private static FetchedVersion Fetch(ContentStore store, DatasetVersion version, Random random, CancellationToken cancel)
    {
        var fetched = new FetchedVersion("", version.Id, version.Bytes ?? 0, 0, 0);
        VersionTree tree;
        try
        {
            tree = VersionFiles.Tree(store, version.Digest);
        }
        catch (StoreException e) when (e is not BucketException)
        {
            return fetched with { Problem = $"its list of files: {e.Message}" };
        }

        var chunks = tree.Entries.SelectMany(e => e.Chunks.Select((c, i) => (e.Path, At: i, Of: e.Chunks.Count, c.Id))).ToList();
        if (tree.Bytes > Large && chunks.Count > Sampled)
        {
            var drawn = chunks.ToArray();
            random.Shuffle(drawn);
            var missing = chunks.FirstOrDefault(c => !store.Bring(c.Id));
            chunks = missing.Path is null ? [.. drawn.Take(Sampled)] : [missing];
        }

        fetched = fetched with { Chunks = tree.Entries.Sum(e => e.Chunks.Count), Read = chunks.Count };
        foreach (var chunk in chunks)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                store.Read(chunk.Id);
            }
            catch (StoreException e) when (e is not BucketException)
            {
                return fetched with { Problem = $"{chunk.Path}, chunk {chunk.At + 1} of {chunk.Of}: {e.Message}" };
            }
        }

        return tree.Bytes == version.Bytes ? fetched : fetched with { Problem = $"its files have {tree.Bytes} bytes, the manifest says {version.Bytes}" };
    }
}
