using Git = LibGit2Sharp;

namespace Airworthy.Probes.Repository;

/// <summary>What came of looking for a repository around a project: its history, or why there is none.</summary>
public sealed record GitSighting(GitHistory? History, string Because = "", string Next = "");

/// <summary>
/// The git history of a project's folder, which may be the repository or a folder in it. All paths are those of the project, with forward
/// slashes. Reads only; safe to ask from several threads at a time.
/// </summary>
public sealed class GitHistory : IDisposable
{
    /// <summary>Commits looked at, newest first; a history longer than this is read as if it began there.</summary>
    public const int MaxCommits = 50_000;

    /// <summary>Larger files are not compared or read as text.</summary>
    private const long MaxTextBytes = 5_000_000;

    private readonly Lock _one = new();
    private readonly Git.Repository _repository;
    private readonly string _prefix;
    private readonly string _root;
    private readonly Git.Commit? _tip;
    private readonly Dictionary<(string Commit, string Path), string?> _blobs = [];
    private List<(Git.Commit Commit, string? Folder)>? _mainLine;
    private List<Git.Commit>? _all;
    private List<Git.Commit>? _ofProject;
    private Dictionary<string, Git.Commit>? _bringers;

    static GitHistory()
    {
        // A folder in a container or on a share often belongs to somebody else. Nothing here runs hooks or writes, so reading it is safe.
        Git.GlobalSettings.SetOwnerValidation(false);
        Git.GlobalSettings.SetExtensions("noop", "objectformat", "preciousobjects", "partialclone", "worktreeconfig", "relativeworktrees");
    }

    private GitHistory(Git.Repository repository, string root, string prefix, Func<string, string?> variable)
    {
        (_repository, _root, _prefix) = (repository, root, prefix);
        (Default, _tip) = GitBranches.FindDefault(repository, variable);
    }

    /// <summary>The branch on which merged work lies; null while there is no commit, or when a pull request's base was not fetched.</summary>
    public DefaultBranch? Default { get; }

    /// <summary>Whether the clone holds only the newest part of the history.</summary>
    public bool IsShallow => _repository.Info.IsShallow;

    /// <summary>The commit that is checked out; null on an unborn branch.</summary>
    public GitCommit? Head => Locked(() => _repository.Head.Tip is { } tip ? Read(tip) : null);

    /// <summary>The newest commit of the default branch.</summary>
    public GitCommit? DefaultTip => Locked(() => _tip is null ? null : Read(_tip));

    /// <summary>The address of the remote <c>origin</c>, without any user or password in it; null when there is none.</summary>
    public string? RemoteAddress => Locked(() => _repository.Network.Remotes["origin"]?.Url is { } url ? GitBranches.WithoutUser(url) : null);

    /// <summary>The path of the project's folder in the repository, ending in a slash; empty when it is the repository.</summary>
    public string Prefix => _prefix;

    /// <summary>The folder of the whole working tree, where forges and CI systems look for their files.</summary>
    public string WorkFolder => _prefix.Length == 0 ? _root : _root[..^_prefix.Length];

    /// <summary>Opens the repository around a project's folder.</summary>
    /// <param name="variable">Reads an environment variable, for what CI says about the branch to be merged into.</param>
    public static GitSighting Open(string root, Func<string, string?> variable)
    {
        const string Start = "Put the project under version control: `git init`, then commit.";
        try
        {
            var full = RealPath.Of(root);
            if (Git.Repository.Discover(full) is not { } path)
            {
                return new GitSighting(null, "The project is in no git repository.", Start);
            }

            var repository = new Git.Repository(path);
            if (repository.Info.WorkingDirectory is not { } work)
            {
                repository.Dispose();
                return new GitSighting(null, "The project lies in a bare git repository, where nothing is checked out.", "Run Airworthy in a working copy.");
            }

            var prefix = Path.GetRelativePath(RealPath.Of(work), full).Replace('\\', '/') is var relative and not "." ? relative + "/" : "";
            if (prefix.StartsWith("../", StringComparison.Ordinal) || (prefix.Length > 0 && repository.Ignore.IsPathIgnored(prefix)))
            {
                repository.Dispose();
                return new GitSighting(null, "The repository around the project ignores the project's folder.", Start);
            }

            return new GitSighting(new GitHistory(repository, full, prefix, variable));
        }
        catch (Git.LibGit2SharpException e)
        {
            return new GitSighting(null, $"The git repository cannot be read: {e.Message.Split('\n')[0]}.", "Run `git status` here and mend what it says.");
        }
    }

    /// <summary>The commits reachable from the checked-out one that changed a file or anything in a folder, newest first.</summary>
    public IReadOnlyList<GitCommit> Touching(params IReadOnlyList<string> paths) => Locked(() =>
        (IReadOnlyList<GitCommit>)[.. OfProject().Where(c => paths.Any(p => Touches(c, p))).Select(Read)]);

    /// <summary>The newest commit reachable from the checked-out one that changed a file; null when none did.</summary>
    public GitCommit? NewestTouching(string path) => Locked(() => OfProject().FirstOrDefault(c => Touches(c, path)) is { } commit ? Read(commit) : null);

    /// <summary>All commits reachable from the checked-out one, newest first.</summary>
    public IReadOnlyList<GitCommit> Commits() => Locked(() => (IReadOnlyList<GitCommit>)[.. All().Select(Read)]);

    /// <summary>The text of a file at a commit; null when it is not there or too large to be a text.</summary>
    public string? TextAt(string commit, string path) => Locked(() =>
        Git.RepositoryExtensions.Lookup<Git.Commit>(_repository, commit)?[_prefix + path]?.Target is Git.Blob { Size: < MaxTextBytes } blob ? blob.GetContentText() : null);

    /// <summary>Whether a file is the same at an earlier commit and at the checked-out one.</summary>
    public bool IsSameAt(string commit, string path) => Locked(() => _repository.Head.Tip is { } head
        && Git.RepositoryExtensions.Lookup<Git.Commit>(_repository, commit) is { } then && BlobOf(then, path) == BlobOf(head, path));

    /// <summary>The text of a file on the default branch; null when it is not there.</summary>
    public string? TextOnDefault(string path) => _tip is null ? null : TextAt(_tip.Sha, path);

    /// <summary>Whether a file of the working tree lies on the default branch with the same content. Line endings do not matter.</summary>
    public bool IsOnDefault(string path) => Locked(() =>
    {
        var file = new FileInfo(Path.Combine(_root, path));
        if (!file.Exists || file.Length > MaxTextBytes || _tip?[_prefix + path]?.Target is not Git.Blob { Size: < MaxTextBytes } blob)
        {
            return false;
        }

        using var stream = blob.GetContentStream();
        using var merged = new MemoryStream();
        stream.CopyTo(merged);
        return Bare(merged.ToArray()).SequenceEqual(Bare(File.ReadAllBytes(file.FullName)));
    });

    /// <summary>How the present content of a file came to the default branch; null when it is not there.</summary>
    public Brought? BroughtToDefault(string path) => Locked(() =>
    {
        if (_tip is null || BlobOf(_tip, path) is not { } content)
        {
            return null;
        }

        var line = MainLine();
        var at = 0;
        while (at + 1 < line.Count && (line[at + 1].Folder == line[at].Folder || BlobOf(line[at + 1].Commit, path) == content))
        {
            at++;
        }

        var by = line[at].Commit;
        var edge = at + 1 == line.Count && (IsShallow || line.Count >= MaxCommits) && !by.Parents.Any();
        return new Brought(Read(by), by.Parents.Count() > 1 ? Merged(by, path, content) : [Read(by)], edge);
    });

    /// <summary>The main line of the default branch since a moment, newest first: each commit is one merged change.</summary>
    public IReadOnlyList<GitCommit> MergedSince(DateTimeOffset since) => Locked(() =>
        (IReadOnlyList<GitCommit>)[.. MainLine().Select(l => l.Commit).TakeWhile(c => c.Committer.When >= since).Select(Read)]);

    /// <summary>The commit of the default branch's main line with which a commit came there; null while it is not merged.</summary>
    public GitCommit? BringerOf(string commit) => Locked(() =>
    {
        if (_bringers is null)
        {
            _bringers = [];
            foreach (var (step, _) in Enumerable.Reverse(MainLine()))
            {
                var open = new Stack<Git.Commit>([step]);
                while (open.TryPop(out var at))
                {
                    if (_bringers.TryAdd(at.Sha, step))
                    {
                        foreach (var parent in at.Parents)
                        {
                            open.Push(parent);
                        }
                    }
                }
            }
        }

        return _bringers.GetValueOrDefault(commit) is { } by ? Read(by) : null;
    });

    /// <summary>Files of the project's history above a size, largest first: each content once, with the oldest commit seen that holds it.</summary>
    /// <param name="bytes">The size above which a file is named.</param>
    public IReadOnlyList<LargeBlob> LargerThan(long bytes, CancellationToken cancel) => Locked(() =>
    {
        var large = new Dictionary<string, LargeBlob>();
        var seen = new HashSet<string>();
        foreach (var commit in All())
        {
            cancel.ThrowIfCancellationRequested();
            if (Folder(commit) is { } tree)
            {
                Walk(tree, "", commit);
            }
        }

        // Newest first, so an older commit that holds the same content again replaces nothing: its tree was looked at already.
        return (IReadOnlyList<LargeBlob>)[.. large.Values.OrderByDescending(b => b.Bytes)];

        void Walk(Git.Tree tree, string path, Git.Commit commit)
        {
            if (!seen.Add(tree.Sha))
            {
                return;
            }

            foreach (var entry in tree)
            {
                if (entry.TargetType == Git.TreeEntryTargetType.Tree)
                {
                    Walk((Git.Tree)entry.Target, $"{path}{entry.Name}/", commit);
                }
                else if (entry.TargetType == Git.TreeEntryTargetType.Blob && seen.Add(entry.Target.Sha)
                    && _repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id) is { } size && size.Size > bytes)
                {
                    large[entry.Target.Sha] = new LargeBlob(path + entry.Name, size.Size, Read(commit));
                }
            }
        }
    });

    /// <summary>Files of the project that differ from the checked-out commit, new ones included, ignored ones not.</summary>
    public IReadOnlyList<string> Changed() => Locked(() =>
    {
        var status = _repository.RetrieveStatus(new Git.StatusOptions
        {
            IncludeIgnored = false,
            IncludeUntracked = true,
            RecurseUntrackedDirs = true,
            PathSpec = _prefix.Length == 0 ? null : [_prefix.TrimEnd('/')],
            DisablePathSpecMatch = true,
        });
        return (IReadOnlyList<string>)[.. status.Where(e => e.State is not (Git.FileStatus.Ignored or Git.FileStatus.Unaltered))
            .Select(e => e.FilePath).Where(p => p.StartsWith(_prefix, StringComparison.Ordinal)).Select(p => p[_prefix.Length..])];
    });

    public void Dispose() => _repository.Dispose();

    private T Locked<T>(Func<T> look)
    {
        lock (_one)
        {
            return look();
        }
    }

    private List<Git.Commit> All() => _all ??= _repository.Head.Tip is not { } head
        ? []
        : [.. _repository.Commits.QueryBy(new Git.CommitFilter { IncludeReachableFrom = head, SortBy = Git.CommitSortStrategies.Topological | Git.CommitSortStrategies.Time }).Take(MaxCommits)];

    /// <summary>Commits that changed anything in the project's folder: in a repository of many projects, few of all.</summary>
    private List<Git.Commit> OfProject()
    {
        if (_ofProject is null)
        {
            var folders = new Dictionary<string, string?>();
            string? Of(Git.Commit commit) => folders.TryGetValue(commit.Sha, out var known) ? known : folders[commit.Sha] = Folder(commit)?.Sha;
            _ofProject = [.. All().Where(c => c.Parents.All(p => Of(p) != Of(c)))];
        }

        return _ofProject;
    }

    private List<(Git.Commit Commit, string? Folder)> MainLine()
    {
        if (_mainLine is null)
        {
            _mainLine = [];
            for (var at = _tip; at is not null && _mainLine.Count < MaxCommits; at = at.Parents.FirstOrDefault())
            {
                _mainLine.Add((at, Folder(at)?.Sha));
            }
        }

        return _mainLine;
    }

    private Git.Tree? Folder(Git.Commit commit) => _prefix.Length == 0 ? commit.Tree : commit[_prefix.TrimEnd('/')]?.Target as Git.Tree;

    /// <summary>A commit changed a path when what is there differs from what every parent has there.</summary>
    private bool Touches(Git.Commit commit, string path)
    {
        var here = BlobOf(commit, path);
        var parents = commit.Parents.Select(p => BlobOf(p, path)).ToList();
        return parents.Count == 0 ? here is not null : parents.All(p => p != here);
    }

    private List<GitCommit> Merged(Git.Commit merge, string path, string content)
    {
        var first = merge.Parents.First();
        var brought = _repository.Commits
            .QueryBy(new Git.CommitFilter { IncludeReachableFrom = merge.Parents.Skip(1).ToList(), ExcludeReachableFrom = first, SortBy = Git.CommitSortStrategies.Topological })
            .Take(MaxCommits).Where(c => Touches(c, path) && BlobOf(c, path) == content).Select(Read).ToList();

        // A merge that made the content itself (a conflict mended by hand) brought nobody else's.
        return brought.Count == 0 ? [Read(merge)] : brought;
    }

    private string? BlobOf(Git.Commit commit, string path)
    {
        if (!_blobs.TryGetValue((commit.Sha, path), out var id))
        {
            _blobs[(commit.Sha, path)] = id = commit[_prefix + path.TrimEnd('/')]?.Target.Sha;
        }

        return id;
    }

    private static byte[] Bare(byte[] text) => Array.IndexOf(text, (byte)'\r') < 0 ? text : [.. text.Where(b => b != '\r')];

    private static GitCommit Read(Git.Commit commit) => new(commit.Sha, Read(commit.Author), Read(commit.Committer), commit.Message, [.. commit.Parents.Select(p => p.Sha)]);

    private static Hand Read(Git.Signature hand) => new(hand.Name, hand.Email, hand.When);
}
