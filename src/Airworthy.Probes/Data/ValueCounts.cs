using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Counts different values, with <c>ValueCounts.sql</c>.</summary>
internal static class ValueCounts
{
    /// <summary>How many different values an expression has; null is none.</summary>
    /// <param name="where">SQL that is true for the rows looked at; all where it is left out.</param>
    public static Task<long> OfAsync(Table table, string relation, string value, CancellationToken cancel, string where = "true") =>
        table.NumberAsync(Ask([value], relation, where), cancel);

    /// <summary>The question for several expressions at once, one number each.</summary>
    public static string Ask(IEnumerable<string> values, string relation, string where) =>
        SqlText.Fill("ValueCounts", ("relation", relation), ("where", where), ("values", Filling.Each("value", values)));
}
