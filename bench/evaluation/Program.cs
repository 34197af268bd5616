// Evaluates 1,000,000 stored predictions: all metrics with intervals, curves, costs with 200 bootstrap draws, 200 declared slices and the search for others.
// Usage: EvaluationBench [rows] [slices]
using System.Diagnostics;
using System.Globalization;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Data.Evaluating;

using DuckDB.NET.Data;

var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var slices = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
var folder = Directory.CreateTempSubdirectory("airworthy-bench-").FullName;
try
{
    await MakeAsync(folder, rows);
    var contract = new ProjectContract
    {
        Airworthy = 1,
        Project = "bench",
        Metric = new Metric { Name = "roc_auc", On = "dev", Confidence = 0.95 },
        ErrorCosts = new ErrorCosts { Unit = "EUR", Matrix = new Dictionary<string, double> { ["tp"] = 1, ["tn"] = 0, ["fp"] = 4, ["fn"] = 20 }, Threshold = "cost-optimal" },
        Data = new DataPromise { Id = "id", Label = new Label { Name = "label" }, Split = new Split { Method = SplitMethod.Given, Files = new Dictionary<string, string> { ["dev"] = "rows.parquet" } } },
        Predictions = new Dictionary<string, string> { ["dev"] = "dev.parquet" },
        Slices = [.. Enumerable.Range(0, slices).Select(i => new Slice { Name = $"slice {i}", Where = $"f{i % 20} > {(i / 20) / 12.0}" })],
    };
    for (var round = 0; round < 3; round++)
    {
        var began = Stopwatch.GetTimestamp();
        var used = Process.GetCurrentProcess().TotalProcessorTime;
        await using var table = await Table.OpenAsync(contract, folder, CancellationToken.None);
        var set = await table.PredictionsAsync(table.PredictionsFor("dev").First(), "dev", CancellationToken.None);
        var opened = Stopwatch.GetElapsedTime(began);
        var evaluation = await Evaluator.RunAsync(table, set, new EvaluationOrder("bench", "dev", PredictionMetric.Of("roc_auc")!), CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {slices} slices: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s ({(Process.GetCurrentProcess().TotalProcessorTime - used).TotalSeconds:0.00} s of processor), of these {opened.TotalSeconds:0.00} s to read and match; {evaluation.Hunt!.Tested} slices searched, roc_auc {evaluation.Metrics[0].Value:0.0000}; at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000:N0} MB"));
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task MakeAsync(string folder, long rows)
{
    await using var duck = new DuckDBConnection("DataSource=:memory:");
    await duck.OpenAsync();
    await using var command = duck.CreateCommand();
    command.CommandText = $"""
        select setseed(0.5);
        create table made as
        select i as id, score, random() < score as label, {string.Join(", ", Enumerable.Range(0, 20).Select(f => $"random() as f{f}"))}
        from (select range as i, 1 / (1 + exp(2 - 3 * random())) as score from range({rows})) as drawn;
        copy (select * exclude (score) from made) to '{folder}/rows.parquet' (format parquet);
        copy (select id, label, score from made) to '{folder}/dev.parquet' (format parquet);
        """;
    await command.ExecuteNonQueryAsync();
}
