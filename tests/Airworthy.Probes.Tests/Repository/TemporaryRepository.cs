using Airworthy.Probes.Repository;
using LibGit2Sharp;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>A real git repository in a folder of its own, which goes away with it.</summary>
internal sealed class TemporaryRepository : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _now;

    /// <param name="start">A day before the first commit; null: <see cref="Start"/>.</param>
    public TemporaryRepository(string branch = "main", DateTimeOffset? start = null)
    {
        _now = start ?? Start;
        Folder = Directory.CreateTempSubdirectory("airworthy-git-").FullName;
        LibGit2Sharp.Repository.Init(Folder);
        Git = new LibGit2Sharp.Repository(Folder);
        Git.Refs.UpdateTarget("HEAD", $"refs/heads/{branch}");
    }

    public string Folder { get; }

    public LibGit2Sharp.Repository Git { get; }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Commits everything, a day after the commit before it.</summary>
    public string Commit(string message, string who = "ana", string? committer = null)
    {
        _now = _now.AddDays(1);
        Commands.Stage(Git, "*");
        return Git.Commit(message, Hand(who), Hand(committer ?? who), new CommitOptions { AllowEmptyCommit = true }).Sha;
    }

    public string Commit(string message, string who, string path, string text)
    {
        Write(path, text);
        return Commit(message, who);
    }

    public void Branch(string name) => Commands.Checkout(Git, Git.CreateBranch(name));

    public void Checkout(string name) => Commands.Checkout(Git, name);

    /// <summary>Merges a branch into what is checked out, always with a merge commit of its own.</summary>
    public string Merge(string branch, string message, string who)
    {
        _now = _now.AddDays(1);
        Git.Merge(Git.Branches[branch], Hand(who), new MergeOptions { FastForwardStrategy = FastForwardStrategy.NoFastForward, CommitOnSuccess = false });
        return Git.Commit(message, Hand(who), Hand(who)).Sha;
    }

    public GitHistory Open(string folder = "", params (string Name, string Value)[] variables) =>
        GitHistory.Open(Path.Combine(Folder, folder), name => variables.FirstOrDefault(v => v.Name == name).Value).History
            ?? throw new InvalidOperationException("There is no history.");

    public void Dispose()
    {
        Git.Dispose();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private Signature Hand(string who) => new(who, $"{who}@example.com", _now);
}
