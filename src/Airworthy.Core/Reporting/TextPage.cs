using System.Text;

namespace Airworthy.Core.Reporting;

/// <summary>Lines of text for a terminal, wrapped between words and never inside a `command`.</summary>
/// <param name="width">Columns.</param>
internal sealed class TextPage(int width)
{
    /// <summary>A space at which no line breaks.</summary>
    public const char Hard = '\u00a0';

    private static readonly char[] s_breaks = [' ', '\n', '\r', '\t'];

    private readonly StringBuilder _text = new();

    /// <summary>One paragraph.</summary>
    /// <param name="first">Stands before the first line.</param>
    /// <param name="rest">Stands before the other lines; as long as <paramref name="first"/> when it is null.</param>
    public TextPage Add(string text, string first = "", string? rest = null)
    {
        rest ??= new string(' ', first.Length);
        var line = new StringBuilder(first);
        var empty = true;
        foreach (var word in Words(text))
        {
            if (!empty && line.Length + 1 + word.Length > width)
            {
                _text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(rest);
                empty = true;
            }

            line.Append(empty ? "" : " ").Append(word);
            empty = false;
        }

        _text.Append(line.ToString().TrimEnd()).Append('\n');
        return this;
    }

    /// <summary>One line as it is.</summary>
    public TextPage Verbatim(string line)
    {
        _text.Append(line.TrimEnd()).Append('\n');
        return this;
    }

    public TextPage Blank()
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>A heading with an empty line before it.</summary>
    public TextPage Heading(string text) => Blank().Add(text);

    public override string ToString() => _text.Replace(Hard, ' ').ToString();

    private static IEnumerable<string> Words(string text)
    {
        var kept = "";
        foreach (var word in Clean(text).Split(s_breaks, StringSplitOptions.RemoveEmptyEntries))
        {
            kept = kept.Length == 0 ? word : $"{kept} {word}";
            if (kept.Count(c => c == '`') % 2 == 0 || kept.Length > 120)
            {
                yield return kept;
                kept = "";
            }
        }

        if (kept.Length > 0)
        {
            yield return kept;
        }
    }

    // A name from a file must not steer the terminal.
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
