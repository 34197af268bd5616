using System.Security.Cryptography;

using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository;

/// <summary>Says how a statement came to be where it is, from the git history.</summary>
public sealed class StatementGrades(string root, GitHistory? history)
{
    /// <summary>The trailer that a reviewer's approval leaves in a commit.</summary>
    public const string ReviewedBy = "Reviewed-by";

    /// <summary>Grades one statement's file.</summary>
    /// <param name="path">Its path in the project.</param>
    /// <param name="people">Who is on the project, as the default branch says it where a pull request is looked at.</param>
    public StatementOnFile Grade(string path, Statement statement, People people)
    {
        var (grade, reviewer) = history is not null && history.IsOnDefault(path) && history.BroughtToDefault(path) is { } brought
            ? Reviewer(brought, statement.By, people) is { } other ? (Core.Statements.Grade.Reviewed, other) : (Core.Statements.Grade.Alone, null)
            : (Core.Statements.Grade.Preview, (string?)null);
        return new StatementOnFile(statement, grade, path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, path)))), reviewer);
    }

    /// <summary>The active person besides the signer who approved what a commit or merge brought: by trailer, else by merging what somebody else wrote.</summary>
    public static string? Reviewer(Brought brought, string signer, People people)
    {
        if (brought.IsEdge)
        {
            return null;
        }

        var writers = brought.Commits.Where(c => c.Id != brought.By.Id).Select(c => people.HandleOf(c.Author.Email)).ToHashSet();
        var approved = new[] { brought.By, brought.Commits[0] }
            .SelectMany(c => c.Trailers).Where(t => t.Key.Equals(ReviewedBy, StringComparison.OrdinalIgnoreCase) && t.Email is not null)
            .Select(t => people.HandleOf(t.Email!)).FirstOrDefault(IsOther);
        return approved ?? (brought.By.IsMerge && brought.Commits[0].Id != brought.By.Id && Merger(brought.By, people) is var merger && IsOther(merger) && !writers.Contains(merger) ? merger : null);

        bool IsOther(string? handle) => handle is not null && handle != signer && people[handle] is { Active: true };
    }

    /// <summary>Who merged: the committer, or the author where the forge's own address committed.</summary>
    private static string? Merger(GitCommit merge, People people) => people.HandleOf(merge.Committer.Email) ?? people.HandleOf(merge.Author.Email);
}
