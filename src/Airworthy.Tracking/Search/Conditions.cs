using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Search;

/// <summary>Conditions of one search in SQL, and the values they speak of. Values never stand in the text.</summary>
internal sealed class Conditions(Dialect dialect)
{
    private static readonly string[] s_ofText = ["=", "!=", "LIKE", "ILIKE"];
    private static readonly string[] s_ofNumbers = [">", ">=", "<", "<=", "=", "!="];

    /// <summary>The values, by the names of their parameters.</summary>
    public Dictionary<string, object> Arguments { get; } = [];

    public Dialect Dialect { get; } = dialect;

    /// <summary>Takes a value in.</summary>
    /// <returns>The parameter that stands for it.</returns>
    public string Value(object value)
    {
        var name = $"v{Arguments.Count}";
        Arguments.Add(name, value);
        return "@" + name;
    }

    /// <summary>A text column against a text: =, !=, LIKE, ILIKE, and with <paramref name="lists"/> IN and NOT IN.</summary>
    public string Text(Filter.Comparison comparison, string column, bool lists = false) => comparison.Operator switch
    {
        "=" => $"{column} = {Value(comparison.Text)}",
        "!=" => $"{column} <> {Value(comparison.Text)}",
        "LIKE" => Dialect.Like(column, Value(comparison.Text), anyCase: false),
        "ILIKE" => Dialect.Like(column, Value(comparison.Text), anyCase: true),
        "IN" when lists => Dialect.IsIn(column, Value(Dialect.List([.. comparison.Texts]))),
        "NOT IN" when lists => $"not ({Dialect.IsIn(column, Value(Dialect.List([.. comparison.Texts])))})",
        _ => throw Comparator(comparison, lists ? [.. s_ofText, "IN", "NOT IN"] : s_ofText),
    };

    /// <summary>A column of numbers against a number.</summary>
    public string Number(Filter.Comparison comparison, string column) => s_ofNumbers.Contains(comparison.Operator)
        ? $"{column} {(comparison.Operator == "!=" ? "<>" : comparison.Operator)} {Value(comparison.Number)}"
        : throw Comparator(comparison, s_ofNumbers);

    /// <summary>A value in a table of (owner, key, value): params and tags. A missing key matches IS NULL alone.</summary>
    /// <param name="owner">The column that names the owner, and the expression it must equal: <c>run</c>, <c>r.no</c>.</param>
    /// <param name="indexed">Whether the table has an index over its keys and the first 64 characters of its values.</param>
    public string KeyValue(Filter.Comparison comparison, string table, string owner, string equals, bool indexed = false)
    {
        var key = Value(comparison.Key);
        return comparison.Operator switch
        {
            "IS NULL" => $"not exists (select 1 from {table} t where t.{owner} = {equals} and t.key = {key})",
            "IS NOT NULL" => $"{(indexed ? $"exists (select 1 from {table} t where t.key = {key}) and " : "")}exists (select 1 from {table} t where t.{owner} = {equals} and t.key = {key})",
            "=" when indexed && Value(comparison.Text) is var value =>
                $"{equals} in (select t.{owner} from {table} t where t.key = {key} and substr(t.value, 1, 64) = substr({value}, 1, 64) and t.value = {value})",
            // A key that nobody logged is found out once, not at every owner.
            "=" or "!=" or "LIKE" or "ILIKE" => $"{(indexed ? $"exists (select 1 from {table} t where t.key = {key}) and " : "")}exists (select 1 from {table} t where t.{owner} = {equals} and t.key = {key} and {Text(comparison, "t.value")})",
            _ => throw Comparator(comparison, [.. s_ofText, "IS NULL", "IS NOT NULL"]),
        };
    }

    public static RefusedException Comparator(Filter.Comparison comparison, IEnumerable<string> valid) => RefusedException.Invalid(
        $"Invalid comparator '{comparison.Operator}' not one of '{string.Join("', '", valid)}' for {(comparison.Entity is null ? "" : comparison.Entity + ".")}{comparison.Key}");

    public static RefusedException Attribute(string key, params IEnumerable<string> valid) =>
        RefusedException.Invalid($"Invalid attribute key '{key}' specified. Valid keys are '{{{string.Join(", ", valid.Select(v => $"'{v}'"))}}}'");

    public static RefusedException Entity(string entity, params IEnumerable<string> valid) =>
        RefusedException.Invalid($"Invalid entity type '{entity}'. Valid entity types are {string.Join(", ", valid.Select(v => $"'{v}'"))}");
}
