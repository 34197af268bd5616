using System.Globalization;

using Airworthy.Core.Contracts;

namespace Airworthy.Data.Trials;

/// <summary>The table as it was at a moment: without the rows that came later, and of the newest rows without what is known only after them.</summary>
/// <param name="Moment">Rows up to this time are in it.</param>
/// <param name="Ids">The newest rows: what names each in the whole table, and what names it in the file.</param>
/// <param name="Hidden">Columns that are empty in those rows.</param>
public sealed record AsOfTable(string Moment, IReadOnlyList<(string Id, string InFile)> Ids, IReadOnlyList<string> Hidden)
{
    /// <summary>Moments spread over some rows, each the time of one of them, that lie after all rows of train.</summary>
    /// <param name="which">SQL that holds for the rows.</param>
    /// <returns>Empty where the table tells no times, or no such row comes after train.</returns>
    public static async Task<IReadOnlyList<string>> MomentsAsync(Table table, string which, int most, CancellationToken cancel)
    {
        if (Time(table) is not { } time)
        {
            return [];
        }

        var after = table.Splits.Contains("train") ? $" and {time} > (select max({time}) from parted where __train)" : "";
        var moments = new List<string>();
        await foreach (var row in table.ReadAsync($"select cast(moment as varchar) from (select distinct {time} as moment from parted where ({which}){after}) as moments where moment is not null order by moment", cancel))
        {
            moments.Add(row.GetString(0));
        }

        return [.. Enumerable.Range(1, most).Select(i => (int)((double)i / (most + 1) * moments.Count)).Where(i => i < moments.Count).Distinct().Select(i => moments[i])];
    }

    /// <summary>Writes the file.</summary>
    /// <param name="table">Opened as writable for <paramref name="file"/>.</param>
    /// <param name="file">CSV or Parquet, by its ending; replaced where it exists.</param>
    /// <param name="moment">From <see cref="MomentsAsync"/>.</param>
    /// <param name="newest">Rows whose later values are hidden.</param>
    public static async Task<AsOfTable> CutAsync(Table table, string file, string moment, int newest, CancellationToken cancel)
    {
        File.Delete(file);
        var (time, contract) = (Time(table)!, table.Contract);
        var at = table[contract.Data?.PredictAt?.Column ?? contract.Data?.Time] is { Kind: ColumnKind.Number } ? moment : $"cast({moment.Literal} as timestamp)";
        var last = $"(select __row as last_row from parted where {time} <= {at} order by {time} desc, __row desc limit {newest.ToString(CultureInfo.InvariantCulture)})";
        List<Column> hidden = [.. table.Columns.Where(c => IsLater(contract, c.Name))];
        var columns = table.Columns.Select(c => hidden.Contains(c) ? $"case when last_row is null then {c.Quoted} end as {c.Quoted}" : c.Quoted);
        await table.RunAsync($"copy (select {string.Join(", ", columns)} from parted left join {last} as newest on last_row = __row where {time} <= {at} order by __row) to {file.Literal} ({(file.EndsWith(".csv", StringComparison.Ordinal) ? "format csv, header" : "format parquet")}, use_tmp_file false)", cancel);
        var (ids, byPosition) = (new List<(string, string)>(), contract.Data?.Id == "row" && table["row"] is null);
        await foreach (var row in table.ReadAsync($"select id, position from (select {table.RowId} as id, row_number() over (order by __row) - 1 as position, __row from parted where {time} <= {at}) as kept join {last} as newest on last_row = __row order by __row", cancel))
        {
            ids.Add((row.GetString(0), byPosition ? row.Count(1).ToString(CultureInfo.InvariantCulture) : row.GetString(0)));
        }

        return new AsOfTable(moment, ids, [.. hidden.Select(c => c.Name)]);
    }

    /// <summary>Whether a row's own value is known only after its answer is needed, by what the contract says.</summary>
    private static bool IsLater(ProjectContract contract, string column) => contract.Data is { } data && column != data.Id
        && (column == data.Label?.Name || FeatureChoice.Mentions(data.Label?.From ?? "", column) || (data.AvailableAfter?.TryGetValue(column, out var after) == true && after.Span > (data.PredictAt?.Offset.Span ?? TimeSpan.Zero)));

    private static string? Time(Table table) => table.TimeOf(table.Contract.Data?.PredictAt?.Column ?? table.Contract.Data?.Time);
}
