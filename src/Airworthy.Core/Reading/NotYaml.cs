using YamlDotNet.Core;

namespace Airworthy.Core.Reading;

/// <summary>Says in plain words why a text is not YAML, and what to do about it.</summary>
internal static class NotYaml
{
    public static readonly string TooDeep = $"this is nested deeper than {YamlText.MaxDepth} levels. Nothing in this file needs that: remove levels.";

    /// <summary>What the scanner says, and what it means for somebody who writes a file by hand. The first that occurs wins.</summary>
    private static readonly (string Says, string Means)[] s_words =
    [
        (TooDeep, TooDeep),
        ("found invalid mapping", "a second `key:` stands on this line, where a value was expected. Give each key a line of its own, indented like its neighbours, or quote a text that contains `: `."),
        ("Mapping values are not allowed", "a colon stands where no key can be. Quote the text, or give the key a line of its own, indented like its neighbours."),
        ("cannot start any token", "a text starts with {0}, expected a letter, a digit or a quote. Put the text in quotes."),
        ("unknown escape character", "a backslash in double quotes is followed by a character it does not go with. Use single quotes, or write \\\\ for one backslash."),
        ("while scanning a quoted scalar, found unexpected end of stream", "the quote that opens here is not closed. Add the closing quote."),
        ("scalar, found wrong indentation", "the quote that opens here is not closed on this line. Add the closing quote, or indent the lines that belong to it."),
        ("did not find expected '-' indicator", "this line does not belong to the list above it, expected a dash. Indent it, or put a dash before it."),
        ("did not find expected key", "this does not fit the lines above, expected `key: value` with their indentation. Look at the indentation, and at quotes inside quotes."),
        ("document start", "this does not fit the lines above, expected `key: value` with their indentation. Look at the indentation."),
        ("<document end>", "the text goes on after its value was complete, expected `key: value` on each line. Look at the indentation and the quotes."),
        ("incompatible YAML", "another version of YAML is asked for. Remove the line that starts with %."),
        ("could not find expected ':'", "this line has no colon, expected `key: value`. Add the colon, or indent the line if it belongs to the text above."),
    ];

    public static Problem Because(YamlException e, string text, string file, (Place At, char Bracket)? open)
    {
        var says = e.InnerException?.Message ?? e.Message;
        var at = new Place(file, (int)e.Start.Line, (int)e.Start.Column);
        if (says.Contains("tab", StringComparison.Ordinal) && says.Contains("indentation", StringComparison.Ordinal))
        {
            return new Problem(FirstTab(text, at), "a tab is used for indentation, expected spaces. Replace it by spaces (in most editors: Convert indentation to spaces).");
        }

        if (open is { } bracket && (says.Contains("did not find expected ','", StringComparison.Ordinal) || says.Contains("end of stream", StringComparison.Ordinal)))
        {
            var closing = bracket.Bracket == '{' ? '}' : ']';
            return new Problem(at, $"the {bracket.Bracket} of {bracket.At.Line}:{bracket.At.Column} is still open, expected a comma or {closing}. Add it here or before.");
        }

        if (says.Contains("found invalid mapping", StringComparison.Ordinal) && LineOf(text, at.Line) is var line && line.AsSpan(0, Math.Clamp(at.Column - 1, 0, line.Length)).IndexOf(": ") < 0
            && line.Length > line.TrimStart().Length)
        {
            return new Problem(at with { Column = line.Length - line.TrimStart().Length + 1 },
                "this line is indented deeper than the key above it, which has its value already. Give both the same indentation.");
        }

        var index = (int)Math.Clamp(e.Start.Index, 0, Math.Max(text.Length - 1, 0));
        foreach (var (word, means) in s_words)
        {
            if (says.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return new Problem(at, text.Length == 0 ? means : string.Format(null, means, text[index]));
            }
        }

        return new Problem(at, $"this is not YAML ({says.Split('\n')[0].Trim().TrimEnd('.')}), expected `key: value` on each line. Look at indentation, colons and quotes around it.");
    }

    public static Problem NotClosed((Place At, char Bracket) open) =>
        new(open.At, $"the {open.Bracket} that opens here is not closed before the next line at the margin, expected {(open.Bracket == '{' ? '}' : ']')}. Add it.");

    public static Problem DoesNotFit(Place at) =>
        new(at, "what follows here does not fit the lines above, expected `key: value` with their indentation. Look at the indentation and the brackets.");

    private static string LineOf(string text, int line) => text.Split('\n').ElementAtOrDefault(line - 1) ?? "";

    private static Place FirstTab(string text, Place from)
    {
        var lines = text.Split('\n');
        for (var i = Math.Max(from.Line - 1, 0); i < lines.Length; i++)
        {
            var indentation = lines[i].Length - lines[i].TrimStart(' ', '\t').Length;
            if (lines[i].AsSpan(0, indentation).IndexOf('\t') is var tab and >= 0)
            {
                return new Place(from.File, i + 1, tab + 1);
            }
        }

        return from;
    }
}
