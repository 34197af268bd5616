using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts rows, with <c>RowCounts.sql</c>.</summary>
internal static class RowCounts
{
    /// <param name="where">SQL that is true for the rows meant; all where it is left out.</param>
    public static Task<long> OfAsync(Table table, string relation, CancellationToken cancel, string where = "true") =>
        table.NumberAsync(SqlText.Fill("RowCounts", ("relation", relation), ("where", where)), cancel);
}
