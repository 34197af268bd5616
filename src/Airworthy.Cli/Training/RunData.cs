using System.Text.RegularExpressions;

using Airworthy.Client;
using Airworthy.Core.Datasets;
using Airworthy.Data.Versions;

namespace Airworthy.Cli.Training;

/// <summary>A version of a dataset that a run is given.</summary>
/// <param name="Variable">The variable that names where it lies: <c>AIRWORTHY_DATA_FLIGHTS</c>.</param>
/// <param name="Path">The file, or the folder where it has several.</param>
internal sealed partial record RunData(string Dataset, DatasetVersion Version, string Variable, string Path)
{
    /// <summary>Longer digests of inputs are refused by the protocol.</summary>
    private const int LongestDigest = 36;

    /// <summary>As <c>flights@v0003</c>.</summary>
    public string Name => $"{Dataset}@{Version.Id}";

    public RunInput Input => new(Dataset, Version.Digest["sha256:".Length..][..LongestDigest], "train") { Source = ("local", Name) };

    /// <summary>The versions that are asked for, else the newest one of the contract's dataset.</summary>
    /// <param name="asked">As <c>flights</c>, <c>v0003</c> or <c>flights@v0003</c>.</param>
    /// <exception cref="Refusal">There is no such version.</exception>
    public static async Task<IReadOnlyList<RunData>> OfAsync(Project? project, IReadOnlyList<string> asked, CancellationToken cancel)
    {
        if (project is null)
        {
            return asked.Count == 0 ? [] : throw new Refusal(64, "--data names a dataset version, and there is no airworthy.yaml here.");
        }

        var manifests = new ManifestFiles(project.Root);
        if (asked.Count == 0)
        {
            asked = project.Contract.Data?.Dataset is { } own && manifests.Read(own).Manifest?.Newest is { } newest ? [$"{own}@{newest.Id}"] : [];
        }

        var found = new List<RunData>();
        foreach (var word in asked)
        {
            var (manifest, version) = Commands.Data.DataRefusals.Find(Commands.Data.DataRefusals.Manifests(project.Root), word);
            found.Add(new RunData(manifest.Dataset, version, "AIRWORTHY_DATA_" + Odd().Replace(manifest.Dataset.ToUpperInvariant(), "_"), await Task.Run(() => Lies(project, version, cancel), cancel)));
        }

        return found;
    }

    private static string Lies(Project project, DatasetVersion version, CancellationToken cancel)
    {
        using var store = ContentStore.Open(project.Root, project.Contract);
        var tree = VersionFiles.Tree(store, version.Digest);
        var folder = VersionFiles.AreWorkingFiles(project.Root, tree, cancel) ? project.Root : VersionFiles.Materialise(store, tree, version.Digest, cancel);
        return tree.Entries is [var only] ? System.IO.Path.Combine(folder, only.Path) : folder;
    }

    [GeneratedRegex("[^A-Z0-9]")]
    private static partial Regex Odd();
}
