using System.Text.RegularExpressions;

using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Data.Versions;

namespace Airworthy.Probes.Versions;

/// <summary>Compares the labels of neighbouring versions again, and looks for an entry about each change in the log.</summary>
public sealed partial class LabelRevisionsProbe : IProbe<LabelRevisions>
{
    /// <summary>Pairs of neighbours that are compared row by row, newest first; of older ones the manifest's counts are taken.</summary>
    public const int Compared = 3;

    private const int MostBytes = 2_000_000;

    public TimeSpan Patience => TimeSpan.FromMinutes(5);

    public bool IsCostly => true;

    public async Task<Sighting<LabelRevisions>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var data = around.Contract.Data;
        if (data?.Dataset is not { } dataset)
        {
            return new Sighting<LabelRevisions>.NotSeen("The contract names no dataset.", "Set data.dataset in airworthy.yaml, and run `airworthy data add`.");
        }

        if (data.Label is null || data.Id is null)
        {
            return new Sighting<LabelRevisions>.NotSeen($"data.{(data.Label is null ? "label" : "id")} is not set, so labels of versions cannot be compared row by row.", "Set data.label and data.id in airworthy.yaml.");
        }

        var reading = new ManifestFiles(around.Root).Read(dataset);
        if (reading.Manifest is not { Versions.Count: > 0 } manifest)
        {
            return new Sighting<LabelRevisions>.NotSeen(reading.Problems.Count > 0 ? $"The versions of {dataset} cannot be read: {reading.Problems[0]}" : $"{dataset} has no version yet.",
                reading.Problems.Count > 0 ? "Mend the manifest; git has its earlier states." : $"Run `airworthy data add {dataset} PATH`.");
        }

        var log = data.Storage?.Annotations is { } path && Binding.IsInside(path) && File.Exists(Path.Combine(around.Root, path)) ? path : null;
        var text = log is null || new FileInfo(Path.Combine(around.Root, log)).Length > MostBytes ? "" : await File.ReadAllTextAsync(Path.Combine(around.Root, log), cancel);
        using var store = ContentStore.Open(around.Root, around.Contract);
        var steps = new List<LabelStep>();
        foreach (var version in manifest.Versions.Where(v => v.From?.Parent is not null).Reverse())
        {
            // Of a version that was withdrawn the rows are gone, and the manifest's counts remain.
            var isWhole = version.Withdrawn is null && manifest[version.From!.Parent!] is { Withdrawn: null };
            steps.Add(await StepAsync(around, store, manifest, version, text, recompute: isWhole && steps.Count < Compared, cancel));
        }

        steps.Reverse();
        return new LabelRevisions(dataset, manifest.Versions.Count, steps, log ?? data.Storage?.Annotations);
    }

    private static async Task<LabelStep> StepAsync(Surroundings around, ContentStore store, DatasetManifest manifest, DatasetVersion version, string log, bool recompute, CancellationToken cancel)
    {
        var numbers = Entry(log, version.Id);
        var step = new LabelStep(version.Id, version.Labels?.Changed, version.Labels?.Added, numbers);
        if (!recompute)
        {
            return step;
        }

        try
        {
            await using var pair = await TablePair.OpenAsync(around.Root, around.Contract, store, manifest[version.From!.Parent!]!, version, cancel);
            return await pair.LabelsAsync(cancel) is { } found ? step with { SeenChanged = found.Changed, SeenAdded = found.Added } : step with { Problem = "the versions share no label or no id" };
        }
        catch (Exception e) when (e is StoreException or Airworthy.Data.TableException)
        {
            return step with { Problem = e.Message };
        }
    }

    /// <summary>
    /// The numbers in the entry about a version: from the line that names it to the next heading, or the next item or table row that names another
    /// version. Null when no line names it.
    /// </summary>
    internal static IReadOnlyList<long>? Entry(string log, string version)
    {
        List<long>? numbers = null;
        foreach (var line in log.Split('\n'))
        {
            var names = VersionName().Matches(line).Select(m => m.Value).ToList();
            if (names.Contains(version))
            {
                numbers ??= [];
            }
            else if (numbers is not null && (line.StartsWith('#') || (names.Count > 0 && line.TrimStart() is ['-' or '*' or '|', ..])))
            {
                break;
            }

            numbers?.AddRange(Number().Matches(VersionName().Replace(line, "")).Select(m => long.Parse(m.Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)));
        }

        return numbers;
    }

    [GeneratedRegex(@"(?<![\w.])v\d{4,9}(?!\w)")]
    private static partial Regex VersionName();

    [GeneratedRegex(@"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w-])|(?<![\w.,-])\d{1,15}(?![\w-]|[.,]\d)")]
    private static partial Regex Number();
}
