using System.Globalization;
using System.Text;

using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Data;

/// <summary>The rows on which a model is most wrong, as a sheet on which an expert can write what each of them is.</summary>
public static class WorstRows
{
    /// <summary>Reads them.</summary>
    /// <param name="most">How many rows.</param>
    /// <returns>CSV with the row's id, label, answer and error, all columns of the table, and two empty columns for the expert.</returns>
    /// <exception cref="TableException">The predictions do not have what is needed.</exception>
    public static async Task<(string Csv, int Rows)> SheetAsync(Table table, Predictions set, string split, PredictionMetric metric, int most, CancellationToken cancel)
    {
        if (metric.Scale == MetricScale.Ranking)
        {
            throw new TableException("Of a ranking no sheet of worst rows is made: a row is not wrong by itself.", "Leave --errors out.");
        }

        var (answer, error) = await PairedRows.ErrorAsync(table, set, metric, cancel);
        var columns = table.Columns.Where(c => c.Name != table.Contract.Data?.Id).ToList();
        var sql = $"""
            select __id, cast(__label as varchar), {answer}, {error} as __error, {string.Join(", ", columns.Select((_, i) => $"t.__c{i}"))}
            from {table.Joined(split, string.Join(", ", columns.Select((c, i) => $"{c.Quoted} as __c{i}").Prepend("__label")), [set])}
            order by __error desc, __id limit {most}
            """;
        var csv = new StringBuilder();
        Line(csv, ["id", "label", "answer", "error", .. columns.Select(c => c.Name), "expert_label", "expert_note"]);
        var rows = 0;
        await foreach (var row in table.ReadAsync(sql, cancel))
        {
            Line(csv, [.. Enumerable.Range(0, 4 + columns.Count).Select(i => row.Text(i) ?? ""), "", ""]);
            rows++;
        }

        return (csv.ToString(), rows);
    }

    /// <summary>One line, quoted where needed. What a spreadsheet would run as a formula gets a space before it.</summary>
    private static void Line(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(c =>
    {
        var cell = c.Length > 0 && "=@+-".Contains(c[0], StringComparison.Ordinal) && !double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? " " + c : c;
        return cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    })).Append('\n');
}
