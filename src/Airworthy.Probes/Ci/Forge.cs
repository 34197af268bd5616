using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Ci;

/// <summary>A question that the forge did not answer; the message says why.</summary>
public sealed class ForgeException(string message, string next) : Exception(message)
{
    public string Next { get; } = next;
}

/// <summary>A merged pull request, or merge request.</summary>
/// <param name="Head">The newest commit of its branch.</param>
/// <param name="MergeCommit">The commit with which it came to the default branch.</param>
public sealed record PullRequest(int Number, string Title, string Author, string Head, string? MergeCommit, DateTimeOffset MergedAt);

/// <summary>Answers about merged changes: who approved them, how the CI ended for them, what their branch asks for. Reads only.</summary>
public interface IForge : IDisposable
{
    /// <summary>Changes that were merged into a branch since a moment, newest first.</summary>
    Task<IReadOnlyList<PullRequest>> MergedAsync(string branch, DateTimeOffset since, CancellationToken cancel);

    /// <summary>The merged change that a commit came with; null when it came with none.</summary>
    Task<PullRequest?> BroughtByAsync(string commit, CancellationToken cancel);

    /// <summary>Logins of people, not programs, whose newest word on a change is an approval, its author left out.</summary>
    Task<IReadOnlyList<string>> ApproversAsync(PullRequest request, CancellationToken cancel);

    /// <summary>How the CI ended for a commit: red when anything is, unfinished when something still runs, none when nothing ran.</summary>
    Task<(RunOutcome Outcome, string? Address)> OutcomeAsync(string commit, CancellationToken cancel);

    /// <summary>How many runs are known to have ended green or red; the forge keeps them for some months.</summary>
    Task<int> CountRunsAsync(RunOutcome outcome, CancellationToken cancel);

    /// <summary>Whether a branch requires a check before a merge; null when the token may not know.</summary>
    Task<bool?> RequiresCheckAsync(string branch, CancellationToken cancel);
}

/// <summary>Finds the forge of a project.</summary>
public static class Forge
{
    /// <summary>The name of the interface, as reports say it.</summary>
    public const string Name = "the forge's interface";

    public const string WrongAddress = "Look whether the address of its REST API is right: GITHUB_API_URL, CI_API_V4_URL or SYSTEM_COLLECTIONURI, where one is set.";

    /// <summary>
    /// The forge of a project, when a token is set. A token goes to the address that the CI names, or to github.com, gitlab.com or dev.azure.com when
    /// the remote lies there; never to an address that only the repository names.
    /// </summary>
    public static IForge? Of(GitHistory? history, Func<string, string?> variable)
    {
        var remote = history?.RemoteAddress is { } url ? RepositoryOf(url) : null;
        return (IForge?)GithubForge.Of(remote, variable) ?? (IForge?)GitlabForge.Of(remote, variable) ?? AzureForge.Of(remote, variable);
    }

    /// <summary>Host and path (<c>owner/name</c>, with groups on GitLab) of a remote's address, in its web or its ssh form.</summary>
    public static (string Host, string Path)? RepositoryOf(string remote)
    {
        var text = remote.EndsWith(".git", StringComparison.Ordinal) ? remote[..^4] : remote;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
        {
            return (uri.Host, uri.AbsolutePath.Trim('/'));
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > at && colon + 1 < text.Length ? (text[(at + 1)..colon], text[(colon + 1)..].Trim('/')) : null;
    }

    /// <summary>The address that a CI names, if a token may go there: encrypted, or on this machine.</summary>
    internal static Uri? Named(string? address) =>
        address is { Length: > 0 } && Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback) ? uri : null;
}
