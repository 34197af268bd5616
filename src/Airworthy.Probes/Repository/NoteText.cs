using System.Globalization;
using System.Text;

namespace Airworthy.Probes.Repository;

/// <summary>Reads running text: its words, its links, the days in it, and what stands after a label such as <c>Result:</c>.</summary>
public static class NoteText
{
    /// <summary>The text without marks of emphasis, code and links; of a link its words are kept.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ']' && i + 1 < text.Length && text[i + 1] == '(' && ClosingOf(text, i + 2) is var close and > 0)
            {
                i = close;
            }
            else if (StartsAddress(text, i))
            {
                i = EndOfAddress(text, i) - 1;
            }
            else if (text[i] is not ('*' or '`' or '[' or ']' or '<' or '>'))
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Words with at least one letter.</summary>
    public static IEnumerable<string> Words(string plain)
    {
        for (var i = 0; i < plain.Length; i++)
        {
            if (!char.IsLetterOrDigit(plain[i]))
            {
                continue;
            }

            var (start, letters) = (i, 0);
            while (i < plain.Length && (char.IsLetterOrDigit(plain[i]) || plain[i] is '\'' or '’' or '-'))
            {
                letters += char.IsLetter(plain[i]) ? 1 : 0;
                i++;
            }

            if (letters > 0)
            {
                yield return plain[start..i];
            }
        }
    }

    /// <summary>Addresses and paths that a text links to, in order.</summary>
    public static IEnumerable<string> Links(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ']' && i + 1 < text.Length && text[i + 1] == '(' && ClosingOf(text, i + 2) is var close and > 0)
            {
                var target = text[(i + 2)..close].Trim().Split(' ')[0].Trim('<', '>');
                if (target.Length > 0)
                {
                    yield return target;
                }

                i = close;
            }
            else if (StartsAddress(text, i))
            {
                var end = EndOfAddress(text, i);
                yield return text[i..end];
                i = end - 1;
            }
        }
    }

    /// <summary>Whether a link leads to the web, and not to a file of the project.</summary>
    public static bool IsAddress(string link) => StartsAddress(link, 0) || link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first day written as <c>2001-06-12</c>; null when there is none.</summary>
    public static DateOnly? Day(ReadOnlySpan<char> text)
    {
        for (var i = 0; i + 10 <= text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) && (i == 0 || !char.IsAsciiDigit(text[i - 1])) && (i + 10 == text.Length || !char.IsAsciiDigit(text[i + 10]))
                && DateOnly.TryParseExact(text.Slice(i, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }
        }

        return null;
    }

    /// <summary>What stands after each label (<c>Severity: high.</c>) up to the next of these labels. Labels are found in any case, at the start of a word.</summary>
    public static IReadOnlyDictionary<string, string> Labelled(string plain, params IReadOnlyList<string> labels)
    {
        var found = labels.SelectMany(label => At(plain, label).Select(at => (label, at))).OrderBy(f => f.at).ToList();
        var values = new Dictionary<string, string>();
        for (var i = 0; i < found.Count; i++)
        {
            var start = plain.IndexOf(':', found[i].at + found[i].label.Length) + 1;
            var end = i + 1 < found.Count ? found[i + 1].at : plain.Length;
            values.TryAdd(found[i].label, end > start ? plain[start..end].Trim() : "");
        }

        return values;
    }

    /// <summary>The first words of an entry, to name it.</summary>
    public static string Title(string entry)
    {
        var plain = string.Join(' ', Plain(entry).Split((char[]?)null, 20, StringSplitOptions.RemoveEmptyEntries).Take(19));
        var end = plain.AsSpan().IndexOfAny('.', ':', ';');
        var title = (end > 3 ? plain[..end] : plain).Trim('"', ' ', ',');
        return title.Length > 70 ? title[..70].TrimEnd() + "…" : title;
    }

    private static IEnumerable<int> At(string plain, string label)
    {
        for (var at = plain.IndexOf(label, StringComparison.OrdinalIgnoreCase); at >= 0; at = plain.IndexOf(label, at + label.Length, StringComparison.OrdinalIgnoreCase))
        {
            var after = at + label.Length;
            while (after < plain.Length && after < at + label.Length + 3 && plain[after] == ' ')
            {
                after++;
            }

            if ((at == 0 || !char.IsLetterOrDigit(plain[at - 1])) && after < plain.Length && plain[after] == ':')
            {
                yield return at;
            }
        }
    }

    private static bool StartsAddress(string text, int at) =>
        text[at] is 'h' or 'H' or 'd' or 'D'
        && (string.Compare(text, at, "https://", 0, 8, StringComparison.OrdinalIgnoreCase) == 0
            || string.Compare(text, at, "http://", 0, 7, StringComparison.OrdinalIgnoreCase) == 0
            || string.Compare(text, at, "doi:10.", 0, 7, StringComparison.OrdinalIgnoreCase) == 0);

    private static int EndOfAddress(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('>' or '<' or ')' or ']' or '"' or '|'))
        {
            end++;
        }

        while (end > start + 1 && text[end - 1] is '.' or ',' or ';' or '*' or '`')
        {
            end--;
        }

        return end;
    }

    /// <summary>Where the target of a link ends; 0 when it does not end soon on its line.</summary>
    private static int ClosingOf(string text, int start)
    {
        var end = text.AsSpan(start, Math.Min(2000, text.Length - start)).IndexOfAny(')', '\n');
        return end >= 0 && text[start + end] == ')' ? start + end : 0;
    }
}
