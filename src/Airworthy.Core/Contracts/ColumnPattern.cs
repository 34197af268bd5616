using System.IO.Enumeration;

namespace Airworthy.Core.Contracts;

/// <summary>Patterns of column names: <c>*</c> stands for any text, case does not count, every other character is itself.</summary>
public static class ColumnPattern
{
    public static bool IsMatch(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name);
}
