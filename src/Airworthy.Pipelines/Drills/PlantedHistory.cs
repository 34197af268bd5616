using Airworthy.Core.Checklist;

using LibGit2Sharp;

namespace Airworthy.Pipelines.Drills;

/// <summary>Commits on top of the history of a throw-away copy.</summary>
internal static class PlantedHistory
{
    /// <summary>Makes commits, oldest first, each of nothing but the files it names.</summary>
    /// <param name="at">When the first was made; the others follow by a minute.</param>
    /// <exception cref="DrillException">The copy has no history to add to.</exception>
    public static void Commit(ThrowAwayCopy copy, IReadOnlyList<PlantedCommit> commits, DateTimeOffset at)
    {
        if (Repository.Discover(copy.Root) is not { } found)
        {
            throw new DrillException("The drill adds commits, and the project is in no git repository.", "Put the project under git, or add --on sample.");
        }

        using var repository = new Repository(found);
        if (repository.Head.Tip is null)
        {
            throw new DrillException("The drill adds commits, and the repository has none yet.", "Commit the project, or add --on sample.");
        }

        foreach (var (commit, i) in commits.Select((c, i) => (c, i)))
        {
            foreach (var (path, content) in commit.Files)
            {
                copy.Write(path, content);
            }

            // Only the named files: what else differs in the copy is not part of any commit.
            var below = Path.GetRelativePath(repository.Info.WorkingDirectory, copy.Root);
            var tree = TreeDefinition.From(repository.Head.Tip);
            foreach (var (path, content) in commit.Files)
            {
                var full = (below == "." ? path : $"{below}/{path}").Replace('\\', '/');
                _ = content is null ? tree.Remove(full) : tree.Add(full, repository.ObjectDatabase.CreateBlob(Path.Combine(copy.Root, path)), Mode.NonExecutableFile);
            }

            var by = commit.By.Split('<', '>');
            var signature = new Signature(by[0].Trim(), by[1], at.AddMinutes(i));
            var made = repository.ObjectDatabase.CreateCommit(signature, signature, commit.Message, repository.ObjectDatabase.CreateTree(tree), [repository.Head.Tip], prettifyMessage: true);
            repository.Refs.UpdateTarget(repository.Refs.Head.ResolveToDirectReference(), made.Id);
            repository.Index.Replace(made);
        }
    }
}
