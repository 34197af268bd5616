using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>How the files of a table are read.</summary>
public sealed partial class Table
{
    /// <summary>All columns.</summary>
    private static readonly (int Most, string? Also) s_whole = (int.MaxValue, null);

    /// <summary>Sources that the engine can read in a bounded time: of wide text files copies with a part of their columns where a limit is asked for.</summary>
    private List<DataSource> Narrowed(IReadOnlyList<DataSource> sources, (int Most, string? Also) width)
    {
        var narrowed = new List<DataSource>();
        foreach (var source in sources)
        {
            if (width == s_whole)
            {
                RefuseWide(source.Shown, DataFiles.WideNames(source)?.Count ?? 0);
                narrowed.Add(source);
                continue;
            }

            var (part, leftOut) = DataFiles.Narrow(source, _spill.Folder, width.Most, width.Also) ?? (source, 0);
            narrowed.Add(part);
            LeftOut = Math.Max(LeftOut, leftOut);
        }

        return narrowed;
    }

    private static void RefuseWide(string shown, int columns)
    {
        if (columns > MostColumns)
        {
            throw new TableException($"{shown} has {columns:N0} columns; at most {MostColumns:N0} are judged.",
                "Write the columns that the model reads, with label and time, into a narrower file, and name that in data.files.");
        }
    }

    /// <summary>Reads the files into the relation <c>data</c>.</summary>
    private async Task<List<Column>> ReadAsync(IReadOnlyList<DataSource> sources, (int Most, string? Also) width, Func<DataSource, char?> delimiter, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync("data", sources, width, delimiter, cancel);
        }
        catch (DuckDBException e)
        {
            throw sources.Select(DataFiles.Ragged).FirstOrDefault(r => r is not null)
                ?? new TableException($"{string.Join(" or ", sources.Select(s => s.Shown))} cannot be read: {Plain(e.Message)}", Advice(e.Message));
        }
    }

    /// <summary>
    /// Reads files into a relation. The types of text come from the first rows, and from all of them where those tell too little: where a later
    /// value contradicts them, would be cut to fit them, or a column that was empty at first holds numbers or times.
    /// </summary>
    private async Task<List<Column>> ReadAsync(string relation, IReadOnlyList<DataSource> sources, (int Most, string? Also) width, Func<DataSource, char?> delimiter, CancellationToken cancel)
    {
        // Parquet says itself what is a number; of JSON every record is asked.
        var guessed = sources.Where(s => DataFiles.FormatOf(s.Files[0]) == FileFormat.Csv).ToList();
        return await FewTellAsync() ?? await ReadSampledAsync(DataFiles.AllRows);

        async Task<List<Column>?> FewTellAsync()
        {
            try
            {
                var few = await ReadSampledAsync(DataFiles.FewRows);
                return guessed.Count > 0 && (await HoldsOtherThanTextAsync(relation, few, cancel) || await CutsAsync(relation, few, guessed, delimiter, cancel)) ? null : few;
            }
            catch (DuckDBException) when (guessed.Count > 0)
            {
                return null;
            }
        }

        async Task<List<Column>> ReadSampledAsync(int sampled)
        {
            var reads = new List<string>();
            foreach (var source in sources)
            {
                var first = await FirstAsync(DataFiles.Relation(source, 100, delimiter(source)), width, cancel);
                var rows = guessed.Contains(source) ? sampled : DataFiles.AllRows;
                reads.Add($"select {first}{(source.Split is null ? "" : $", {source.Split.Literal} as __split")} from {DataFiles.Relation(source, rows, delimiter(source))}");
            }

            await RunAsync($"create or replace table {relation} as {string.Join(" union all by name ", reads)}", cancel);
            return await ColumnsAsync(relation, cancel);
        }
    }

    /// <summary>
    /// Whether a value after the rows that told the types was cut to fit them: a fraction in a column of whole numbers, a time of day in one of dates. Only
    /// the text still knows, so those columns are read once more as they are written.
    /// </summary>
    private async Task<bool> CutsAsync(string relation, List<Column> columns, List<DataSource> sources, Func<DataSource, char?> delimiter, CancellationToken cancel)
    {
        var narrow = columns.Where(c => c.IsWhole || c.Type == "DATE").ToList();
        if (narrow.Count == 0 || await NumberAsync($"select count(*) from {relation}", cancel) <= DataFiles.FewRows)
        {
            return false;
        }

        var headed = !columns[0].Name.StartsWith("column0", StringComparison.Ordinal);
        foreach (var source in sources)
        {
            var text = DataFiles.Relation(source, DataFiles.FewRows, delimiter(source), headed);
            // One file alone has all columns; of several each may lack some.
            var names = sources.Count == 1 ? columns.Select(c => c.Name) : await NamesAsync(text, cancel);
            var cuts = narrow.Where(c => names.Contains(c.Name)).Select(c => c.IsWhole
                ? $"{c.Quoted} like '%.%' or {c.Quoted} like '%e%' or {c.Quoted} like '%E%'"
                : $"{c.Quoted} like '%:%'").ToList();
            if (cuts.Count == 0 || await NumberAsync($"select count(*) from (select 1 from {text} where {string.Join(" or ", cuts)} limit 1) as cut", cancel) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<List<string>> NamesAsync(string relation, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var row in ReadAsync($"describe select * from {relation}", cancel))
        {
            names.Add(row.GetString(0));
        }

        return names;
    }

    private async Task<List<Column>> ColumnsAsync(string relation, CancellationToken cancel)
    {
        var all = new List<Column>();
        await foreach (var row in ReadAsync($"select column_name, data_type from information_schema.columns where table_name = {relation.Literal} order by ordinal_position", cancel))
        {
            all.Add(new Column(row.GetString(0), row.GetString(1)));
        }

        return all;
    }

    /// <summary>Whether a column that is read as text holds nothing but numbers or times. The first rows refute that of most columns, which need not be read again.</summary>
    private async Task<bool> HoldsOtherThanTextAsync(string relation, List<Column> columns, CancellationToken cancel)
    {
        var left = await WithoutTextAsync($"(select * from {relation} limit {DataFiles.FewRows}) as few", columns.Where(c => c.Kind == ColumnKind.Text), mayBeEmpty: true, cancel);
        return (await WithoutTextAsync(relation, left, mayBeEmpty: false, cancel)).Count > 0;
    }

    /// <summary>The columns whose every value reads as a number, or every value as a time.</summary>
    private async Task<List<Column>> WithoutTextAsync(string relation, IEnumerable<Column> texts, bool mayBeEmpty, CancellationToken cancel)
    {
        var without = new List<Column>();
        foreach (var chunk in texts.Chunk(50))
        {
            var asked = chunk.Select(c => $"{(mayBeEmpty ? "" : $"count({c.Quoted}) > 0 and ")}count({c.Quoted}) in (count({Sql.Try(c.Quoted, "double")}), count({Sql.Try(c.Quoted, "timestamp")}))");
            await foreach (var row in ReadAsync($"select {string.Join(", ", asked)} from {relation}", cancel))
            {
                without.AddRange(chunk.Where((_, i) => row.GetBoolean(i)));
            }
        }

        return without;
    }

    /// <summary>The columns of a relation that are read, quoted; a star when all are.</summary>
    private async Task<string> FirstAsync(string relation, (int Most, string? Also) width, CancellationToken cancel)
    {
        if (width == s_whole)
        {
            return "*";
        }

        var names = await NamesAsync(relation, cancel);
        var kept = WideText.Kept(names, width.Most, width.Also);
        LeftOut = Math.Max(LeftOut, names.Count - kept.Count);
        return names.Count == kept.Count ? "*" : string.Join(", ", kept.Select(i => names[i].Quoted));
    }
}
