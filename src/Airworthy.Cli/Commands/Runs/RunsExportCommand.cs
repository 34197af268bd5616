using System.CommandLine;

using Airworthy.Client;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Commands.Runs;

/// <summary><c>airworthy runs export</c>: one row per run, with a column for each param, metric and tag.</summary>
internal sealed class RunsExportCommand : IRunsCommand
{
    private const int MostColumns = 20_000;

    /// <summary>NaN without a sign: the one of .NET has one, and would be written as <c>-nan</c>.</summary>
    private static readonly double s_nan = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    private static readonly Argument<string> s_file = new("FILE") { Description = "The file to write; it does not exist yet. Its ending says the format: .parquet or .csv, with values as they are (the CSV of the pages is made for spreadsheets: no text is a formula there)." };
    private static readonly Option<string?> s_format = new("--format") { Description = "parquet or csv, whatever the file's ending.", HelpName = "format" };

    public Command Build()
    {
        s_format.AcceptOnlyFromAmong("parquet", "csv");
        var command = new Command("export", "Write runs into one table: a row per run, a column per param, metric (its latest value) and tag.")
        {
            s_file, s_format, RunChoice.Experiments, RunChoice.Filter, RunChoice.Order, StoreConnection.Store, StoreConnection.Artifacts, StoreConnection.Server,
        };
        command.SetAction((parsed, cancel) => RunsCommand.WithStoreAsync(parsed, store => ExportAsync(parsed, store, cancel), cancel));
        return command;
    }

    private static async Task<int> ExportAsync(ParseResult parsed, StoreConnection store, CancellationToken cancel)
    {
        var file = Path.GetFullPath(parsed.GetValue(s_file)!);
        var format = parsed.GetValue(s_format) ?? Path.GetExtension(file) switch
        {
            ".parquet" => "parquet",
            ".csv" => "csv",
            _ => throw new Refusal(64, $"{file} ends neither in .parquet nor in .csv. Say the format: --format parquet"),
        };
        if (Path.Exists(file))
        {
            throw new Refusal(1, $"{file} is there already, and nothing is overwritten. Name another file, or remove it first.");
        }

        var (found, names) = await RunChoice.ReadAsync(parsed, store.Client, cancel);
        var runs = await found.ToListAsync(cancel);
        var columns = Columns(runs, names);
        if (columns.Count > MostColumns)
        {
            throw new Refusal(1, $"The runs have {columns.Count:N0} different params, metrics and tags; a table of at most {MostColumns:N0} columns is written. Choose fewer runs with --experiment or --filter.");
        }

        await WriteAsync(runs, columns, file, format, cancel);
        Console.WriteLine($"{runs.Count:N0} runs with {columns.Count:N0} columns are in {file}.");
        return 0;
    }

    private static List<Column> Columns(List<Run> runs, IReadOnlyDictionary<string, string> names) =>
    [
        new("run_id", "varchar", r => r.Id),
        new("experiment", "varchar", r => names.GetValueOrDefault(r.ExperimentId, r.ExperimentId)),
        new("name", "varchar", r => r.Name),
        new("status", "varchar", r => r.Status.ToString().ToUpperInvariant()),
        new("start_time", "timestamp", r => r.StartedAt?.UtcDateTime),
        new("end_time", "timestamp", r => r.EndedAt?.UtcDateTime),
        .. Keys(runs, r => r.Params.Keys).Select(k => new Column("params." + k, "varchar", r => r.Params.GetValueOrDefault(k))),
        .. Keys(runs, r => r.Metrics.Keys).Select(k => new Column("metrics." + k, "double", r => r.Metrics.TryGetValue(k, out var m) ? m.Value : null)),
        .. Keys(runs, r => r.Tags.Keys).Select(k => new Column("tags." + k, "varchar", r => r.Tags.GetValueOrDefault(k))),
    ];

    private static IEnumerable<string> Keys(List<Run> runs, Func<Run, IEnumerable<string>> keys) => runs.SelectMany(keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static async Task WriteAsync(List<Run> runs, List<Column> columns, string file, string format, CancellationToken cancel)
    {
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync(cancel);
        await DoAsync(duck, $"create table runs ({string.Join(", ", columns.Select((c, i) => $"c{i} {c.Type}"))})", cancel);
        using (var appender = duck.CreateAppender("runs"))
        {
            foreach (var run in runs)
            {
                var row = appender.CreateRow();
                foreach (var column in columns)
                {
                    _ = column.Value(run) switch
                    {
                        string text => row.AppendValue(text),
                        double number => row.AppendValue(double.IsNaN(number) ? s_nan : number),
                        DateTime time => row.AppendValue(time),
                        _ => row.AppendNullValue(),
                    };
                }

                row.EndRow();
            }
        }

        var how = format == "parquet" ? "format parquet, compression zstd" : "format csv, header";
        var named = columns.Select((c, i) => $"c{i} as \"{c.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        try
        {
            await DoAsync(duck, $"copy (select {string.Join(", ", named)} from runs) to '{file.Replace("'", "''", StringComparison.Ordinal)}' ({how})", cancel);
        }
        catch (DuckDBException e)
        {
            throw new Refusal(1, $"{file} cannot be written: {e.Message}");
        }
    }

    private static async Task DoAsync(DuckDBConnection duck, string sql, CancellationToken cancel)
    {
        await using var command = duck.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed record Column(string Name, string Type, Func<Run, object?> Value);
}
