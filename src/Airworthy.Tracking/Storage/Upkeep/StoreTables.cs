namespace Airworthy.Tracking.Storage.Upkeep;

/// <summary>The tables that have a column of a name: what belongs to a run or an experiment is found with it, whoever added the table.</summary>
internal static class StoreTables
{
    /// <param name="query">Runs a query with the parameter <c>@column</c>, the name of the column.</param>
    public static async Task<List<string>> WithAsync(Func<string, Task<IEnumerable<string>>> query, bool sqlite) => [.. await query(sqlite
        ? "select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name = @column order by m.name"
        : "select c.table_name from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name where t.table_type = 'BASE TABLE' and c.table_schema = current_schema() and c.column_name = @column order by c.table_name")];
}
