using System.Text.RegularExpressions;

using Airworthy.Core.Datasets;
using Airworthy.Probes.Repository;

using Git = LibGit2Sharp;

namespace Airworthy.Probes.Versions;

/// <summary>The digests that manifests name on the newest commit of every branch, here and as last fetched, so that a sweep keeps what colleagues need.</summary>
public static partial class BranchDigests
{
    /// <param name="root">The project's folder.</param>
    /// <returns>Empty where there is no repository.</returns>
    public static IReadOnlyCollection<string> Of(string root)
    {
        var full = RealPath.Of(root);
        if (Git.Repository.Discover(full) is not { } path)
        {
            return [];
        }

        using var repository = new Git.Repository(path);
        var prefix = repository.Info.WorkingDirectory is { } work && Path.GetRelativePath(RealPath.Of(work), full).Replace('\\', '/') is var relative and not "." ? relative + "/" : "";
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in repository.Branches.Select(b => b.Tip?[prefix + DatasetManifest.Folder]?.Target).OfType<Git.Tree>().DistinctBy(t => t.Sha))
        {
            foreach (var blob in tree.Where(e => e.Name.EndsWith(DatasetManifest.Ending, StringComparison.Ordinal)).Select(e => e.Target).OfType<Git.Blob>())
            {
                digests.UnionWith(Digest().Matches(blob.GetContentText()).Select(m => m.Value));
            }
        }

        return digests;
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();
}
