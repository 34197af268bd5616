using System.Text;

using Airworthy.Core.Reading;
using Airworthy.Data.Records;

using LibGit2Sharp;

namespace Airworthy.Pipelines.Records;

/// <summary>
/// Records as git keeps them: the ref <c>refs/airworthy/records</c> names a commit whose tree holds one file per writer, in the folder of the
/// project. Commits only ever append lines, and that is checked.
/// </summary>
/// <param name="prefix">The project's folder in the repository, ending in a slash; empty when it is the repository.</param>
internal sealed class RecordsRef(string root, string prefix)
{
    public const string Name = "refs/airworthy/records";

    /// <summary>Commits of a history seen for the first time that are looked at, newest first.</summary>
    private const int MaxCommits = 200;

    /// <summary>What the newest commit holds, by file name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string? commit)
    {
        using var repository = Open();
        return commit is null ? new Dictionary<string, IReadOnlyList<string>>() : Files(repository.Lookup<Commit>(commit)).ToDictionary(f => f.Key, f => (IReadOnlyList<string>)Lines(f.Value));
    }

    /// <summary>Places where a history was not only appended to.</summary>
    /// <param name="known">The newest commit seen before; null on the first time.</param>
    /// <param name="where">The remote's name, for messages.</param>
    public IReadOnlyList<Problem> Rewritten(string commit, string? known, string where)
    {
        using var repository = Open();
        var tip = repository.Lookup<Commit>(commit);
        var before = known is null ? null : repository.Lookup<Commit>(known);
        if (before is not null && repository.ObjectDatabase.FindMergeBase(tip, before)?.Sha != before.Sha)
        {
            return [new Problem(new Place($"{Name} of {where}", 0, 0),
                $"history broken: the commit {before.Sha[..10]}, seen there before, is gone; somebody replaced the records. If that was meant, forget it with `git update-ref -d {SeenName(where)}`.")];
        }

        var fresh = repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = tip, ExcludeReachableFrom = before }).Take(MaxCommits);
        return [.. fresh.SelectMany(c => c.Parents.Select(p => (Commit: c, Parent: p))).SelectMany(x => NotAppended(x.Parent, x.Commit, where))];
    }

    /// <summary>Makes a commit that holds these files beside whatever else the parent holds, and returns its id.</summary>
    public string Append(IReadOnlyDictionary<string, IReadOnlyList<string>> files, string? parent, string message)
    {
        using var repository = Open();
        var before = parent is null ? null : repository.Lookup<Commit>(parent);
        var tree = before is null ? new TreeDefinition() : TreeDefinition.From(before);
        foreach (var (name, lines) in files)
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
            tree.Add(prefix + name, repository.ObjectDatabase.CreateBlob(text), Mode.NonExecutableFile);
        }

        var hand = repository.Config.BuildSignature(DateTimeOffset.UtcNow) ?? new Signature("airworthy", "airworthy@localhost", DateTimeOffset.UtcNow);
        return repository.ObjectDatabase.CreateCommit(hand, hand, message, repository.ObjectDatabase.CreateTree(tree), before is null ? [] : [before], prettifyMessage: true).Sha;
    }

    /// <summary>The newest commit seen on a remote; null when it was never asked.</summary>
    public string? Seen(string remote)
    {
        using var repository = Open();
        return repository.Refs[SeenName(remote)]?.ResolveToDirectReference()?.TargetIdentifier is { } id && repository.Lookup<Commit>(id) is not null ? id : null;
    }

    /// <summary>Remembers what a remote holds now.</summary>
    public void Remember(string remote, string commit)
    {
        using var repository = Open();
        repository.Refs.Add(SeenName(remote), repository.Lookup<Commit>(commit).Id, allowOverwrite: true);
        repository.Refs.Add(Name, repository.Lookup<Commit>(commit).Id, allowOverwrite: true);
    }

    /// <summary>Takes the commit out of a ref that was only made to fetch it.</summary>
    public string Release(string reference)
    {
        using var repository = Open();
        var id = repository.Refs[reference].ResolveToDirectReference().TargetIdentifier;
        repository.Refs.Remove(reference);
        return id;
    }

    /// <summary>Where the newest commit of a remote is remembered. Addresses and paths become a digest, for a ref cannot hold every character.</summary>
    private static string SeenName(string remote) => "refs/airworthy/remotes/" + (remote.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? remote
        : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(remote)))[..16]);

    private IEnumerable<Problem> NotAppended(Commit before, Commit after, string where)
    {
        var now = Files(after);
        foreach (var (name, old) in Files(before))
        {
            if (!now.TryGetValue(name, out var blob))
            {
                yield return Broken(name, 1, $"the commit {after.Sha[..10]} by {after.Author.Name} removed this file");
            }
            else if (blob.Id != old.Id)
            {
                var (then, lines) = (Lines(old), Lines(blob));
                var same = then.Zip(lines).TakeWhile(x => x.First == x.Second).Count();
                if (same < then.Length)
                {
                    yield return Broken(name, same + 1, $"the commit {after.Sha[..10]} by {after.Author.Name} changed or removed this line, which was written before");
                }
            }
        }

        Problem Broken(string name, int line, string what) => new(new Place($"{Name} of {where}: {prefix}{name}", line, 1), $"history broken: {what}.");
    }

    // Only names that the store itself would give: what others wrote must not reach outside its folder.
    private Dictionary<string, Blob> Files(Commit commit) =>
        (prefix.Length == 0 ? commit.Tree : commit[prefix.TrimEnd('/')]?.Target as Tree)?
            .Where(e => e.TargetType == TreeEntryTargetType.Blob && e.Name == RecordStore.FileName(Path.GetFileNameWithoutExtension(e.Name)))
            .ToDictionary(e => e.Name, e => (Blob)e.Target) ?? [];

    private static string[] Lines(Blob blob) => blob.GetContentText(new FilteringOptions(""), Encoding.UTF8).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private Repository Open() => new(Repository.Discover(root));
}
