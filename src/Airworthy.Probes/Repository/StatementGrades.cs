using System.Security.Cryptography;

using Airworthy.Core.Statements;
using Airworthy.Probes.Repository.Signatures;

namespace Airworthy.Probes.Repository;

/// <summary>Says how a statement came to be where it is, from the git history and the signatures beside it.</summary>
public sealed class StatementGrades(string root, GitHistory? history, StatementSignatures signatures)
{
    /// <summary>Grades one statement's file.</summary>
    /// <param name="path">Its path in the project.</param>
    /// <param name="people">Who is on the project, as the default branch says it where a pull request is looked at.</param>
    public StatementOnFile Grade(string path, Statement statement, People people)
    {
        var (grade, reviewer) = history is not null && history.IsOnDefault(path) && history.BroughtToDefault(path) is { } brought
            ? Reviewer(brought, statement.By, people) is { } other ? (Core.Statements.Grade.Reviewed, other) : (Core.Statements.Grade.Alone, null)
            : (Core.Statements.Grade.Preview, (string?)null);
        var signed = signatures.Check(root, path, people);
        var signers = signed.Select(s => s.By).OfType<string>().Distinct().ToList();
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, path))));
        return new StatementOnFile(statement, signers.Contains(statement.By) ? Core.Statements.Grade.Signed : grade, path, digest, reviewer)
        {
            Signers = signers,
            SignatureTroubles = [.. signed.Where(s => s.By is null).Select(s => s.Because)],
        };
    }

    /// <summary>The active person besides the signer and those who wrote the file who approved what a commit or merge brought.</summary>
    public static string? Reviewer(Brought brought, string signer, People people)
    {
        var writers = brought.Commits.Where(c => c.Id != brought.By.Id).Select(c => people.HandleOf(c.Author.Email)).OfType<string>().Append(signer).ToHashSet();
        return brought.IsEdge ? null : Reviews.Approver(brought.Commits[0], brought.By, writers, Reviews.Somebody(people));
    }
}
