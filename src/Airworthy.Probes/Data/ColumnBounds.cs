using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Reads where columns can be cut into bins, with <c>ColumnBounds.sql</c>.</summary>
internal static class ColumnBounds
{
    /// <summary>For each column its values at some shares, as they come; empty where it has none.</summary>
    /// <param name="asked">What <see cref="Sql.Quantiles"/> or <see cref="Sql.ValuesAt"/> say for each column.</param>
    /// <param name="where">SQL that is true for the rows looked at; all where it is left out.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<double>>> ReadAsync(Table table, string relation, IReadOnlyList<string> asked, CancellationToken cancel, string where = "true")
    {
        var sql = SqlText.Fill("ColumnBounds", ("relation", relation), ("where", where), ("columns", Filling.Each("bounds", asked)));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            return [.. asked.Select((_, i) => row.Numbers(i) ?? [])];
        }

        return [.. asked.Select(_ => (IReadOnlyList<double>)[])];
    }

    /// <summary>Bounds in order, each once.</summary>
    public static IReadOnlyList<double> Apart(IReadOnlyList<double> values) => [.. values.Distinct().Order()];
}
