using System.Text.RegularExpressions;

namespace Airworthy.Probes.Data;

/// <summary>A file of code that makes features, read for the columns it names. Comments name nothing.</summary>
public sealed partial class FeatureCode
{
    private const long Largest = 2 << 20;

    private readonly string[] _lines;
    private readonly bool _isSql;

    private FeatureCode(string[] lines, bool isSql) => (_lines, _isSql) = (lines, isSql);

    public static FeatureCode Read(string path) =>
        Parse(new FileInfo(path).Length > Largest ? "" : File.ReadAllText(path), isSql: path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the comments out, Python's long texts too, and keeps the lines.</summary>
    public static FeatureCode Parse(string text, bool isSql)
    {
        var bare = (isSql ? SqlComment() : OtherComment()).Replace(text, m => m.Value[0] is '-' or '#' or '/' || m.Value.StartsWith("\"\"\"", StringComparison.Ordinal) || m.Value.StartsWith("'''", StringComparison.Ordinal)
            ? new string('\n', m.Value.Count(c => c == '\n'))
            : m.Value);
        return new FeatureCode(bare.Split('\n'), isSql);
    }

    /// <summary>The first line, from 1, that reads a column; null when none does.</summary>
    public int? LineOf(string column)
    {
        var name = Regex.Escape(column);
        // SQL names columns bare, and uses some of the same words as types: `cast(x as date)`, `date '2001-01-01'`, `date(x)`.
        // Elsewhere a column is named in quotes, or after a point or dollar sign.
        var pattern = _isSql
            ? $"""(?<![\w'])(?<!\bas\s)(?<!::){name}(?![\w'])(?!\s*['(])"""
            : $"""(?<=['"`]){name}(?=['"`])|(?<!\bdt\.)(?<=[.$]){name}(?![\w(])""";
        var options = RegexOptions.CultureInvariant | (_isSql ? RegexOptions.IgnoreCase : RegexOptions.None);
        var at = Array.FindIndex(_lines, l => Regex.IsMatch(l, pattern, options, TimeSpan.FromSeconds(1)));
        return at < 0 ? null : at + 1;
    }

    /// <summary>Comments and texts; texts are matched so that what looks like a comment inside one is left alone.</summary>
    [GeneratedRegex(@"'(?:[^']|'')*'|""[^""]*""|--[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex SqlComment();

    [GeneratedRegex("""\"\"\".*?\"\"\"|'''.*?'''|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|#[^\n]*|//[^\n]*|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex OtherComment();
}
