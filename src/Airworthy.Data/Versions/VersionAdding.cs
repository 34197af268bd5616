using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;

namespace Airworthy.Data.Versions;

/// <summary>What shall become a version.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="From">The folder that the paths are meant from.</param>
/// <param name="Paths">Files, patterns and folders.</param>
public sealed record Addition(string Dataset, string From, IReadOnlyList<string> Paths)
{
    /// <summary>Where the data came from, when the paths do not tell.</summary>
    public string? Source { get; init; }

    /// <summary>How text files are read.</summary>
    public TextForm? Read { get; init; }

    /// <summary>The column whose values name files that belong to the version, such as images.</summary>
    public string? FileColumn { get; init; }

    /// <summary>Told what is done and how many bytes of it since the last call.</summary>
    public Action<string, long> Progress { get; init; } = (_, _) => { };

    /// <summary>Called once when another process writes to the store.</summary>
    public Action Waiting { get; init; } = () => { };
}

/// <summary>What came of it.</summary>
/// <param name="Version">The new version, or the newest one when the content is that of it.</param>
/// <param name="IsNew">Whether a version was made.</param>
/// <param name="Stored">Bytes of chunks that the store did not have.</param>
/// <param name="SameAs">An older version with the same digest.</param>
/// <param name="WhyNoLabels">Why labels were not compared with the parent's, where a person could change that.</param>
public sealed record Added(DatasetVersion Version, bool IsNew, long Stored, string? SameAs, LabelDifference? Labels, string? WhyNoLabels);

/// <summary>Makes versions.</summary>
public static class VersionAdding
{
    /// <summary>Stores the files of a version and writes it into the manifest, last: before that nothing of it is visible.</summary>
    /// <exception cref="TableException">A file cannot be read.</exception>
    /// <exception cref="StoreException">The manifest cannot be read, or a file changed while it was read.</exception>
    public static async Task<Added> AddAsync(string root, ProjectContract contract, Addition wanted, TimeProvider clock, CancellationToken cancel)
    {
        var files = NamedFiles.Of(root, wanted.From, wanted.Paths).ToList();
        var before = files.ToDictionary(f => f.Full, Stamp);
        var tables = files.Where(f => f.Kind == EntryKind.Table).ToList();
        wanted.Progress("counting rows", 0);
        var rows = tables.Count == 0 ? files.Count : await Table.CountAsync([.. tables.Select(t => t.Full)], wanted.Read, cancel);
        if (wanted.FileColumn is { } column)
        {
            foreach (var table in tables)
            {
                files.AddRange((await Table.ValuesAsync(table.Full, column, wanted.Read, cancel)).Select(name => NamedFiles.Beside(root, table, name)));
            }

            files = [.. files.DistinctBy(f => f.Path)];
            files.ForEach(f => before.TryAdd(f.Full, Stamp(f)));
        }

        using var store = ContentStore.Open(root, contract);
        using var turn = await store.TakeTurnAsync(wanted.Waiting, cancel);
        var manifests = new ManifestFiles(root);
        var reading = manifests.Read(wanted.Dataset);
        if (reading.Problems.Count > 0)
        {
            throw new StoreException(reading.Problems[0].ToString(), "Mend the manifest first; git has its earlier states.");
        }

        var manifest = reading.Manifest ?? new DatasetManifest { Dataset = wanted.Dataset };
        BringParent(store, manifest.Newest, cancel);
        using var writer = new PackWriter(store.Packs);
        var fresh = new HashSet<ChunkId>();
        void Keep(ChunkId id, ReadOnlySpan<byte> bytes)
        {
            if (!store.Has(id) && fresh.Add(id))
            {
                writer.Add(id, bytes);
            }
        }

        var tree = VersionTree.Of([.. files.Select(f => new TreeEntry(f.Path, f.Kind, FileChunks.Of(f.Full, Keep, read => wanted.Progress(f.Path, read), cancel)))]);
        if (files.FirstOrDefault(f => Stamp(f) != before[f.Full]) is { } moved)
        {
            throw new StoreException($"{moved.Path} changed while it was read", "Wait until whoever writes it is done, and run the command again.");
        }

        var text = tree.Write();
        var digest = ChunkId.Of(text);
        if (manifest.WithdrawnDigests.Contains(digest.ToString()))
        {
            var back = manifest.Versions.Last(v => v.Digest == digest.ToString());
            throw new StoreException($"this is {back.Id} again, which {back.Withdrawn!.By} withdrew on {back.Withdrawn.On:yyyy-MM-dd}: {back.Withdrawn.Why}", "Take the rows out where the data come from, and add the files again.");
        }

        await new Forget(root, contract, store).RefuseReturningAsync(wanted.Dataset, tables, wanted.Read, cancel);
        if (manifest.Versions.LastOrDefault(v => v.Digest == digest.ToString()) is { } known && (known == manifest.Newest || !store.Has(digest)))
        {
            // The version is known; a store that lacks it, as in a fresh clone, has it from here on.
            Keep(digest, text);
            writer.Finish();
            return new Added(known, IsNew: false, writer.Written, null, null, null);
        }

        if (manifest.Newest is { } newest && fresh.Count == 0 && IsSameContent(store, newest, tree))
        {
            return new Added(newest, IsNew: false, 0, null, null, null);
        }

        Keep(digest, text);
        writer.Finish();
        store.Learn(writer);

        var version = new DatasetVersion
        {
            Id = manifest.NextId,
            Digest = digest.ToString(),
            Rows = rows,
            Bytes = tree.Bytes,
            Made = contract.AsOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
            From = new VersionOrigin { Source = wanted.Source ?? string.Join(", ", wanted.Paths), Parent = manifest.Newest?.Id },
            Files = Inside(root, wanted),
            Read = wanted.Read,
        };
        var (labels, why) = await LabelsAsync(root, contract, store, manifest, version, tree, cancel);
        if (labels is not null)
        {
            version = version with
            {
                Labels = new LabelRevision
                {
                    Changed = labels.Changed,
                    Added = labels.Added,
                    Log = (labels.Changed > 0 || labels.Added > 0) && contract.Data?.Storage?.Annotations is { } log && Core.Reading.Binding.IsInside(log) ? $"{log}#{version.Id}" : null,
                },
            };
        }

        cancel.ThrowIfCancellationRequested();
        manifests.Write(manifest with { Versions = [.. manifest.Versions, version] });
        return new Added(version, IsNew: true, writer.Written, manifest.Versions.LastOrDefault(v => v.Digest == version.Digest)?.Id, labels, why);
    }

    private static async Task<(LabelDifference? Labels, string? Why)> LabelsAsync(string root, ProjectContract contract, ContentStore store, DatasetManifest manifest, DatasetVersion version, VersionTree tree, CancellationToken cancel)
    {
        if (manifest.Newest is not { } parent || contract.Data is not { } data || data.Dataset != manifest.Dataset)
        {
            return (null, manifest.Newest is null ? null : $"data.dataset in airworthy.yaml is not {manifest.Dataset}, so its labels are not known.");
        }

        if (data.Label is null || data.Id is null)
        {
            return (null, $"data.{(data.Label is null ? "label" : "id")} in airworthy.yaml is not set, so labels cannot be compared row by row.");
        }

        try
        {
            await using var both = await TablePair.OpenAsync(root, contract, store, parent, version, cancel);
            return (await both.LabelsAsync(cancel), null);
        }
        catch (StoreException e)
        {
            return (null, $"{parent.Id} cannot be fetched, so labels were not compared: {e.Message}.");
        }
        catch (TableException e)
        {
            return (null, $"Labels were not compared: {e.Message}");
        }
    }

    /// <summary>Fetches the newest version where a bucket has it, so that a fresh clone stores only what is new as well.</summary>
    private static void BringParent(ContentStore store, DatasetVersion? parent, CancellationToken cancel)
    {
        try
        {
            if (store.HasBucket && parent is not null)
            {
                VersionFiles.Bring(store, parent, null, cancel);
            }
        }
        catch (StoreException)
        {
            // Without the bucket the version is stored whole; who collects later removes what is there twice.
        }
    }

    private static bool IsSameContent(ContentStore store, DatasetVersion newest, VersionTree tree)
    {
        try
        {
            return VersionFiles.Tree(store, newest.Digest).Content() == tree.Content();
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>The paths as words of the project; null when one lies outside.</summary>
    private static List<string>? Inside(string root, Addition wanted)
    {
        var paths = wanted.Paths.Select(p => Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(wanted.From, p))).Replace(Path.DirectorySeparatorChar, '/')).ToList();
        return wanted.FileColumn is null && paths.TrueForAll(p => p != "." && Core.Reading.Binding.IsInside(p)) ? paths : null;
    }

    private static (long, DateTime) Stamp(NamedFile file) => new FileInfo(file.Full) is var info && info.Exists ? (info.Length, info.LastWriteTimeUtc) : default;
}
