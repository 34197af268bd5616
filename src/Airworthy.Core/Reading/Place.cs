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
}
