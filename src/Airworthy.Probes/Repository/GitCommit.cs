namespace Airworthy.Probes.Repository;

/// <summary>One commit, as far as its text says.</summary>
/// <param name="Id">Hexadecimal.</param>
/// <param name="Parents">Ids, first parent first; empty for a root and at the edge of a shallow clone.</param>
public sealed record GitCommit(string Id, Hand Author, Hand Committer, string Message, IReadOnlyList<string> Parents)
{
    /// <summary>The first line.</summary>
    public string Subject => Message.Split('\n')[0].Trim();

    public bool IsMerge => Parents.Count > 1;

    /// <summary>What stands as <c>Key: value</c> in the last paragraphs of the message.</summary>
    public IReadOnlyList<Trailer> Trailers => Trailer.Of(Message);

    public string ShortId => Id[..Math.Min(10, Id.Length)];
}

/// <summary>Who did something to a commit, and when, as their machine said it.</summary>
public sealed record Hand(string Name, string Email, DateTimeOffset At);

/// <summary>A line <c>Key: value</c> at the end of a commit's message, such as <c>Reviewed-by: Ana &lt;ana@example.com&gt;</c>.</summary>
public sealed record Trailer(string Key, string Value)
{
    /// <summary>The address between angle brackets, or the whole value when it looks like one; else null.</summary>
    public string? Email
    {
        get
        {
            var open = Value.LastIndexOf('<');
            var close = Value.LastIndexOf('>');
            return open >= 0 && close > open ? Value[(open + 1)..close].Trim()
                : Value.Contains('@', StringComparison.Ordinal) && !Value.Contains(' ', StringComparison.Ordinal) ? Value
                : null;
        }
    }

    /// <summary>The trailers of a message: paragraphs at its end in which every line is one. The first paragraph is never theirs.</summary>
    public static IReadOnlyList<Trailer> Of(string message)
    {
        var paragraphs = message.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = new List<Trailer>();
        for (var i = paragraphs.Length - 1; i > 0; i--)
        {
            var lines = paragraphs[i].Split('\n').Where(l => l.Length > 0 && l[0] is not (' ' or '\t')).Select(Parse).ToList();
            if (lines.Count == 0 || lines.Contains(null))
            {
                break;
            }

            found.InsertRange(0, lines!);
        }

        return found;
    }

    private static Trailer? Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && colon + 1 < line.Length && line[colon + 1] == ' '
            ? new Trailer(line[..colon], line[(colon + 1)..].Trim())
            : null;
    }
}

/// <summary>How the content of a file came to the default branch.</summary>
/// <param name="By">The commit of the main line that brought it; a merge when it came from a branch.</param>
/// <param name="Commits">The commits on the merged branch that touched the file, newest first; <paramref name="By"/> itself when it is no merge.</param>
/// <param name="IsEdge">The clone is shallow and ends here: the content is at least this old, and who brought it cannot be seen.</param>
public sealed record Brought(GitCommit By, IReadOnlyList<GitCommit> Commits, bool IsEdge);

/// <summary>A large file somewhere in the history.</summary>
/// <param name="Path">Its path in the project.</param>
public sealed record LargeBlob(string Path, long Bytes, GitCommit By);

/// <summary>The branch on which merged work lies.</summary>
/// <param name="Name">As people call it: <c>main</c>.</param>
/// <param name="Reference">The reference it was read from; empty when it is only the current commit.</param>
/// <param name="IsBase">It is the branch that a pull request of this CI run asks to be merged into.</param>
public sealed record DefaultBranch(string Name, string Reference, bool IsBase);
