using System.Globalization;
using System.Text.RegularExpressions;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>What each column should look like: the file that <c>data.schema</c> names. Written by people, judged against the rows.</summary>
public sealed record TableSchema
{
    /// <summary>The columns by name; the label and the keys are columns too.</summary>
    [Must] public IReadOnlyDictionary<string, ColumnPromise> Columns { get; init; } = new Dictionary<string, ColumnPromise>();

    /// <summary>Share of rows that may break the schema; 0 when it is not written.</summary>
    [Within(0, 1, "share")] public double? MaxBroken { get; init; }

    /// <summary>The file as the user named it, to point at a column.</summary>
    [NotInFile] public ContractSource Source { get; init; } = ContractSource.None;
}

/// <summary>The kinds of values that a schema knows.</summary>
public enum ColumnType { Integer, Number, String, Boolean, Timestamp, Date, Time }

/// <summary>What is promised of one column.</summary>
public sealed record ColumnPromise
{
    [Must] public ColumnType? Type { get; init; }

    /// <summary>What a number counts: <c>miles</c>, <c>minutes</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether a value must be there in every row: the same as <c>max_missing: 0</c>.</summary>
    public bool? Required { get; init; }

    /// <summary>Smallest and largest value, both allowed: two numbers, or two dates or times.</summary>
    public IReadOnlyList<string>? Range { get; init; }

    /// <summary>A closed list of the values that may occur.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>A regular expression that every text must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>Share of rows that may lack a value.</summary>
    [Within(0, 1, "share")] public double? MaxMissing { get; init; }

    /// <summary>When the value is known, as an offset from <c>data.time</c>.</summary>
    public Duration? AvailableAfter { get; init; }

    /// <summary>Where the value comes from: a name in <c>dependencies</c> or <c>features.allowed_sources</c>.</summary>
    public string? Source { get; init; }

    /// <summary>How the values are spread, in words.</summary>
    public string? Distribution { get; init; }

    /// <summary>Why a range that is far wider than what was seen is right all the same.</summary>
    [Text(20)] public string? WideBecause { get; init; }

    /// <summary>What the column means, in words: knowledge that the data do not hold.</summary>
    public string? Means { get; init; }

    /// <summary>The largest share that may be missing; null when nothing is promised about it.</summary>
    public double? MissingLimit => Required == true ? 0 : MaxMissing;

    /// <summary>Both ends of <see cref="Range"/> as numbers, dates in seconds since 1970; null without a range.</summary>
    public (double Low, double High)? Bounds =>
        Range is [var low, var high] && Position(low) is { } l && Position(high) is { } h ? (l, h) : null;

    /// <summary>What is promised beyond the type, in the words of the file. A <c>max_missing</c> of 1 promises nothing.</summary>
    public IReadOnlyList<string> Constraints
    {
        get
        {
            (string Name, bool Is)[] all =
            [
                ("required", Required == true),
                ("range", Bounds is not null),
                ("values", Values is { Count: > 0 }),
                ("pattern", Pattern is not null and not "" and not ".*" and not "^.*$"),
                ("max_missing", Required != true && MaxMissing is < 1),
            ];
            return [.. all.Where(c => c.Is).Select(c => c.Name)];
        }
    }

    /// <summary>An end of a range as a number: itself, or seconds since 1970 for a date or time (UTC); null when it is neither.</summary>
    public static double? Position(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (double.IsFinite(number) ? number : null)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? (time - DateTimeOffset.UnixEpoch).TotalSeconds
        : null;
}

/// <summary>What came of reading a schema: the schema, or everything that is wrong with it.</summary>
public sealed record TableSchemaReading(TableSchema? Schema, IReadOnlyList<Problem> Problems);

/// <summary>Reads the file that <c>data.schema</c> names.</summary>
public static class TableSchemaReader
{
    /// <summary>How long one value may keep a pattern busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <param name="file">The file as the user named it, for messages.</param>
    public static TableSchemaReading Read(ReadOnlySpan<byte> bytes, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(bytes, file, problems), file, problems);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string)"/>
    public static TableSchemaReading Read(string text, string file)
    {
        var problems = new List<Problem>();
        return Read(YamlText.Read(text, file, problems), file, problems);
    }

    private static TableSchemaReading Read(Yaml? root, string file, List<Problem> problems)
    {
        var schema = root is null ? null : Binding.Read<TableSchema>(root, problems);
        if (schema is not null)
        {
            schema = schema with { Source = new ContractSource(file, root) };
            foreach (var (name, column) in schema.Columns)
            {
                problems.AddRange(Wrong(schema, name, column));
            }
        }

        return new TableSchemaReading(problems.Count == 0 ? schema : null, [.. problems.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)]);
    }

    private static IEnumerable<Problem> Wrong(TableSchema schema, string name, ColumnPromise column)
    {
        Problem At(string field, string message) => new(schema.Source.At($"columns.{name}.{field}"), $"columns.{name}.{field} {message}");

        if (column.Range is { } range)
        {
            if (range.Count != 2)
            {
                yield return At("range", $"has {range.Count} entries, expected two: the smallest and the largest value. Write `range: [0, 100]`.");
            }
            else if (column.Type is ColumnType.String or ColumnType.Boolean or ColumnType.Time)
            {
                yield return At("range", $"stands at a column of type {WordAttribute.Of(column.Type)}, expected numbers or dates. Use `values` or `pattern` instead.");
            }
            else if (range.FirstOrDefault(end => ColumnPromise.Position(end) is null) is { } odd)
            {
                yield return At("range", $"holds {odd}, expected a number or a date. Write `range: [0, 100]` or `range: [2026-01-01, 2026-12-31]`.");
            }
            else if (ColumnPromise.Position(range[0]) > ColumnPromise.Position(range[1]))
            {
                yield return At("range", $"begins at {range[0]}, above its end {range[1]}. Write the smaller value first.");
            }
        }

        if (column.Values is { Count: 0 })
        {
            yield return At("values", "is an empty list, expected the values that may occur. Fill it or remove it.");
        }

        if (column.Pattern is { } pattern && WhyNot(pattern) is { } why)
        {
            yield return At("pattern", $"is no regular expression: {why} Correct it; it is matched against the whole value when it begins with ^ and ends with $.");
        }
    }

    private static string? WhyNot(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, Patience);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message.TrimEnd('.') + ".";
        }
    }
}
