using System.Security.Cryptography;

using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository;

/// <summary>Says how a statement came to be where it is, from the git history.</summary>
public sealed class StatementGrades(string root, GitHistory? history)
{
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

    /// <summary>The active person besides the signer and those who wrote the file who approved what a commit or merge brought.</summary>
    public static string? Reviewer(Brought brought, string signer, People people)
    {
        var writers = brought.Commits.Where(c => c.Id != brought.By.Id).Select(c => people.HandleOf(c.Author.Email)).OfType<string>().Append(signer).ToHashSet();
        return brought.IsEdge ? null : Reviews.Approver(brought.Commits[0], brought.By, writers, Reviews.Somebody(people));
    }
}
