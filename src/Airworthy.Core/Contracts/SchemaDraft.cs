using System.Globalization;
using System.Text;

using Airworthy.Core.Reading;

namespace Airworthy.Core.Contracts;

/// <summary>One field of one column that a draft proposes.</summary>
/// <param name="Field">As the schema file calls it: <c>range</c>.</param>
/// <param name="Was">What stands there now, as YAML; null when nothing does.</param>
/// <param name="Yaml">What is proposed, as YAML on one line.</param>
public sealed record ProposedField(string Column, string Field, string? Was, string Yaml);

/// <summary>
/// A schema drafted from what a table holds. Where a reviewed schema speaks already, only what the rows contradict is proposed, and never
/// anything narrower: what a person promised from knowledge is not overwritten by what happened to be in the data.
/// </summary>
public static class SchemaDraft
{
    /// <summary>Different values up to which a column has a closed list.</summary>
    public const int MostValues = 100;

    /// <summary>Whole numbers with at most this many values are codes and get a list besides the range.</summary>
    private const int MostCodes = 10;

    /// <summary>Rows per value from which a short list of texts is a list and no accident of a small table.</summary>
    private const int LeastRepeated = 5;

    /// <summary>Everything a draft says of columns that the schema does not speak of, and what must change of those it does.</summary>
    public static IReadOnlyList<ProposedField> Propose(TableSchema? reviewed, IEnumerable<SeenColumn> columns)
    {
        var fields = new List<ProposedField>();
        foreach (var seen in columns)
        {
            if (reviewed?.Columns.GetValueOrDefault(seen.Name) is { } promise)
            {
                fields.AddRange(Widened(promise, seen));
            }
            else
            {
                fields.AddRange(New(seen));
            }
        }

        return fields;
    }

    /// <summary>The draft as a file.</summary>
    /// <param name="from">What was looked at, for people.</param>
    public static string Text(IReadOnlyList<ProposedField> fields, IReadOnlyList<SeenColumn> columns, string from, bool isAddition)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# DRAFT, inferred by a program from {from}. Nobody has reviewed it.\n");
        text.Append("# A range is what was seen, a little rounded: correct it to what can be true, and add unit, means and available_after.\n");
        text.Append(isAddition ? "# Only what the reviewed schema lacks or the rows contradict. Delete what should stay as it was.\n" : "");
        text.Append("# Then: airworthy data schema approve --by NAME --reason TEXT\n");
        text.Append(fields.Count == 0 ? "columns: {}\n" : "columns:\n");
        foreach (var column in fields.GroupBy(f => f.Column))
        {
            var seen = columns.First(c => c.Name == column.Key);
            text.Append(CultureInfo.InvariantCulture, $"  {YamlFlow.Text(column.Key)}:\n    # {Told(seen)}\n");
            foreach (var field in column)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {field.Field}: {field.Yaml}{(field.Was is null ? "" : $" # was {field.Was.ReplaceLineEndings(" ")}")}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What was seen of a column, in a line.</summary>
    public static string Told(SeenColumn seen) => string.Create(CultureInfo.InvariantCulture,
        $"{seen.Different:N0} different in {seen.Rows:N0} rows{(seen.Rows > 1 && seen.Missing == 0 && seen.Different == seen.Rows ? ", each once" : "")}, {(seen.Missing == 0 ? "none missing" : $"{seen.Missing:N0} missing ({seen.MissingShare:P1})")}{(seen.PatternIs is null ? "" : $"; every value is {seen.PatternIs}")}");

    private static IEnumerable<ProposedField> New(SeenColumn seen)
    {
        ProposedField Is(string field, string yaml) => new(seen.Name, field, null, yaml);
        yield return Is("type", WordAttribute.Of(seen.Type));
        if (seen is { Missing: 0, Rows: > 0 })
        {
            yield return Is("required", "true");
        }

        if (seen.Ends is { } ends && seen.Type is not (ColumnType.String or ColumnType.Boolean or ColumnType.Time))
        {
            yield return Is("range", Range(seen, Rounded(ends, seen.Type)));
        }

        if (List(seen) is { } values)
        {
            yield return Is("values", YamlFlow.List(values));
        }
        else if (seen is { Type: ColumnType.String, Pattern: { } pattern })
        {
            yield return Is("pattern", YamlFlow.Text(pattern));
        }

        yield return Is("max_missing", MissingLimit(seen));
    }

    /// <summary>What a reviewed promise must become so that the rows keep it; nothing where they do.</summary>
    private static IEnumerable<ProposedField> Widened(ColumnPromise promise, SeenColumn seen)
    {
        if (promise.Type is { } type && type != seen.Type && !Fits(type, seen.Type))
        {
            yield return new ProposedField(seen.Name, "type", WordAttribute.Of(type), WordAttribute.Of(seen.Type));
        }

        if (promise.Bounds is var (low, high) && seen.Ends is { } ends && (ends.Low < low || Above(ends.High, promise.Range![1], high)))
        {
            var wide = Rounded(ends, seen.Type);
            yield return new ProposedField(seen.Name, "range", YamlFlow.List(promise.Range!),
                $"[{(ends.Low < low ? End(seen, wide.Low, false) : YamlFlow.Text(promise.Range![0]))}, {(Above(ends.High, promise.Range![1], high) ? End(seen, wide.High, true) : YamlFlow.Text(promise.Range[1]))}]");
        }

        if (promise.Values is { } listed && seen.Values is { } there && there.Where(v => !listed.Any(l => Same(l, v, seen.Type))).ToList() is { Count: > 0 } more)
        {
            yield return new ProposedField(seen.Name, "values", YamlFlow.List(listed), YamlFlow.List([.. listed, .. more]));
        }

        if (promise.MissingLimit is { } limit && seen.MissingShare > limit)
        {
            if (promise.Required == true)
            {
                yield return new ProposedField(seen.Name, "required", "true", "false");
            }

            yield return new ProposedField(seen.Name, "max_missing", promise.MaxMissing is { } was ? Number(was) : null, MissingLimit(seen));
        }
    }

    /// <summary>A type that is promised wider than what is there is kept: numbers may all be whole, and times all midnights.</summary>
    private static bool Fits(ColumnType promised, ColumnType seen) =>
        (promised, seen) is (ColumnType.Number, ColumnType.Integer) or (ColumnType.Timestamp, ColumnType.Date) or (ColumnType.String, _) or (ColumnType.Boolean, ColumnType.Integer);

    private static bool Same(string listed, string value, ColumnType type) => listed == value
        || (type == ColumnType.Boolean && string.Equals(listed, value, StringComparison.OrdinalIgnoreCase))
        || (double.TryParse(listed, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && a == b);

    /// <summary>Whether a largest value lies above the end of a range; a day as the end is a whole day.</summary>
    private static bool Above(double value, string end, double position) => value > position + (end.Trim().Length == 10 && end.Count(c => c == '-') == 2 ? 86_399.999999 : 0);

    private static IReadOnlyList<string>? List(SeenColumn seen) => seen.Values is { Count: > 0 } values && seen.Type switch
    {
        ColumnType.Boolean => true,
        ColumnType.Integer => values.Count <= MostCodes && seen.Rows - seen.Missing >= LeastRepeated * values.Count,
        ColumnType.String => seen.Rows - seen.Missing >= LeastRepeated * values.Count,
        _ => false,
    } ? values : null;

    /// <summary>Both ends moved outward to a hundredth of the span, in steps of powers of ten; a span that does not cross zero does not begin to.</summary>
    private static (double Low, double High) Rounded((double Low, double High) ends, ColumnType type)
    {
        var span = ends.High - ends.Low;
        if (type is ColumnType.Timestamp or ColumnType.Date || !(span > 0) || !double.IsFinite(span))
        {
            return ends;
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(span)) - 1);
        step = type == ColumnType.Integer ? Math.Max(1, step) : step;
        var digits = (int)Math.Clamp(-Math.Floor(Math.Log10(step)), 0, 15);
        var (low, high) = (Math.Round(Math.Floor(ends.Low / step) * step, digits), Math.Round(Math.Ceiling(ends.High / step) * step, digits));
        return (ends.Low >= 0 ? Math.Max(0, Math.Min(low, ends.Low)) : Math.Min(low, ends.Low), Math.Max(high, ends.High));
    }

    private static string Range(SeenColumn seen, (double Low, double High) ends) => $"[{End(seen, ends.Low, false)}, {End(seen, ends.High, true)}]";

    private static string End(SeenColumn seen, double end, bool isHigh)
    {
        if (seen.Type is not (ColumnType.Timestamp or ColumnType.Date))
        {
            return Number(end);
        }

        // A day as the upper end is a whole day, so its date is enough.
        var time = DateTime.UnixEpoch.AddSeconds(Math.Clamp(isHigh ? end : Math.Floor(end), -62_135_596_800, 253_402_300_799));
        return time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>The share that is missing and a quarter more, rounded up to a hundredth; 0 where nothing is.</summary>
    private static string MissingLimit(SeenColumn seen) => seen.Missing == 0 ? "0" : Number(Math.Min(1, Math.Ceiling((100 * 1.25 * seen.MissingShare) - 1e-9) / 100));

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
