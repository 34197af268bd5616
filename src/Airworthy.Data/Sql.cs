using System.Globalization;

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

    /// <summary>One number per row over the given columns: equal rows have equal numbers, NULL being a value like any other.</summary>
    public static string RowHash(IEnumerable<string> quoted) => $"hash({string.Join(", ", quoted)})";

    /// <summary>The values at the given shares of a column, as a list.</summary>
    public static string Quantiles(string expression, params IEnumerable<double> shares) =>
        $"quantile_cont({expression}, [{string.Join(", ", shares.Select(s => s.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}])";

    /// <summary>Values of a column at the given shares, each one that occurs, as a list.</summary>
    public static string ValuesAt(string expression, params IEnumerable<double> shares) =>
        $"quantile_disc({expression}, [{string.Join(", ", shares.Select(Of))}])";

    /// <summary>Rows per bin as a map from the bin's upper bound, which belongs to it; what lies above the last bound is in a bin of its own.</summary>
    /// <param name="bounds">Ascending and different.</param>
    public static string Histogram(string number, IEnumerable<double> bounds) =>
        $"histogram({number}, [{string.Join(", ", bounds.Select(b => $"cast({Of(b)} as double)"))}])";

    public static string IsNaN(string expression) => $"isnan({expression})";

    public static string IsInfinite(string expression) => $"isinf({expression})";

    /// <summary>A text as another type; null where it is none.</summary>
    public static string Try(string expression, string type) => $"try_cast({expression} as {type})";

    /// <summary>Whether a regular expression matches somewhere in a text. The engine's expressions take linear time, whatever the text.</summary>
    public static string Matches(string expression, string pattern) => $"regexp_matches({expression}, {pattern.Literal})";

    /// <summary>A number as every engine reads it.</summary>
    public static string Of(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// A 64-bit number for the values of some columns together: equal rows have equal numbers, nulls included. Two rows that differ have the
    /// same one by accident in a table of n rows with probability n² ⁄ 2⁶⁵. Columns are taken in the order of their names.
    /// </summary>
    public static string RowHash(IEnumerable<Column> columns) =>
        columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Quoted).ToList() is { Count: > 0 } names ? RowHash(names) : "0";

    /// <summary>About how many values an expression has; a few percent off for many values.</summary>
    public static string AboutDistinct(string expression) => $"approx_count_distinct({expression})";

    /// <summary>The seconds since 1970 of a timestamp, fractions included.</summary>
    public static string Seconds(string timestamp) => $"epoch({timestamp})";

    /// <summary>The number of the bin a value falls into: 0 below the first bound, 1 from it on, and so forth; null for null.</summary>
    /// <param name="bounds">Ascending and different.</param>
    public static string Bin(string number, IReadOnlyList<double> bounds)
    {
        string Between(int low, int high) => low == high
            ? low.ToString(CultureInfo.InvariantCulture)
            : $"case when value < {Of(bounds[(low + high) / 2])} then {Between(low, (low + high) / 2)} else {Between(((low + high) / 2) + 1, high)} end";
        return $"case when {number} is null then null else {Between(0, bounds.Count).Replace("value", number, StringComparison.Ordinal)} end";
    }

    /// <summary>Replaces <c>$name</c> in a text of SQL; names that are longer go first, so <c>$label_from</c> is safe beside <c>$label</c>.</summary>
    public static string Fill(string sql, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var sorted = values.ToArray().OrderByDescending(v => v.Name.Length);
        return sorted.Aggregate(sql, (text, v) => text.Replace("$" + v.Name, v.Value, StringComparison.Ordinal));
    }
}
