using Airworthy.Web.Projects;

using LibGit2Sharp;

namespace Airworthy.Cli.Workbench;

/// <summary>The working tree of a project folder: what changed since the last commit, and a commit of it.</summary>
/// <remarks>Only what a person writes about a project is committed here: the contract, <c>.airworthy/</c> without its store, and documents. Code and data are left to whoever works on them.</remarks>
internal sealed class GitTree(string root)
{
    /// <summary>Characters of a patch that are shown.</summary>
    private const int LongestPatch = 400_000;

    private const string Store = ".airworthy/store/";

    private static readonly string[] s_documents = [".md", ".txt"];

    /// <summary>Makes a repository where there is none, with a name for commits where git knows none, and keeps the store out of it.</summary>
    public void Begin(string name, string email)
    {
        if (Repository.Discover(root) is null)
        {
            Repository.Init(root);
            using var made = new Repository(root);
            made.Refs.UpdateTarget("HEAD", "refs/heads/main");
        }

        using var repository = Open()!;
        if (repository.Config.BuildSignature(DateTimeOffset.UnixEpoch) is null)
        {
            repository.Config.Set("user.name", name, ConfigurationLevel.Local);
            repository.Config.Set("user.email", email, ConfigurationLevel.Local);
        }

        var ignored = Path.Combine(root, ".gitignore");
        if (!File.Exists(ignored))
        {
            File.WriteAllText(ignored, Store + "\n");
        }
    }

    /// <summary>The name and address that commits would carry; nulls when git knows none.</summary>
    public (string? Name, string? Email) Self()
    {
        using var repository = Open();
        if (repository is not null)
        {
            return (repository.Config.Get<string>("user.name")?.Value, repository.Config.Get<string>("user.email")?.Value);
        }

        using var own = Configuration.BuildFrom(null);
        return (own.Get<string>("user.name")?.Value, own.Get<string>("user.email")?.Value);
    }

    public WorkingTree Look()
    {
        using var repository = Open();
        if (repository is null)
        {
            return new WorkingTree(null, null, [], "");
        }

        var files = Changed(repository);
        var paths = files.Select(f => Prefix(repository) + f.Path).ToList();
        var patch = paths.Count == 0 ? "" : repository.Diff.Compare<Patch>(repository.Head.Tip?.Tree, DiffTargets.Index | DiffTargets.WorkingDirectory, paths).Content;
        return new WorkingTree(repository.Head.FriendlyName, repository.Head.Tip?.Sha, files, patch.Length <= LongestPatch ? patch : patch[..LongestPatch] + "\n… cut here\n");
    }

    /// <summary>Commits every changed file that is about the project.</summary>
    /// <exception cref="Refusal">There is nothing to commit, nobody to commit as, or somebody has other things staged.</exception>
    public Done Commit(string message, DateTimeOffset now)
    {
        using var repository = Open() ?? throw new Refusal(1, $"{root} is in no git repository. Begin the project first.");
        var prefix = Prefix(repository);
        var files = Changed(repository);
        if (files.Count == 0)
        {
            throw new Refusal(1, "Nothing changed since the last commit.");
        }

        var paths = files.Select(f => prefix + f.Path).ToHashSet(StringComparer.Ordinal);
        var staged = repository.RetrieveStatus(new StatusOptions { Show = StatusShowOption.IndexOnly }).Where(e => !paths.Contains(e.FilePath)).ToList();
        if (staged.Count > 0)
        {
            throw new Refusal(1, $"Somebody has staged {string.Join(", ", staged.Take(3).Select(e => e.FilePath))}{(staged.Count > 3 ? $" and {staged.Count - 3} more" : "")}, which would be committed too. Commit or unstage it first.");
        }

        var self = repository.Config.BuildSignature(now) ?? throw new Refusal(1, "git knows no name to commit as. Set user.name and user.email.");
        LibGit2Sharp.Commands.Stage(repository, paths);
        var commit = repository.Commit(message.Trim() + "\n", self, self);
        return new Done(true, [$"Committed {commit.Sha[..10]} on {repository.Head.FriendlyName} as {self.Name}: {files.Count} {(files.Count == 1 ? "file" : "files")}."]);
    }

    private List<ChangedFile> Changed(Repository repository)
    {
        var prefix = Prefix(repository);
        return [.. repository.RetrieveStatus(new StatusOptions { IncludeUntracked = true, RecurseUntrackedDirs = true })
            .Where(e => e.State is not (FileStatus.Ignored or FileStatus.Unaltered) && e.FilePath.StartsWith(prefix, StringComparison.Ordinal) && IsOurs(e.FilePath[prefix.Length..]))
            .Select(e => new ChangedFile(e.FilePath[prefix.Length..], How(e.State)))
            .OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    private static bool IsOurs(string path) => path is "airworthy.yaml" or ".gitignore"
        || (path.StartsWith(".airworthy/", StringComparison.Ordinal) && !path.StartsWith(Store, StringComparison.Ordinal))
        || s_documents.Contains(Path.GetExtension(path));

    private static string How(FileStatus state) =>
        (state & (FileStatus.NewInWorkdir | FileStatus.NewInIndex)) != 0 ? "new"
        : (state & (FileStatus.DeletedFromWorkdir | FileStatus.DeletedFromIndex)) != 0 ? "deleted"
        : "changed";

    /// <summary>The folder below the repository's own, with a slash behind it; empty when they are one.</summary>
    private string Prefix(Repository repository)
    {
        var below = Path.GetRelativePath(repository.Info.WorkingDirectory, root).Replace('\\', '/');
        return below == "." ? "" : below + "/";
    }

    private Repository? Open() => Repository.Discover(root) is { } git ? new Repository(git) : null;
}
