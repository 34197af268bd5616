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

    /// <summary>Reads <c>data.represents.reference</c>. A table that cannot be read is no trouble for anything else.</summary>
    private Task ReadRecentAsync(string root, CancellationToken cancel) => Contract.Data?.Represents?.Reference is not { } pattern
        ? Task.CompletedTask
        : TryRecentAsync(pattern, async () =>
        {
            var sources = await MeasuredAsync([DataSource.Of(root, pattern, null, Contract.Data?.Media)], root, cancel);
            var names = (await ReadAsync("recent_rows", sources, s_whole, _ => null, cancel)).Select(c => c.Name).ToHashSet();
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
