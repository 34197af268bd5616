using System.Text;

namespace Airworthy.Probes.Repository;

/// <summary>
/// A Markdown text as a reader sees it: headings, words, entries, links. Code, comments and front matter are left out. It reads each line once:
/// a text that is made to be slow to read is not.
/// </summary>
/// <param name="Sections">In order; the first, without a heading, is what stands above all headings.</param>
public sealed record MarkdownNote(IReadOnlyList<NoteSection> Sections)
{
    public static MarkdownNote Read(string text)
    {
        var sections = new List<NoteSection>();
        var (heading, level, lines, fence) = ("", 0, new List<string>(), (string?)null);
        void Next(string title, int depth)
        {
            sections.Add(new NoteSection(heading, level, lines));
            (heading, level, lines) = (title, depth, []);
        }

        foreach (var line in Body(text))
        {
            var bare = line.Trim();
            if (fence is not null || bare.StartsWith("```", StringComparison.Ordinal) || bare.StartsWith("~~~", StringComparison.Ordinal))
            {
                fence = fence is null ? bare[..3] : bare.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
            }
            else if (HeadingOf(bare) is var (title, depth))
            {
                Next(title, depth);
            }
            else if (lines.Count > 0 && bare.Length >= 3 && (bare.Trim('=').Length == 0 || bare.Trim('-').Length == 0) && IsPlain(lines[^1]))
            {
                var above = lines[^1];
                lines.RemoveAt(lines.Count - 1);
                Next(NoteText.Plain(above).Trim(), bare[0] == '=' ? 1 : 2);
            }
            else
            {
                lines.Add(line);
            }
        }

        sections.Add(new NoteSection(heading, level, lines));
        Deepen(sections);
        return new MarkdownNote(sections);
    }

    /// <summary>Puts every section below the one it belongs to.</summary>
    private static void Deepen(List<NoteSection> sections)
    {
        var above = new Stack<NoteSection>();
        foreach (var section in sections.Where(s => s.Level > 0))
        {
            while (above.Count > 0 && above.Peek().Level >= section.Level)
            {
                above.Pop();
            }

            if (above.Count > 0)
            {
                above.Peek().Below.Add(section);
            }

            above.Push(section);
        }
    }

    private static IEnumerable<string> Body(string text)
    {
        var lines = WithoutComments(text.TrimStart('\uFEFF').ReplaceLineEndings("\n")).Split('\n');
        var end = lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
        return lines.Skip(end + 1);
    }

    private static string WithoutComments(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var at = 0; ;)
        {
            var open = text.IndexOf("<!--", at, StringComparison.Ordinal);
            kept.Append(text, at, (open < 0 ? text.Length : open) - at);
            var close = open < 0 ? -1 : text.IndexOf("-->", open + 4, StringComparison.Ordinal);
            if (close < 0)
            {
                return kept.ToString();
            }

            at = close + 3;
        }
    }

    private static (string Title, int Level)? HeadingOf(string bare)
    {
        var marks = bare.Length - bare.TrimStart('#').Length;
        return marks is >= 1 and <= 6 && bare.Length > marks && bare[marks] is ' ' or '\t' ? (NoteText.Plain(bare[marks..].TrimEnd('#')).Trim(), marks) : null;
    }

    private static bool IsPlain(string line) => line.Trim() is [not ('|' or '>' or '-' or '*' or '+'), ..];
}

/// <summary>What stands below one heading.</summary>
/// <param name="Heading">Without its marks; empty above the first heading.</param>
/// <param name="Level">1 to 6; 0 above the first heading.</param>
/// <param name="Lines">Its own lines, those of subsections not included.</param>
public sealed record NoteSection(string Heading, int Level, IReadOnlyList<string> Lines)
{
    /// <summary>The sections one step below it.</summary>
    public List<NoteSection> Below { get; } = [];

    /// <summary>Its own lines and those of all sections below it, headings included.</summary>
    public IEnumerable<string> AllLines => Lines.Concat(Below.SelectMany(b => b.AllLines.Prepend(b.Heading)));

    /// <summary>All that stands in it, as one text.</summary>
    public string Text => string.Join('\n', AllLines);

    /// <summary>Its entries, each as one text: the subsections; else the items of its outermost list; else the rows of its table as <c>column: cell</c>.</summary>
    public IReadOnlyList<string> Entries =>
        Below.Count > 0 ? [.. Below.Select(b => b.Heading + ".\n" + b.Text)] : Items() is { Count: > 0 } items ? items : Rows();

    private List<string> Items()
    {
        var items = new List<StringBuilder>();
        var (outermost, blank, inside) = (int.MaxValue - 1, false, false);
        foreach (var line in Lines)
        {
            var text = line.TrimStart();
            if (text.Length == 0)
            {
                blank = true;
                continue;
            }

            var indent = line.Length - text.Length;
            var marker = MarkerLength(text);
            if (marker > 0 && indent <= outermost + 1)
            {
                outermost = items.Count == 0 ? indent : outermost;
                items.Add(new StringBuilder(text[marker..].Trim()));
                inside = true;
            }
            else if (inside && blank && indent <= outermost)
            {
                inside = false; // a paragraph after the list
            }
            else if (inside)
            {
                items[^1].Append('\n').Append(text.TrimEnd());
            }

            blank = false;
        }

        return [.. items.Select(i => i.ToString())];
    }

    private List<string> Rows()
    {
        var table = Lines.Where(l => l.Contains('|', StringComparison.Ordinal)).Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
        return table.Count < 3 || !table[1].All(c => c.Length > 0 && c.Trim('-', ':').Length == 0)
            ? []
            : [.. table.Skip(2).Select(row => string.Join('\n', row.Zip(table[0], (cell, column) => $"{column}: {cell}")))];
    }

    /// <summary>Length of <c>- </c>, <c>* </c>, <c>+ </c>, <c>1. </c> or <c>1) </c> at the start of a line; 0 when there is none.</summary>
    private static int MarkerLength(ReadOnlySpan<char> line)
    {
        var digits = 0;
        while (digits < line.Length && digits < 9 && char.IsAsciiDigit(line[digits]))
        {
            digits++;
        }

        var length = digits > 0 ? (line.Length > digits && line[digits] is '.' or ')' ? digits + 1 : 0) : line is ['-' or '*' or '+', ..] ? 1 : 0;
        return length > 0 && line.Length > length && line[length] is ' ' or '\t' ? length + 1 : 0;
    }
}
