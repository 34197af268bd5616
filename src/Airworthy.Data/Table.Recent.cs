using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Recent rows beside the table, for what compares the two.</summary>
public sealed partial class Table
{
    /// <summary>
    /// The columns of the table that the recent rows have. Where there are any, the relation <c>recent</c> holds those rows in the table's columns and types, a
    /// value that does not fit being null, with their position <c>__row</c> and, where it can be made from them, <c>__label</c>.
    /// </summary>
    public IReadOnlyList<Column> RecentColumns { get; private set; } = [];

    /// <summary>Why there are no recent rows, when there are none.</summary>
    public string WhyNoRecent { get; private set; } = "There is no table of recent rows to compare with.";

    /// <summary>Columns by which the gateway's prediction log is known; beside them it has <c>feature_…</c> for each feature whose values it keeps.</summary>
    private static readonly HashSet<string> s_ofLog = ["arm", "inclusion", "served_by", "time"];

    /// <summary>
    /// Brings the prediction log's rows into the table's columns: what callers sent, shadows left out. Notable rows, which the log keeps all of, are thinned
    /// to the share that it keeps of ordinary ones, so that rows stand for the traffic.
    /// </summary>
    /// <returns>The table's columns that the log has.</returns>
    private async Task<HashSet<string>> LoggedAsync(HashSet<string> names, CancellationToken cancel)
    {
        var from = Columns.Where(c => names.Contains($"feature_{c.Name}")).ToDictionary(c => c.Name, c => $"feature_{c.Name}");
        if (from.Count > 0 && this[Contract.Data?.Time] is { } time)
        {
            from.TryAdd(time.Name, "time");
        }

        if (from.Count == 0)
        {
            return [];
        }

        await RunAsync($"""
            create table logged_rows as select {string.Join(", ", from.Select(f => $"{f.Value.Quoted} as {f.Key.Quoted}"))} from recent_rows
            where arm <> 'shadow' and (inclusion < 1 or {Sql.RowHash(["id"])} % 1000000 < 1000000 * (select min(inclusion) from recent_rows));
            drop table recent_rows;
            alter table logged_rows rename to recent_rows;
            """, cancel);
        return [.. from.Keys];
    }

    /// <summary>Reads <c>data.represents.reference</c>. A table that cannot be read is no trouble for anything else.</summary>
    private Task ReadRecentAsync(string root, CancellationToken cancel) => Contract.Data?.Represents?.Reference is not { } pattern
        ? Task.CompletedTask
        : TryRecentAsync(pattern, async () =>
        {
            var sources = await MeasuredAsync([DataSource.Of(root, pattern, null, Contract.Data?.Media)], root, cancel);
            var names = (await ReadAsync("recent_rows", sources, s_whole, _ => null, cancel)).Select(c => c.Name).ToHashSet();
            names = s_ofLog.IsSubsetOf(names) ? await LoggedAsync(names, cancel) : names;
            RecentColumns = [.. Columns.Where(c => names.Contains(c.Name))];
            WhyNoRecent = RecentColumns.Count > 0 ? "" : $"{pattern} has none of the table's columns.";
        });

    /// <summary>Gives the recent rows the shape of the table, label included.</summary>
    private Task ShapeRecentAsync(CancellationToken cancel) => RecentColumns.Count == 0
        ? Task.CompletedTask
        : TryRecentAsync(Contract.Data!.Represents!.Reference!, () =>
        {
            var values = Columns.Select(c => RecentColumns.Contains(c) ? $"{Sql.Try(c.Quoted, c.Type)} as {c.Quoted}" : $"cast(null as {c.Type}) as {c.Quoted}");
            return RunAsync($"create view recent as select *{LabelColumn} from (select {string.Join(", ", values)}, rowid as __row from recent_rows) as shaped", cancel);
        });

    private async Task TryRecentAsync(string pattern, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (TableException e)
        {
            (RecentColumns, WhyNoRecent) = ([], e.Message);
        }
        catch (DuckDBException e)
        {
            (RecentColumns, WhyNoRecent) = ([], $"{pattern} cannot be read: {Plain(e.Message)}");
        }
    }
}
