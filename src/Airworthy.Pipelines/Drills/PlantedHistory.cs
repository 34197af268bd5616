using Airworthy.Core.Checklist;

using LibGit2Sharp;

namespace Airworthy.Pipelines.Drills;

/// <summary>Adds the commits of a defect to a throw-away copy of a project.</summary>
public static class PlantedHistory
{
    /// <summary>Commits onto what is checked out; a copy that is in no repository becomes one first, with everything in it as its first commit.</summary>
    /// <param name="root">The project's folder in the copy.</param>
    /// <param name="merged">The reference that says what is merged, when it is another than the branch that is checked out; it moves along.</param>
    /// <param name="now">The time of the newest commit, so that it is younger than all there is.</param>
    public static void Add(string root, IReadOnlyList<PlantedCommit> commits, string? merged, DateTimeOffset now)
    {
        if (LibGit2Sharp.Repository.Discover(root) is null)
        {
            LibGit2Sharp.Repository.Init(root);
        }

        using var repository = new LibGit2Sharp.Repository(LibGit2Sharp.Repository.Discover(root));
        if (repository.Head.Tip is null)
        {
            repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
            Commit(repository, "The project as it is", "Airworthy drill <drill@airworthy.invalid>", now.AddMinutes(-commits.Count));
        }

        foreach (var (commit, i) in commits.Select((c, i) => (c, i)))
        {
            foreach (var (path, text) in commit.Files)
            {
                var full = Path.Combine(root, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.Delete(full); // A link goes; what it leads to stays.
                if (text is not null)
                {
                    File.WriteAllText(full, text);
                }
            }

            Commit(repository, commit.Message, commit.By, now.AddMinutes(i + 1 - commits.Count),
                [.. commit.Files.Keys.Select(path => Path.GetRelativePath(repository.Info.WorkingDirectory, Path.Combine(Real(root), path)).Replace('\\', '/'))]);
        }

        if (merged is { Length: > 0 } && repository.Refs[merged] is DirectReference reference)
        {
            repository.Refs.UpdateTarget(reference, repository.Head.Tip!.Id);
        }
    }

    /// <param name="paths">What the commit holds, and nothing that differs beside it; all when empty.</param>
    private static void Commit(LibGit2Sharp.Repository repository, string message, string by, DateTimeOffset at, params string[] paths)
    {
        var open = by.IndexOf('<', StringComparison.Ordinal);
        var hand = new Signature(by[..open].Trim(), by[(open + 1)..].TrimEnd('>', ' '), at);
        Commands.Stage(repository, paths is [] ? ["*"] : paths, new StageOptions { IncludeIgnored = paths is not [] });
        repository.Commit(message, hand, hand, new CommitOptions { AllowEmptyCommit = true });
    }

    /// <summary>The folder as git names it, where the temporary folder is itself a link.</summary>
    private static string Real(string root) => new DirectoryInfo(root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(root);
}
