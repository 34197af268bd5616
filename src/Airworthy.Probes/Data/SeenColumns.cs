using Airworthy.Core.Contracts;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Reads from a table what a draft of its schema needs: types, domains, ends, missing values and patterns.</summary>
public static class SeenColumns
{
    /// <summary>Different texts from which a pattern is guessed; it is then asked of all rows.</summary>
    private const int Guessed = 300;

    /// <summary>The columns of the table, and the label where it is made by an expression.</summary>
    public static async Task<IReadOnlyList<SeenColumn>> ReadAsync(Table table, CancellationToken cancel)
    {
        var seen = new List<SeenColumn>();
        foreach (var column in table.Columns)
        {
            seen.Add(await ReadAsync(table, column, column.Name, "data", cancel));
        }

        if (table.HasLabel && table.Contract.Data!.Label!.Name is var label && table[label] is null)
        {
            seen.Add(await ReadAsync(table, new Column("__label", table.LabelType), label, "labelled", cancel));
        }

        return seen;
    }

    private static async Task<SeenColumn> ReadAsync(Table table, Column column, string name, string relation, CancellationToken cancel)
    {
        var profile = await ColumnProfilesProbe.ProfileAsync(table, column, relation, cancel, withPercentiles: false);
        var type = await TypeAsync(table, column, relation, profile.Distinct, cancel);
        var seen = new SeenColumn(name, type, table.Rows, profile.Missing + profile.NotANumber, profile.Distinct)
        {
            Ends = profile is { Min: { } low, Max: { } high } ? (low, high) : type is ColumnType.Timestamp or ColumnType.Date ? await EndsAsync(table, column, relation, cancel) : null,
            Values = profile.Distinct <= SchemaDraft.MostValues ? await ValuesAsync(table, column, relation, cancel) : null,
        };
        return type == ColumnType.String && await PatternAsync(table, column, relation, cancel) is var (pattern, word) ? seen with { Pattern = pattern, PatternIs = word } : seen;
    }

    /// <summary>The type of the values; in text files a column whose every value reads as a time is one.</summary>
    private static async Task<ColumnType> TypeAsync(Table table, Column column, string relation, long different, CancellationToken cancel)
    {
        switch (column.Kind)
        {
            case ColumnKind.Number:
                return column.IsWhole || await AllAsync($"cast({column.Quoted} as double) = floor(cast({column.Quoted} as double))") ? ColumnType.Integer : ColumnType.Number;
            case ColumnKind.Truth:
                return ColumnType.Boolean;
            case ColumnKind.Time when column.Type == "TIME":
                return ColumnType.Time;
            case ColumnKind.Time:
                return column.Type == "DATE" || await AllAsync($"cast({column.Quoted} as timestamp) = cast(cast({column.Quoted} as date) as timestamp)") ? ColumnType.Date : ColumnType.Timestamp;
            case ColumnKind.Text when different > 0 && table.IsText && await AllAsync($"{Sql.Try(column.Quoted, "timestamp")} is not null"):
                return await AllAsync($"{Sql.Try(column.Quoted, "timestamp")} = cast(cast({Sql.Try(column.Quoted, "timestamp")} as date) as timestamp)") ? ColumnType.Date : ColumnType.Timestamp;
            default:
                return ColumnType.String;
        }

        async Task<bool> AllAsync(string condition) =>
            different > 0 && await RowCounts.OfAsync(table, relation, cancel, $"{column.Quoted} is not null and not coalesce({condition}, false)") == 0;
    }

    private static async Task<(double, double)?> EndsAsync(Table table, Column column, string relation, CancellationToken cancel)
    {
        var time = Sql.Seconds(Sql.Try(column.Quoted, "timestamp"));
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueEnds", ("relation", relation), ("value", time), ("marked", "false")), cancel))
        {
            return row.Number(2) is { } low && row.Number(3) is { } high ? (low, high) : null;
        }

        return null;
    }

    private static async Task<IReadOnlyList<string>> ValuesAsync(Table table, Column column, string relation, CancellationToken cancel)
    {
        var values = new List<string>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueList", ("relation", relation), ("value", column.Quoted), ("where", $"{column.Quoted} is not null"), ("order", "value"), ("most", $"{SchemaDraft.MostValues + 1}")), cancel))
        {
            values.Add(row.Text(0)!);
        }

        return values;
    }

    private static async Task<(string Pattern, string Is)?> PatternAsync(Table table, Column column, string relation, CancellationToken cancel)
    {
        var text = $"cast({column.Quoted} as varchar)";
        var some = new List<string>();
        await foreach (var row in table.ReadAsync(SqlText.Fill("ValueList", ("relation", relation), ("value", text), ("where", $"{column.Quoted} is not null"), ("order", $"{Sql.RowHash(["value"])}, value"), ("most", $"{Guessed}")), cancel))
        {
            some.Add(row.GetString(0));
        }

        foreach (var (word, pattern) in CodePattern.Guess(some))
        {
            if (await RowCounts.OfAsync(table, relation, cancel, $"{column.Quoted} is not null and not {Sql.Matches(text, pattern)}") == 0)
            {
                return (pattern, word);
            }
        }

        return null;
    }
}
