using System.Globalization;
using System.Text.RegularExpressions;

namespace Airworthy.Data;

/// <summary>
/// SQL as texts: the quoting and the expressions that every engine reads alike, and the words of this process's engine. What differs between engines is
/// in <see cref="Dialect"/>, and nowhere else.
/// </summary>
public static partial class Sql
{
    extension(string text)
    {
        /// <summary>Quotes an identifier, so that a column may be called <c>order"s</c>.</summary>
        public string Quoted => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

        /// <summary>Writes a text as a literal.</summary>
        public string Literal => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>The words of the engine that this process asks.</summary>
    public static Dialect Engine { get; } = new DuckDbDialect();

    /// <inheritdoc cref="Dialect.RowHash"/>
    public static string RowHash(IEnumerable<string> quoted) => Engine.RowHash(quoted);

    /// <inheritdoc cref="Dialect.RowHash"/>
    /// <remarks>Columns are taken in the order of their names; without any, all rows are equal.</remarks>
    public static string RowHash(IEnumerable<Column> columns) =>
        columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => c.Quoted).ToList() is { Count: > 0 } names ? RowHash(names) : RowHash(["0"]);

    /// <inheritdoc cref="Dialect.StableHash"/>
    public static string StableHash(string text) => Engine.StableHash(text);

    /// <summary>A value as one text, whatever width the engine chose for it: whole numbers without a point, times as <c>2001-01-31 07:45:00</c>. Null for null.</summary>
    public static string CanonicalText(Column column) => column switch
    {
        { Kind: ColumnKind.Time, Type: not "TIME" } => $"cast(cast({column.Quoted} as timestamp) as varchar)",
        { Kind: ColumnKind.Number, IsWhole: false } => WholeWhereItCan($"cast({column.Quoted} as double)"),
        _ => $"cast({column.Quoted} as varchar)",
    };

    private static string WholeWhereItCan(string number) =>
        $"case when {number} = floor({number}) and abs({number}) < 9007199254740992 then cast(cast({number} as bigint) as varchar) else cast({number} as varchar) end";

    /// <inheritdoc cref="Dialect.Quantiles"/>
    public static string Quantiles(string expression, params IEnumerable<double> shares) => Engine.Quantiles(expression, shares);

    /// <inheritdoc cref="Dialect.ValuesAt"/>
    public static string ValuesAt(string expression, params IEnumerable<double> shares) => Engine.ValuesAt(expression, shares);

    /// <inheritdoc cref="Dialect.Histogram"/>
    public static string Histogram(string number, IEnumerable<double> bounds) => Engine.Histogram(number, bounds);

    /// <inheritdoc cref="Dialect.IsFinite"/>
    public static string IsFinite(string expression) => Engine.IsFinite(expression);

    /// <inheritdoc cref="Dialect.IsNaN"/>
    public static string IsNaN(string expression) => Engine.IsNaN(expression);

    /// <inheritdoc cref="Dialect.IsInfinite"/>
    public static string IsInfinite(string expression) => Engine.IsInfinite(expression);

    /// <inheritdoc cref="Dialect.Try"/>
    public static string Try(string expression, string type) => Engine.Try(expression, type);

    /// <inheritdoc cref="Dialect.Matches"/>
    public static string Matches(string expression, string pattern) => Engine.Matches(expression, pattern);

    /// <inheritdoc cref="Dialect.AboutDistinct"/>
    public static string AboutDistinct(string expression) => Engine.AboutDistinct(expression);

    /// <inheritdoc cref="Dialect.Seconds"/>
    public static string Seconds(string timestamp) => Engine.Seconds(timestamp);

    /// <summary>A number as every engine reads it.</summary>
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>
    /// Holds for about <paramref name="rows"/> of <paramref name="there"/> rows, the same ones whatever their order: those whose hash falls into the
    /// right place. True for every row where there are no more. Equal rows are drawn together.
    /// </summary>
    /// <param name="hash">A whole number per row, from <see cref="RowHash(IEnumerable{string})"/> or <see cref="StableHash"/>.</param>
    public static string Drawn(string hash, long rows, long there) => there <= rows ? "true" : $"({hash}) % {Math.Max(1, there / Math.Max(1, rows))} = 0";

    /// <summary>The number of the bin a value falls into: 0 below the first bound, 1 from it on, and so forth; null for null.</summary>
    /// <param name="bounds">Ascending and different.</param>
    public static string Bin(string number, IReadOnlyList<double> bounds)
    {
        string Between(int low, int high) => low == high
            ? low.ToString(CultureInfo.InvariantCulture)
            : $"case when value < {Of(bounds[(low + high) / 2])} then {Between(low, (low + high) / 2)} else {Between(((low + high) / 2) + 1, high)} end";
        return $"case when {number} is null then null else {Between(0, bounds.Count).Replace("value", number, StringComparison.Ordinal)} end";
    }

    /// <summary>
    /// Writes a text of SQL with something for each <c>$name</c> and each block <c>$name{…}</c>. What is written is not read again, so a column may be
    /// called <c>$name</c> itself; a placeholder that nothing is given for stays.
    /// </summary>
    public static string Fill(string sql, params ReadOnlySpan<(string Name, Filling Value)> values)
    {
        var known = new Dictionary<string, Filling>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            known[name] = value;
        }

        return Placeholder().Replace(sql, found => !known.TryGetValue(found.Groups["name"].Value, out var value) ? found.Value
            : found.Groups["block"] is { Success: true } block ? value.Write(block.Value, WriteEntry)
            : value.Text);

        string WriteEntry(string block, (string Name, string Value)[] entry) => Fill(block, [.. known.Select(k => (k.Key, k.Value)), .. entry.Select(e => (e.Name, (Filling)e.Value))]);
    }

    [GeneratedRegex(@"\$(?<name>[a-z_]+)(?:\{(?<block>[^{}]*)\})?")]
    private static partial Regex Placeholder();
}
