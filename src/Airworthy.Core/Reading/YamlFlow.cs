using System.Text;

namespace Airworthy.Core.Reading;

/// <summary>Writes values as YAML on one line.</summary>
public static class YamlFlow
{
    /// <summary>A tree on one line: <c>{name: late_15, from: "delay > 15"}</c>.</summary>
    public static string Write(Yaml node) => node switch
    {
        Yaml.Scalar { IsNull: true } => "~",
        Yaml.Scalar scalar => scalar.Quoted || !IsPlain(scalar.Text) ? Quoted(scalar.Text) : scalar.Text,
        Yaml.List list => $"[{string.Join(", ", list.Items.Select(Write))}]",
        Yaml.Map map => $"{{{string.Join(", ", map.Entries.Select(e => $"{Text(e.Key)}: {Write(e.Value)}"))}}}",
        _ => throw new ArgumentException($"{node.GetType()} is no node.", nameof(node)),
    };

    /// <summary>A text as a value that reads back as exactly this text; quoted only where it must be.</summary>
    public static string Text(string text) => IsPlain(text) && text is not ("null" or "Null" or "NULL") ? text : Quoted(text);

    /// <summary>A list of texts on one line.</summary>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Text))}]";

    /// <summary>Whether a text means the same with and without quotes, inside and outside of brackets.</summary>
    public static bool IsPlain(string text) =>
        text.Length > 0 && text[^1] is not (' ' or ':')
        && (char.IsLetterOrDigit(text[0]) || text[0] is '_' or '.' or '/' or '(' || (text[0] is '-' or '+' && text.Length > 1 && char.IsLetterOrDigit(text[1])))
        && text.All(c => c == ' ' || (c > ' ' && !char.IsControl(c) && !char.IsWhiteSpace(c) && c is not (',' or '[' or ']' or '{' or '}' or '"' or '\\' or '\uFEFF')))
        && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal)
        && text is not ("---" or "...") && !text.StartsWith("... ", StringComparison.Ordinal);

    private static string Quoted(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            written.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return written.Append('"').ToString();
    }
}
