namespace Airworthy.Data;

/// <summary>What kind of values a column holds.</summary>
public enum ColumnKind { Number, Text, Time, Truth, Other }

/// <summary>How a column's values are spread.</summary>
/// <param name="Values">About how many different values, a few percent off for many; at most <paramref name="Rows"/>.</param>
/// <param name="Rows">Rows that have one.</param>
public readonly record struct Spread(long Values, long Rows)
{
    /// <summary>Values ÷ Rows, in [0, 1]; 0 without rows.</summary>
    public double UniqueShare => Rows == 0 ? 0 : (double)Values / Rows;

    /// <summary>Rows ÷ Values; 0 without values.</summary>
    public double RowsPerValue => Values == 0 ? 0 : (double)Rows / Values;
}

/// <summary>A column of the project's table.</summary>
/// <param name="Type">The engine's own name of the type.</param>
public sealed record Column(string Name, string Type)
{
    public ColumnKind Kind => Type switch
    {
        "BOOLEAN" => ColumnKind.Truth,
        "VARCHAR" or "UUID" => ColumnKind.Text,
        _ when Type.StartsWith("ENUM", StringComparison.Ordinal) => ColumnKind.Text,
        _ when Type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || Type is "DATE" or "TIME" => ColumnKind.Time,
        _ when Type.StartsWith("DECIMAL", StringComparison.Ordinal) => ColumnKind.Number,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE" => ColumnKind.Number,
        _ => ColumnKind.Other,
    };

    /// <summary>Whether its values are whole numbers.</summary>
    public bool IsWhole => Type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT";

    /// <summary>Whether its values come in an order that can be cut into bins: numbers and times.</summary>
    public bool IsOrdered => Kind == ColumnKind.Number || (Kind == ColumnKind.Time && Type != "TIME");

    /// <summary>Its values as finite numbers, times as seconds since 1970; null for what is none.</summary>
    public string AsNumber => Kind switch
    {
        ColumnKind.Time => Sql.Seconds($"cast({Quoted} as timestamp)"),
        ColumnKind.Number when Type is "DOUBLE" or "FLOAT" => $"case when {Sql.IsFinite(Quoted)} then cast({Quoted} as double) end",
        _ => $"cast({Quoted} as double)",
    };

    public string Quoted => Name.Quoted;
}
