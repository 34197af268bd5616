using Git = LibGit2Sharp;

namespace Airworthy.Probes.Repository;

/// <summary>Finds the branch on which merged work lies.</summary>
internal static class GitBranches
{
    /// <summary>Variables in which CI systems name the branch that a pull request asks to be merged into.</summary>
    /// <remarks>GitHub Actions, GitLab CI, Azure Pipelines, Jenkins, Bitbucket: their pages on predefined variables.</remarks>
    private static readonly string[] s_base =
        ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "SYSTEM_PULLREQUEST_TARGETBRANCH", "CHANGE_TARGET", "BITBUCKET_PR_DESTINATION_BRANCH"];

    /// <summary>The base of a pull request; else where the remote's HEAD points; else main, else master, else what is checked out.</summary>
    public static (DefaultBranch? Branch, Git.Commit? Tip) FindDefault(Git.Repository repository, Func<string, string?> variable)
    {
        if (BaseOf(variable) is { } wanted)
        {
            // A base that was not fetched must not be replaced by the change itself: then nothing is known of what is merged.
            return Named(repository, wanted, isBase: true) ?? MergedInto(repository, wanted) ?? (null, null);
        }

        const string Head = "refs/remotes/origin/HEAD";
        if (repository.Refs[Head] is Git.SymbolicReference { Target: Git.DirectReference { Target: Git.Commit tip } target })
        {
            return (new DefaultBranch(target.CanonicalName["refs/remotes/origin/".Length..], target.CanonicalName, false), tip);
        }

        return (variable("CI_DEFAULT_BRANCH") is { Length: > 0 } named ? Named(repository, named, false) : null)
            ?? Named(repository, "main", false)
            ?? Named(repository, "master", false)
            ?? (repository.Head.Tip is { } current
                ? (new DefaultBranch(repository.Info.IsHeadDetached ? current.Sha[..10] : repository.Head.FriendlyName, repository.Info.IsHeadDetached ? "" : repository.Head.CanonicalName, false), current)
                : (null, null));
    }

    /// <summary>The branch a pull request of this CI run asks to be merged into; null outside one.</summary>
    public static string? BaseOf(Func<string, string?> variable) => s_base.Select(variable).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v)) is { } name
        ? name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name["refs/heads/".Length..] : name
        : null;

    /// <summary>An address without the user and password that CI systems write into it.</summary>
    public static string WithoutUser(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 && uri.Scheme is "http" or "https"
        ? new UriBuilder(uri!) { UserName = "", Password = "" }.Uri.ToString()
        : address;

    /// <summary>CI checks out the merge of a pull request into its base: the first parent is the base.</summary>
    private static (DefaultBranch?, Git.Commit?)? MergedInto(Git.Repository repository, string name) =>
        repository.Info.IsHeadDetached && repository.Head.Tip is { } head && head.Parents.Count() == 2
            ? (new DefaultBranch(name, "", IsBase: true), head.Parents.First())
            : null;

    private static (DefaultBranch?, Git.Commit?)? Named(Git.Repository repository, string name, bool isBase)
    {
        string[] places = isBase
            ? [$"refs/remotes/origin/{name}", $"refs/heads/{name}"]
            : [$"refs/heads/{name}", $"refs/remotes/origin/{name}"];
        foreach (var place in places)
        {
            if (repository.Refs[place]?.ResolveToDirectReference()?.Target is Git.Commit tip)
            {
                return (new DefaultBranch(name, place, isBase), tip);
            }
        }

        return null;
    }
}
