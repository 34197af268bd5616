using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Stored predictions are brought into the engine while it may still read files, and joined to the rows by <c>data.id</c> when somebody asks.</summary>
public sealed partial class Table
{
    private readonly List<(PredictionSource Source, Predictions? Loaded, TableException? WhyNot)> _predictions = [];

    /// <summary>The stored predictions that the contract names for a split, the candidate's first.</summary>
    public IEnumerable<PredictionSource> PredictionsFor(string split) =>
        _predictions.Select(p => p.Source).Where(s => s.Split is null || s.Split == split);

    /// <summary>Stored predictions, after looking whether they fit the rows of a split: each row has one, of the same label, and all are numbers.</summary>
    /// <exception cref="TableException">They do not; the message says all that is wrong with them.</exception>
    public async Task<Predictions> PredictionsAsync(PredictionSource source, string split, CancellationToken cancel)
    {
        var (_, loaded, whyNot) = _predictions.First(p => p.Source == source);
        if (loaded is null)
        {
            throw whyNot!;
        }

        var lacking = ((string[])["id", "label"]).Where(c => loaded[c] is null).ToList();
        if (lacking.Count > 0 || loaded.Form is null)
        {
            var form = loaded.Form is null ? "none of score, score_<class>, value, or query and rank" : null;
            throw new TableException(
                $"{source.Path} has {string.Join(" and ", [.. lacking.Select(c => $"no column {c}"), .. form is null ? [] : new[] { form }])}; it has {string.Join(", ", loaded.Columns.Select(c => c.Name).Take(20))}.",
                $"Write it with the columns id, label, and score, score_<class>, value, or query and rank ({source.Field}).");
        }

        if (RowId is null)
        {
            throw new TableException(
                Contract.Data?.Id is { } named ? $"The table has no column {named}, which data.id names, so {source.Path} cannot be joined to it." : $"data.id is not set, so {source.Path} cannot be joined to the table.",
                "Set data.id to the column that names a row, or to `row` for its position from 0.");
        }

        var problems = await MisfitsAsync(loaded, split, cancel);
        return problems.Count == 0
            ? loaded
            : throw new TableException($"{source.Path} does not fit {split}: {string.Join("; ", problems)}.", $"Make the predictions again from the rows as they are now ({source.Field}).");
    }

    /// <summary>What names a row, as a text; null when the contract does not say or names no column.</summary>
    public string? RowId => Contract.Data?.Id is not { } id ? null
        : this[id] is { } column ? Text(column.Quoted, column)
        : id == "row" ? "cast(__row as varchar)"
        : null;

    /// <summary>The relation of a split's labelled rows with their predictions beside them: <c>__id</c>, then all columns of <paramref name="rows"/>, then <c>p</c>.</summary>
    /// <param name="rows">What to take from the rows, as a select list over the table's columns.</param>
    /// <param name="predictions">Each is joined as <c>p0</c>, <c>p1</c> and so on.</param>
    public string Joined(string split, string rows, params IReadOnlyList<Predictions> predictions) =>
        $"(select {RowId ?? "cast(__row as varchar)"} as __id, {rows} from parted where __{split} and __label is not null) as t"
        + string.Concat(predictions.Select((p, i) => $" join {p.Relation} as p{i} on {Text($"p{i}.id", p["id"]!)} = t.__id"));

    private static string Text(string expression, Column column) =>
        column is { Kind: ColumnKind.Number, IsWhole: false } // 17.0 names the row that 17 names
            ? $"case when {expression} = floor({expression}) then cast(cast({expression} as hugeint) as varchar) else cast({expression} as varchar) end"
            : $"cast({expression} as varchar)";

    private async Task<List<string>> MisfitsAsync(Predictions predictions, string split, CancellationToken cancel)
    {
        var (id, label) = (predictions["id"]!, predictions["label"]!);
        var differs = $"not coalesce({IsSame(label)}, false)";
        var odd = predictions.Numbers.Count == 0 ? "false" : string.Join(" or ", predictions.Numbers.Select(c => $"{c.Quoted} is null or {Sql.IsNaN($"cast({c.Quoted} as double)")} or {Sql.IsInfinite($"cast({c.Quoted} as double)")}"));
        var once = $"(select {Text("id", id)} as __key, count(*) as times, min(label) as said, max(case when {odd} then 1 else 0 end) as odd from {predictions.Relation} group by 1) as p";
        var rows = $"(select {RowId} as __id, __label from parted where __{split} and __label is not null) as t";
        var problems = new List<string>();
        await foreach (var row in ReadAsync($"""
            select count(*), count(distinct __id), sum(case when times is null then 1 else 0 end), sum(case when times > 1 then 1 else 0 end),
                sum(case when times = 1 and {differs} then 1 else 0 end), sum(case when odd = 1 then 1 else 0 end)
            from {rows} left join {once} on p.__key = t.__id
            """, cancel))
        {
            var all = row.Count(0);
            if (all == 0)
            {
                problems.Add("it has no labelled row");
            }

            if (row.Count(1) < all)
            {
                problems.Add($"data.id names {all:N0} rows by {row.Count(1):N0} values");
            }

            foreach (var (count, condition, what) in ((long, string, string)[])
            [
                (row.Count(2), "times is null", $"of {all:N0} rows have no prediction"),
                (row.Count(3), "times > 1", "ids occur more than once"),
                (row.Count(4), $"times = 1 and {differs}", "labels are not those of the table"),
                (row.Count(5), "odd = 1", $"predictions are no numbers ({string.Join(", ", predictions.Numbers.Select(c => c.Name).Take(3))})"),
            ])
            {
                if (count > 0)
                {
                    var such = await ShowAsync($"select __id, cast(__label as varchar) as given, cast(said as varchar) as said from {rows} left join {once} on p.__key = t.__id where {condition} order by 1", cancel, 1);
                    problems.Add($"{count:N0} {what} (such as id {such.Rows[0][0]}{(what.StartsWith("labels", StringComparison.Ordinal) ? $": {such.Rows[0][1]} in the table, {such.Rows[0][2]} in the file" : "")})");
                }
            }
        }

        return problems;
    }

    /// <summary>Whether the label of a prediction is that of its row: as numbers where both are numbers or truths, else as texts.</summary>
    private string IsSame(Column label)
    {
        var areNumbers = LabelKind is ColumnKind.Number or ColumnKind.Truth && label.Kind is ColumnKind.Number or ColumnKind.Truth;
        var truths = LabelKind is ColumnKind.Truth || label.Kind is ColumnKind.Truth;
        return !areNumbers ? "cast(__label as varchar) = cast(said as varchar)"
            : truths ? "cast(cast(__label as integer) as double) = cast(cast(said as integer) as double)"
            : "abs(cast(__label as double) - cast(said as double)) <= 1e-6 * greatest(1, abs(cast(__label as double)))";
    }

    /// <summary>Reads the files of stored predictions. One that cannot be read is told to whoever asks for it, and to nobody else.</summary>
    private async Task LoadPredictionsAsync(string root, CancellationToken cancel)
    {
        foreach (var (i, source) in PredictionSource.Of(Contract).Index())
        {
            if (source.Path == PredictionSource.Run)
            {
                _predictions.Add((source, null, new TableException($"{source.Field} is `run`, and no run is known that kept predictions/{source.Split}.parquet or .csv.", $"Log them with the run that made the model and register it (`airworthy train` does), or name a file in {source.Field}.")));
                continue;
            }

            try
            {
                var relation = $"__predicted_{i}";
                var columns = await ReadAsync(relation, [DataSource.Of(root, source.Path)], s_whole, _ => null, cancel);
                _predictions.Add((source, new Predictions(source, relation, columns), null));
            }
            catch (TableException e)
            {
                _predictions.Add((source, null, new TableException($"{source.Field}: {e.Message}", e.Next)));
            }
            catch (DuckDBException e)
            {
                _predictions.Add((source, null, new TableException($"{source.Field}: {source.Path} cannot be read: {Plain(e.Message)}", Advice(e.Message))));
            }
        }
    }
}
