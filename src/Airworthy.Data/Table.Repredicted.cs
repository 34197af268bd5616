using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>Stored predictions with known mistakes, for drills.</summary>
public sealed partial class Table
{
    /// <summary>Writes the candidate's predictions of a split anew, worse on some rows: of two classes a sure wrong answer, of several another class, and a number is off by half of itself and one.</summary>
    /// <param name="where">Makes SQL over the table's columns, from a function that gives a frequent value of a column as a literal; null when nothing fits.</param>
    /// <param name="columns">Columns whose frequent value may be asked.</param>
    /// <param name="share">Of the rows for which it holds, in (0, 1].</param>
    /// <param name="target">The file; CSV or Parquet by its ending.</param>
    /// <returns>How many rows were changed.</returns>
    /// <exception cref="TableException">There are no such predictions, or they have no form that can be made worse.</exception>
    public static async Task<long> RepredictAsync(Core.Contracts.ProjectContract contract, string root, string split, Func<Func<string, string?>, string?> where, IEnumerable<string> columns, double share, string target, CancellationToken cancel)
    {
        await using var table = await OpenAsync(contract, SourcesOf(contract, root, cancel), root, null, s_whole, null, "select 1", cancel);
        var source = table.PredictionsFor(split).FirstOrDefault(s => s.IsCandidate)
            ?? throw new TableException($"The project stores no predictions of {split}.", $"Name a file in predictions.{split}, or drill a project that has one: add --on sample.");
        if (!table.Splits.Contains(split))
        {
            throw new TableException(table.WhyNoSplits ?? $"There is no split {split}.", "Set data.split in airworthy.yaml.");
        }

        var set = await table.PredictionsAsync(source, split, cancel);
        var frequent = new Dictionary<string, string>();
        foreach (var column in columns.Select(c => table[c]).OfType<Column>())
        {
            await foreach (var row in table.ReadAsync($"select cast({column.Quoted} as varchar) from {split} where {column.Quoted} is not null group by 1 order by count(*) desc, 1 limit 1", cancel))
            {
                frequent[column.Name] = row.GetString(0).Literal;
            }
        }

        var condition = where(frequent.GetValueOrDefault) ?? throw new TableException("The contract has nothing that answers could be worse on.", "Drill a project that has it: add --on sample.");
        var changed = $"select {table.RowId} from parted where __{split} and __label is not null and ({condition}) and {Sql.RowHash(["__row"])} % 1000 < {Sql.Of(Math.Ceiling(1000 * share))}";
        var worse = set.Form switch
        {
            AnswerForm.Score => ((string Column, string Value)[])[("score".Quoted, $"case when p.label = (select max(label) from {set.Relation}) then 0.02 else 0.98 end")],
            AnswerForm.ClassScores => [.. set.ClassColumns.Select((c, i) => (c.Quoted, $"p.{set.ClassColumns[(i + 1) % set.ClassColumns.Count].Quoted}"))],
            AnswerForm.Value when set["value"]!.Kind == ColumnKind.Number => [("value".Quoted, "1.5 * p.value + 1")],
            _ => throw new TableException($"Answers like those of {source.Path} cannot be made worse here.", "Drill a project with scores or numbers: add --on sample."),
        };
        var format = target.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? "format parquet" : "format csv, header";
        try
        {
            var count = await table.NumberAsync($"select count(*) from ({changed}) as changed", cancel);
            await table.RunAsync($"""
                copy (select p.* replace ({string.Join(", ", worse.Select(w => $"case when {Text("p.id", set["id"]!)} in ({changed}) then {w.Value} else p.{w.Column} end as {w.Column}"))})
                from {set.Relation} as p) to {target.Literal} ({format})
                """, cancel);
            return count;
        }
        catch (DuckDBException e)
        {
            throw new TableException(Plain(e.Message), "See whether the slices and groups of the contract fit the table.");
        }
    }
}
