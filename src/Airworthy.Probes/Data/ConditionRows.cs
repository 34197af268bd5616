using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts rows and, in the same pass, those for which each of some conditions holds, with <c>ConditionRows.sql</c>.</summary>
/// <param name="Rows">All rows looked at.</param>
/// <param name="Holding">For each condition the rows for which it holds; 0 ≤ each ≤ Rows.</param>
internal sealed record ConditionRows(long Rows, IReadOnlyList<long> Holding)
{
    /// <param name="conditions">SQL over the relation's columns, at least one.</param>
    /// <param name="where">SQL that is true for the rows looked at; all where it is left out.</param>
    public static async Task<ConditionRows> CountAsync(Table table, string relation, IReadOnlyList<string> conditions, CancellationToken cancel, string where = "true")
    {
        var sql = SqlText.Fill("ConditionRows", ("relation", relation), ("where", where), ("conditions", Filling.Each("condition", conditions)));
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            return new ConditionRows(row.Count(0), [.. conditions.Select((_, i) => row.Count(i + 1))]);
        }

        throw new InvalidOperationException("ConditionRows.sql returned no row.");
    }
}
