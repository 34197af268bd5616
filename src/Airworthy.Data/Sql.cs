namespace Airworthy.Data;

/// <summary>What differs between SQL engines, for DuckDB, and the quoting that every engine needs.</summary>
public static class Sql
{
    extension(string text)
    {
        /// <summary>Quotes an identifier, so that a column may be called <c>order"s</c>.</summary>
        public string Quoted => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

        /// <summary>Writes a text as a literal.</summary>
        public string Literal => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Replaces <c>$name</c> in a text of SQL; names that are longer go first, so <c>$label_from</c> is safe beside <c>$label</c>.</summary>
    public static string Fill(string sql, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var sorted = values.ToArray().OrderByDescending(v => v.Name.Length);
        return sorted.Aggregate(sql, (text, v) => text.Replace("$" + v.Name, v.Value, StringComparison.Ordinal));
    }
}
