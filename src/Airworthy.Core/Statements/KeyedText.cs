using System.Text;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

/// <summary>
/// Writes the flat files that people also write by hand: one key after the other. What did not change stays as it is, comments and
/// order included; of a value that changed, only its own characters are replaced.
/// </summary>
public static class KeyedText
{
    /// <summary>Columns that a folded text may fill.</summary>
    private const int Width = 118;

    /// <summary>Turns a text with the old values into one with the new ones.</summary>
    /// <param name="existing">The file as it is; null when there is none.</param>
    /// <param name="old">The values it holds, written as <paramref name="now"/> writes them; keys in the order of the format.</param>
    /// <param name="now">The values it shall hold; null removes a key.</param>
    public static string Write(string? existing, IReadOnlyList<(string Key, string? Value)> old, IReadOnlyList<(string Key, string? Value)> now)
    {
        var text = existing is null or { Length: 0 } ? "" : existing.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            text += "\n";
        }

        var before = old.ToDictionary(o => o.Key, o => o.Value);
        var order = now.Select(n => n.Key).ToList();
        foreach (var (key, value) in now)
        {
            if (existing is null ? value is not null : before.GetValueOrDefault(key) != value)
            {
                text = Set(text, key, value, order);
            }
        }

        return existing?.Contains("\r\n", StringComparison.Ordinal) == true ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
    }

    /// <summary>One value on one line, quoted where YAML would read it as something else.</summary>
    public static string Plain(string value)
    {
        var one = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var isPlain = one.Length > 0
            && (char.IsLetterOrDigit(one[0]) || one[0] is '.' or '/' or '(')
            && one.All(c => !char.IsControl(c) && c is not ('"' or '\\' or '{' or '}' or '[' or ']' or ',' or '`'))
            && !one.Contains(": ", StringComparison.Ordinal) && !one.EndsWith(':') && !one.Contains(" #", StringComparison.Ordinal)
            && !double.TryParse(one, out _)
            && one.ToLowerInvariant() is not ("true" or "false" or "yes" or "no" or "on" or "off" or "null" or "y" or "n" or "." or "..." or ".nan" or ".inf");
        if (isPlain)
        {
            return one;
        }

        var text = new StringBuilder("\"");
        foreach (var c in one)
        {
            text.Append(c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return text.Append('"').ToString();
    }

    /// <summary>A text of some sentences as a block: folded at <see cref="Width"/>, or line by line when its lines mean something.</summary>
    public static string Block(string value)
    {
        var lines = string.Concat(value.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\t', ' ').Where(c => c == '\n' || !char.IsControl(c)))
            .Trim().Split('\n').Select(l => l.TrimEnd()).ToList();
        if (lines.Count > 1)
        {
            return "|\n" + string.Join('\n', lines.Select(l => l.Length == 0 ? "" : "  " + l));
        }

        var text = new StringBuilder(">");
        var column = Width;
        foreach (var word in lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var breaks = column + 1 + word.Length > Width;
            text.Append(breaks ? "\n  " : " ").Append(word);
            column = breaks ? 2 + word.Length : column + 1 + word.Length;
        }

        return text.ToString();
    }

    /// <summary>A list on one line if it fits, else one entry per line.</summary>
    public static string List(string key, IReadOnlyCollection<string> entries)
    {
        var line = $"[{string.Join(", ", entries)}]";
        return key.Length + 2 + line.Length <= Width ? line : string.Concat(entries.Select(e => "\n  - " + e));
    }

    private static string Set(string text, string key, string? value, List<string> order)
    {
        if ((YamlText.Read(text, "", new List<Problem>()) as Yaml.Map)?[key] is Yaml.Scalar scalar && scalar.End > scalar.Start && value?.Contains('\n', StringComparison.Ordinal) == false
            && !text.AsSpan(scalar.Start, scalar.End - scalar.Start).Contains('\n'))
        {
            return text[..scalar.Start] + value + text[scalar.End..];
        }

        var lines = text.Length == 0 ? [] : text[..^1].Split('\n').ToList();
        var written = value is null ? [] : (value.StartsWith('\n') ? $"{key}:{value}" : $"{key}: {value}").Split('\n');
        var start = lines.FindIndex(l => IsKey(l, key));
        if (start >= 0)
        {
            lines.RemoveRange(start, End(lines, start) - start);
            lines.InsertRange(start, written);
        }
        else
        {
            var earlier = order.Take(order.IndexOf(key)).Reverse().Select(k => lines.FindIndex(l => IsKey(l, k))).FirstOrDefault(i => i >= 0, -1);
            lines.InsertRange(earlier < 0 ? FirstKey(lines) : End(lines, earlier), written);
        }

        return lines.Count == 0 ? "" : string.Join('\n', lines) + "\n";
    }

    private static bool IsKey(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) && line.AsSpan(key.Length).TrimStart(' ') is [':', ..];

    // Comments in front of everything are the file's, so the first key goes behind them.
    private static int FirstKey(List<string> lines)
    {
        var first = lines.FindIndex(l => l.Length > 0 && l[0] != '#');
        return first < 0 ? lines.Count : first;
    }

    /// <summary>The line behind a key's value: what follows in column 1 is the next key or a comment on it.</summary>
    private static int End(List<string> lines, int start)
    {
        var end = start + 1;
        for (var i = end; i < lines.Count && (lines[i].Length == 0 || lines[i][0] is ' ' or '\t' or '-' && !lines[i].StartsWith("---", StringComparison.Ordinal)); i++)
        {
            end = lines[i].Trim().Length > 0 ? i + 1 : end;
        }

        return end;
    }
}
