namespace Airworthy.Core.Reading;

/// <summary>Where something stands in a text file.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">Line, from 1; 0 when only the file is known.</param>
/// <param name="Column">Column, from 1; 0 when only the file is known.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary><c>file:line:column</c>, so that editors can jump.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}

/// <summary>One thing that is wrong with a text: where, what was found and expected, and what to do next.</summary>
public sealed record Problem(Place At, string Message)
{
    public override string ToString() => $"{At}: {Message}";

    /// <summary>A word of the user's own, cut so that a message stays readable.</summary>
    public static string Cut(string word) => word.Length <= 60 ? word : word[..60] + "…";
}

/// <summary>Collects what is wrong with a text: all of it, up to a number that somebody can still read.</summary>
public static class ProblemList
{
    /// <summary>Problems of one file; a file with more is not the file that was meant.</summary>
    public const int Most = 100;

    /// <summary>Whether more is said than anybody reads; looking further is then a waste.</summary>
    public static bool IsFull(this ICollection<Problem> problems) => problems.Count > Most;

    /// <summary>Adds a problem, or once that there are more.</summary>
    public static void Say(this ICollection<Problem> problems, Place at, string message)
    {
        if (problems.Count <= Most)
        {
            problems.Add(new Problem(at, problems.Count < Most ? message : "there is more; only the first are shown. Correct these and read again."));
        }
    }
}
