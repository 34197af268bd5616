using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>How the files of a table are read.</summary>
public sealed partial class Table
{
    /// <summary>
    /// Reads the files. The types of text come from the first rows, and from all of them where those tell too little: where a later value
    /// contradicts them, or a column that was empty at first holds numbers or times.
    /// </summary>
    private async Task<List<Column>> ReadAsync(IReadOnlyList<DataSource> sources, int mostColumns, Func<DataSource, char?> delimiter, CancellationToken cancel)
    {
        // Parquet and JSON say themselves what is a number.
        var typesAreGuessed = sources.Any(s => DataFiles.FormatOf(s.Files[0]) == FileFormat.Csv);
        try
        {
            return await FewTellAsync() ?? await ReadSampledAsync(DataFiles.AllRows);
        }
        catch (DuckDBException e)
        {
            throw sources.Select(DataFiles.Ragged).FirstOrDefault(r => r is not null)
                ?? new TableException($"{string.Join(" or ", sources.Select(s => s.Shown))} cannot be read: {Plain(e.Message)}", Advice(e.Message));
        }

        async Task<List<Column>?> FewTellAsync()
        {
            try
            {
                var few = await ReadSampledAsync(DataFiles.FewRows);
                return typesAreGuessed && await HoldsOtherThanTextAsync(few, cancel) ? null : few;
            }
            catch (DuckDBException) when (typesAreGuessed)
            {
                return null;
            }
        }

        async Task<List<Column>> ReadSampledAsync(int sampled)
        {
            var reads = new List<string>();
            foreach (var source in sources)
            {
                var first = await FirstAsync(DataFiles.Relation(source, 100, delimiter(source)), mostColumns, cancel);
                reads.Add($"select {first}{(source.Split is null ? "" : $", {source.Split.Literal} as __split")} from {DataFiles.Relation(source, sampled, delimiter(source))}");
            }

            await RunAsync($"create or replace table data as {string.Join(" union all by name ", reads)}", cancel);
            return await ColumnsAsync(cancel);
        }
    }

    private async Task<List<Column>> ColumnsAsync(CancellationToken cancel)
    {
        var all = new List<Column>();
        await foreach (var row in ReadAsync("select column_name, data_type from information_schema.columns where table_name = 'data' order by ordinal_position", cancel))
        {
            all.Add(new Column(row.GetString(0), row.GetString(1)));
        }

        return all;
    }

    /// <summary>Whether a column that is read as text holds nothing but numbers or times.</summary>
    private async Task<bool> HoldsOtherThanTextAsync(List<Column> columns, CancellationToken cancel)
    {
        foreach (var texts in columns.Where(c => c.Kind == ColumnKind.Text).Chunk(50))
        {
            var asked = texts.Select(c => $"count({c.Quoted}) > 0 and count({c.Quoted}) in (count({Sql.Try(c.Quoted, "double")}), count({Sql.Try(c.Quoted, "timestamp")}))");
            await foreach (var row in ReadAsync($"select {string.Join(" or ", asked.Select(a => $"({a})"))} from data", cancel))
            {
                if (row.GetBoolean(0))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The first columns of a relation, quoted; a star when all are wanted.</summary>
    private async Task<string> FirstAsync(string relation, int most, CancellationToken cancel)
    {
        if (most == int.MaxValue)
        {
            return "*";
        }

        var names = new List<string>();
        await foreach (var row in ReadAsync($"describe select * from {relation}", cancel))
        {
            names.Add(row.GetString(0));
        }

        LeftOut = Math.Max(LeftOut, names.Count - most);
        return names.Count <= most ? "*" : string.Join(", ", names.Take(most).Select(n => n.Quoted));
    }
}
