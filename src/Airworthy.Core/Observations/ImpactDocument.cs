namespace Airworthy.Core.Observations;

/// <summary>The document on who is touched and how badly, as far as it can be read.</summary>
/// <param name="Path">Its path in the project.</param>
/// <param name="Sections">Its headings with what stands below each, subsections included.</param>
/// <param name="Harms">The entries below the heading <c>harms</c>: subsections, list items or table rows.</param>
/// <param name="Holders">Everything named after <c>held_by</c>, each once.</param>
public sealed record ImpactDocument(string Path, IReadOnlyList<DocumentSection> Sections, IReadOnlyList<Harm> Harms, IReadOnlyList<Holder>? Holders = null)
    : Observation
{
    /// <summary>The headings that are asked for, in lower case.</summary>
    public static readonly IReadOnlyList<string> Headings =
        ["who is affected", "benefits", "harms", "misuse", "what we do about it", "what we accept", "how people complain"];
}

/// <param name="Heading">In lower case, without numbers and marks.</param>
/// <param name="Words">Words below it; code and comments do not count.</param>
/// <param name="Characters">Characters below it, likewise.</param>
/// <param name="Filler">What shows that the text only fills the section (<c>holds "TODO"</c>); null when nothing does.</param>
public sealed record DocumentSection(string Heading, int Words, int Characters, string? Filler = null);

/// <param name="Name">Its first words.</param>
/// <param name="Mitigated">Whether it says what is done about it.</param>
/// <param name="AcceptedBy">Who accepts it, if somebody does.</param>
/// <param name="HeldBy">What its mitigation rests on.</param>
/// <param name="Lacks">Which of <c>likelihood</c>, <c>severity</c> and <c>who notices</c> it does not say.</param>
public sealed record Harm(string Name, bool Mitigated = false, string? AcceptedBy = null, IReadOnlyList<string>? HeldBy = null, IReadOnlyList<string>? Lacks = null);
