using System.Data.Common;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Holds the rows of each split against the schema file: one pass per split.</summary>
public sealed class SchemaFitProbe : IProbe<SchemaFit>
{
    public async Task<Sighting<SchemaFit>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (schema, because, next) = await SchemaOnFile.ReadAsync(around, cancel);
        if (schema is null)
        {
            return new Sighting<SchemaFit>.NotSeen(because, next);
        }

        var table = await around.TableAsync(cancel);
        var label = table.HasLabel ? around.Contract.Data!.Label!.Name : null;
        var conditions = new List<ColumnConditions>();
        foreach (var (name, promise) in schema.Columns.Where(c => table[c.Key] is not null || c.Key == label))
        {
            var column = table[name] ?? new Column("__label", table.LabelType);
            conditions.Add(ColumnConditions.Of(name, promise, column, table.IsText));
        }

        if (conditions.Count == 0)
        {
            return new Sighting<SchemaFit>.NotSeen($"None of the columns in {around.Contract.Data!.Schema} is in the table.", "Correct the names in the schema.");
        }

        var splits = new List<SplitFit>();
        var broken = string.Join(" or ", conditions.Select(c => c.Broken));
        try
        {
            foreach (var relation in table.Splits.Count > 0 ? table.Splits : [table.HasLabel ? "labelled" : "data"])
            {
                splits.Add(await FitAsync(table, relation, broken, conditions, cancel));
            }
        }
        catch (DbException e)
        {
            return new Sighting<SchemaFit>.NotSeen($"The schema cannot be held against the rows: {e.Message.Split('\n')[0]}",
                "Correct the schema. Patterns know no look-ahead, look-behind and back-references: they are matched in linear time.");
        }

        var worst = splits.MaxBy(s => s.Share)!;
        var examples = worst.Broken == 0 ? null
            : await table.ShowAsync(Rows(Relation(worst.Name, table), broken, table.Columns.Select(c => c.Quoted), 5), cancel);
        return new SchemaFit(splits, schema.MaxBroken ?? 0,
            [.. schema.Columns.Keys.Where(k => table[k] is null && k != label)],
            [.. table.Columns.Select(c => c.Name).Where(n => !schema.Columns.ContainsKey(n) && n != around.Contract.Data!.Split?.Column)],
            examples);
    }

    private static string Relation(string name, Table table) => name == "data" && table.HasLabel ? "labelled" : name;

    private static async Task<SplitFit> FitAsync(Table table, string relation, string broken, List<ColumnConditions> conditions, CancellationToken cancel)
    {
        var (rows, off) = await ConditionRows.CountAsync(table, relation, [broken, .. conditions.SelectMany(c => new[] { c.OffType, c.Missing, c.OffRange, c.OffValues, c.OffPattern })], cancel);
        var columns = conditions.Select((c, i) => new ColumnFit(c.Name, off[(5 * i) + 1], off[(5 * i) + 2], c.Promise.MissingLimit, off[(5 * i) + 3], off[(5 * i) + 4], off[(5 * i) + 5])).ToList();
        for (var i = 0; i < columns.Count; i++)
        {
            var (fit, condition) = (columns[i], conditions[i]);
            if (fit.OffType + fit.OffRange + fit.OffValues + fit.OffPattern > 0)
            {
                await foreach (var row in table.ReadAsync(Rows(relation, $"({condition.OffType}) or ({condition.OffRange}) or ({condition.OffValues}) or ({condition.OffPattern})", [condition.Column], 1), cancel))
                {
                    columns[i] = fit with { Worst = row.Text(0), Promised = condition.Says };
                }
            }
        }

        return new SplitFit(relation == "labelled" ? "data" : relation, rows, off[0], columns);
    }

    private static string Rows(string relation, string where, IEnumerable<string> columns, int most) =>
        SqlText.Fill("ShownRows", ("relation", relation), ("where", where), ("columns", Filling.Each("column", columns)), ("most", $"{most}"));
}

/// <summary>The promises on one column as SQL conditions that hold where a row breaks them.</summary>
internal sealed record ColumnConditions(string Name, ColumnPromise Promise, string Column, string Value, string OffType, string Missing, string OffRange, string OffValues, string OffPattern, string Says)
{
    /// <summary>Holds for a row that breaks a promise; a missing value does only where one is required in every row.</summary>
    public string Broken => $"({OffType}) or ({OffRange}) or ({OffValues}) or ({OffPattern}){(Promise.MissingLimit == 0 ? $" or ({Missing})" : "")}";

    /// <param name="isText">Whether the files hold text, so that the engine's type is only a guess.</param>
    public static ColumnConditions Of(string name, ColumnPromise promise, Column column, bool isText)
    {
        var raw = column.Quoted;
        var isNumber = promise.Type is ColumnType.Integer or ColumnType.Number;
        var isTime = promise.Type is ColumnType.Timestamp or ColumnType.Date;
        var value = isNumber ? Sql.Try(raw, "double") : isTime ? Sql.Try(raw, "timestamp") : promise.Type == ColumnType.Boolean ? $"lower(cast({raw} as varchar))" : $"cast({raw} as varchar)";
        var missing = column.Type is "DOUBLE" or "FLOAT" ? $"({raw} is null or {Sql.IsNaN(raw)})" : $"{raw} is null";
        var there = $"not ({missing})";
        var another = Another(promise.Type!.Value, column, raw, value, isText);
        return new ColumnConditions(name, promise, raw, value,
            another == "false" ? "false" : $"{there} and ({another})",
            missing,
            promise.Range is [var low, var high] ? $"{there} and {Outside(value, low, high, isNumber)}" : "false",
            promise.Values is { Count: > 0 } list ? $"{there} and {value} not in ({string.Join(", ", Listed(promise.Type == ColumnType.Boolean ? [.. list.Select(v => v.ToLowerInvariant())] : list, isNumber))})" : "false",
            promise.Pattern is { } pattern ? $"{there} and not {Sql.Matches($"cast({raw} as varchar)", pattern)}" : "false",
            string.Join(", ", new[]
            {
                WordOf(promise.Type.Value),
                promise.Range is null ? null : $"range {promise.Range[0]} to {promise.Range[1]}",
                promise.Values is null ? null : $"one of {string.Join(", ", promise.Values.Take(6))}{(promise.Values.Count > 6 ? " …" : "")}",
                promise.Pattern is null ? null : $"pattern {promise.Pattern}",
            }.Where(w => w is not null)));
    }

    private static string WordOf(ColumnType type) => Core.Reading.WordAttribute.Of(type);

    private static string Another(ColumnType type, Column column, string raw, string value, bool isText) => (type, column.Kind) switch
    {
        (ColumnType.Number, ColumnKind.Number) => "false",
        (ColumnType.Integer, ColumnKind.Number) => column.Type.EndsWith("INT", StringComparison.Ordinal) || column.Type.EndsWith("INTEGER", StringComparison.Ordinal) ? "false" : $"{value} <> floor({value})",
        (ColumnType.Integer, ColumnKind.Text) => isText ? $"{value} is null or {value} <> floor({value})" : "true",
        (ColumnType.Number, ColumnKind.Text) => isText ? $"{value} is null" : "true",
        (ColumnType.String, _) => column.Kind == ColumnKind.Text || isText ? "false" : "true",
        (ColumnType.Boolean, ColumnKind.Truth) => "false",
        (ColumnType.Boolean, ColumnKind.Number) => $"{raw} not in (0, 1)",
        (ColumnType.Boolean, ColumnKind.Text) => isText ? $"{value} not in ('true', 'false', '0', '1')" : "true",
        (ColumnType.Timestamp, ColumnKind.Time) => column.Type == "TIME" ? "true" : "false",
        (ColumnType.Date, ColumnKind.Time) => column.Type == "DATE" ? "false" : column.Type == "TIME" ? "true" : $"{value} <> cast(cast({value} as date) as timestamp)",
        (ColumnType.Timestamp, ColumnKind.Text) => isText ? $"{value} is null" : "true",
        (ColumnType.Date, ColumnKind.Text) => isText ? $"{value} is null or {value} <> cast(cast({value} as date) as timestamp)" : "true",
        (ColumnType.Time, ColumnKind.Time) => column.Type == "TIME" ? "false" : "true",
        (ColumnType.Time, ColumnKind.Text) => isText ? $"{Sql.Try(raw, "time")} is null" : "true",
        _ => "true",
    };

    private static string Outside(string value, string low, string high, bool isNumber)
    {
        if (isNumber)
        {
            return $"({value} < {Sql.Of(ColumnPromise.Position(low)!.Value)} or {value} > {Sql.Of(ColumnPromise.Position(high)!.Value)})";
        }

        var from = DateTime.UnixEpoch.AddSeconds(ColumnPromise.Position(low)!.Value);
        var until = DateTime.UnixEpoch.AddSeconds(ColumnPromise.Position(high)!.Value);
        // A day as the upper end is a whole day: its evening still lies inside.
        var above = high.Trim().Length <= 10 ? $">= {Literal(until.AddDays(1))}" : $"> {Literal(until)}";
        return $"({value} < {Literal(from)} or {value} {above})";
    }

    private static string Literal(DateTime time) => $"cast('{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}' as timestamp)";

    private static IEnumerable<string> Listed(IReadOnlyList<string> values, bool isNumber) => isNumber
        ? values.Select(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Sql.Of(number) : "null").Where(v => v != "null").DefaultIfEmpty("0")
        : values.Select(v => v.Literal);
}
