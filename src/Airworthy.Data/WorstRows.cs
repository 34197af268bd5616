using System.Globalization;
using System.Text;

using Airworthy.Core.Statistics.Metrics;

using DuckDB.NET.Data;

namespace Airworthy.Data;

/// <summary>The rows on which a model is most wrong, as a sheet on which an expert can write what each of them is.</summary>
public static class WorstRows
{
    /// <summary>Columns of a sheet that the expert fills in.</summary>
    public const string Label = "expert_label", Note = "expert_note";

    /// <summary>Bytes of a sheet that are read back.</summary>
    private const long MostBytes = 50_000_000;

    /// <summary>The ids of the worst rows with the model's answers, in the order of a sheet.</summary>
    /// <exception cref="TableException">The predictions do not have what is needed.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> AnswersAsync(Table table, Predictions set, string split, PredictionMetric metric, int most, CancellationToken cancel)
    {
        var (answer, error) = await PairedRows.ErrorAsync(table, set, metric, cancel);
        var worst = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in table.ReadAsync($"select __id, {answer}, {error} as __error from {table.Joined(split, "__label", [set])} order by __error desc, __id limit {most}", cancel))
        {
            worst[row.Text(0) ?? ""] = row.Text(1) ?? "";
        }

        return worst;
    }

    /// <summary>Reads a sheet back: of each row its id, its answer, and what the expert wrote, empty when nothing.</summary>
    /// <exception cref="TableException">It is not there, too large, or has other columns.</exception>
    public static async Task<IReadOnlyList<(string Id, string Answer, string Mark)>> ReadAsync(string root, string path, CancellationToken cancel)
    {
        var file = new FileInfo(Path.Combine(root, path));
        if (!file.Exists || file.Length > MostBytes)
        {
            throw new TableException(file.Exists ? $"it has {file.Length:N0} bytes, and {MostBytes:N0} are read." : "it is not there.", "Write it with `airworthy evaluate --errors FILE`.");
        }

        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancel);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set autoinstall_known_extensions = false; set autoload_known_extensions = false; set memory_limit = '500MB'; create table sheet as select * from read_csv({file.FullName.Literal}, header = true, all_varchar = true); set enable_external_access = false;";
            await command.ExecuteNonQueryAsync(cancel);
            command.CommandText = $"select id, answer, trim(concat_ws(' ', {Label}, {Note})) from sheet";
            var rows = new List<(string, string, string)>();
            await using var read = await command.ExecuteReaderAsync(cancel);
            while (await read.ReadAsync(cancel))
            {
                rows.Add((read.Text(0)?.TrimStart() ?? "", read.Text(1)?.TrimStart() ?? "", read.Text(2) ?? ""));
            }

            return rows;
        }
        catch (DuckDBException e)
        {
            throw new TableException($"it cannot be read as a sheet with the columns id, answer, {Label} and {Note}: {e.Message.Split('\n')[0]}", "Write it with `airworthy evaluate --errors FILE`.");
        }
    }

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
        Line(csv, ["id", "label", "answer", "error", .. columns.Select(c => c.Name), Label, Note]);
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
