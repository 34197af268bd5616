using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Compares the splits as they are now with what <c>airworthy data split</c> recorded of them.</summary>
public static class RecordedSplit
{
    /// <summary>The manifest of a table's splits; null when there is none that can be read.</summary>
    public static async Task<SplitManifest?> ReadAsync(string root, Table table, CancellationToken cancel)
    {
        var path = SplitManifest.PathOf(table.Contract);
        var full = Path.Combine(root, path);
        return File.Exists(full) && new FileInfo(full).Length <= YamlText.MaxLength
            ? SplitManifestText.Read(await File.ReadAllTextAsync(full, cancel), path).Manifest
            : null;
    }

    /// <summary>The splits that hold other rows than were recorded. Of folds the one that is being read is compared.</summary>
    public static async Task<IReadOnlyList<ChangedSplit>> ChangedAsync(string root, Table table, CancellationToken cancel)
    {
        if (await ReadAsync(root, table, cancel) is not { } manifest)
        {
            return [];
        }

        var path = SplitManifest.PathOf(table.Contract);
        if (table.Contract.Data?.Split is { Nested: not null } nested)
        {
            var fold = await table.FoldAsync(cancel);
            var known = manifest.Folds is { } folds && folds.Count >= nested.Fold ? folds[nested.Fold - 1] : null;
            return known?.Digest == fold.Digest ? [] : [new ChangedSplit($"fold {nested.Fold}", known?.Train + known?.Dev + known?.Test, (fold.Train + fold.Dev + fold.Test) ?? 0, path)];
        }

        var changed = new List<ChangedSplit>();
        foreach (var split in table.Splits)
        {
            var (rows, digest) = await table.DigestAsync(split, cancel);
            var known = manifest.Splits?.GetValueOrDefault(split);
            if (known?.Digest != digest)
            {
                changed.Add(new ChangedSplit(split, known?.Rows, rows, path));
            }
        }

        return changed;
    }
}
