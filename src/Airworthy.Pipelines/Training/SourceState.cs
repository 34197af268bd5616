using Git = LibGit2Sharp;

namespace Airworthy.Pipelines.Training;

/// <summary>The code as it was when a command started.</summary>
/// <param name="Commit">40 hexadecimal digits; null outside git, or before the first commit.</param>
/// <param name="Folder">The project's folder below the top of the repository; <c>.</c> at the top.</param>
/// <param name="Diff">What was not committed, new files included, as a patch; null when there was nothing, or more than is kept.</param>
/// <param name="NotKept">Files with changes that are in no patch, as they are too large.</param>
/// <param name="Untracked">Files beside the committed ones, ignored ones too, at most 1000; folders end in a slash.</param>
public sealed record SourceState(string? Commit, string Folder, bool IsDirty, string? Diff, IReadOnlyList<string> NotKept, IReadOnlyList<string> Untracked)
{
    /// <summary>Bytes of a file that comes into the patch.</summary>
    private const long MostOfFile = 1_000_000;

    /// <summary>Characters of a patch that is kept.</summary>
    private const int MostOfDiff = 5_000_000;

    private const int MostNames = 1000;

    /// <summary>Where the repository came from, without a password; null when it has no remote.</summary>
    public string? Address { get; init; }

    /// <summary>Looks at the repository around a folder.</summary>
    /// <exception cref="Git.LibGit2SharpException">It cannot be read.</exception>
    public static SourceState Of(string root)
    {
        if (Git.Repository.Discover(root) is not { } path)
        {
            return new SourceState(null, ".", false, null, [], []);
        }

        using var repository = new Git.Repository(path);
        if (repository.Info.WorkingDirectory is not { } top || repository.Head.Tip is not { } tip)
        {
            return new SourceState(null, ".", false, null, [], []);
        }

        var folder = Path.GetRelativePath(top, Path.GetFullPath(root)).Replace('\\', '/');
        var status = repository.RetrieveStatus(new Git.StatusOptions { IncludeUntracked = true, RecurseUntrackedDirs = true, IncludeIgnored = true, RecurseIgnoredDirs = false })
            .Where(e => !e.FilePath.Contains(".airworthy/store/", StringComparison.Ordinal)).ToList();
        var ignored = status.Where(e => e.State.HasFlag(Git.FileStatus.Ignored)).Select(e => e.FilePath).ToList();
        var changed = status.Where(e => !e.State.HasFlag(Git.FileStatus.Ignored) && e.State != Git.FileStatus.Unaltered).ToList();
        var notKept = changed.Select(e => e.FilePath).Where(f => new FileInfo(Path.Combine(top, f)) is { Exists: true, Length: > MostOfFile }).ToList();
        var kept = changed.Select(e => e.FilePath).Except(notKept, StringComparer.Ordinal).ToList();
        var diff = kept.Count == 0 ? null : repository.Diff.Compare<Git.Patch>(tip.Tree, Git.DiffTargets.Index | Git.DiffTargets.WorkingDirectory, kept, new Git.ExplicitPathsOptions { ShouldFailOnUnmatchedPath = false }).Content;
        if (diff?.Length > MostOfDiff)
        {
            (diff, notKept) = (null, [.. notKept, .. kept]);
        }

        var untracked = changed.Where(e => e.State.HasFlag(Git.FileStatus.NewInWorkdir)).Select(e => e.FilePath).Concat(ignored).Order(StringComparer.Ordinal).Take(MostNames);
        return new SourceState(tip.Sha, folder, changed.Count > 0, string.IsNullOrEmpty(diff) ? null : diff, notKept, [.. untracked])
        {
            Address = repository.Network.Remotes["origin"]?.Url is { } url ? Plain(url) : null,
        };
    }

    private static string Plain(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Contains(':', StringComparison.Ordinal)
        ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString() : url;
}
