// What logging and guarding one row costs in processor time: handing it over, writing it, converting it to Parquet; its distance and its conformal set.
// Usage: PredictionLogBench [rows]
using System.Diagnostics;
using System.Globalization;

using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Guards;
using Airworthy.Core.Contracts;
using Airworthy.Serving.PredictionLog;

var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200_000;
Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {rows:N0} rows");
for (var round = 0; round < 3; round++)
{
    await LogAsync(rows, features: 10);
    await LogAsync(rows, features: 30);
    Guard(rows, numbers: 30, names: 3);
}

static async Task LogAsync(int rows, int features)
{
    var folder = Directory.CreateTempSubdirectory("airworthy-bench-").FullName;
    try
    {
        await using var journal = new PredictionJournal(folder, new LogSettings(), TimeProvider.System);
        var redaction = new FeatureRedaction(Enumerable.Range(0, features).Select(i => new FeaturePrivacy($"feature_{i}", FeatureClass.Internal)));
        var sampling = new LogSampling(1);
        var random = new Random(1);
        var handing = TimeSpan.Zero;
        var bytes = 0L;
        var used = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < rows;)
        {
            // As fast as one window is written, and no faster: here no row is to be dropped.
            var began = Stopwatch.GetTimestamp();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            for (var k = 0; k < 4_000 && i < rows; k++, i++)
            {
                Hand(journal, redaction, sampling, random, features, i);
            }

            handing += Stopwatch.GetElapsedTime(began);
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            await journal.FlushAsync(CancellationToken.None);
        }

        await journal.SealAsync(CancellationToken.None);
        var counts = journal.Counts;
        var all = Process.GetCurrentProcess().TotalProcessorTime - used;
        var parquet = new DirectoryInfo(journal.ParquetFolder).EnumerateFiles("*.parquet", SearchOption.AllDirectories).Sum(f => f.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"log, {features} features: {handing.TotalMicroseconds / rows:0.00} us to make, redact and hand over ({bytes / rows:N0} bytes), {all.TotalMicroseconds / rows:0.00} us of processor in all, with segments and Parquet; {(double)parquet / rows:0} bytes a row; {counts.Groups:N0} groups, slowest {counts.SlowestGroup.TotalMilliseconds:0.0} ms, {counts.Dropped:N0} dropped"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static void Hand(PredictionJournal journal, FeatureRedaction redaction, LogSampling sampling, Random random, int features, int i)
{
    var values = new LoggedValue[features];
    for (var f = 0; f < features; f++)
    {
        values[f] = LoggedValue.Of(Names.Features[f], random.Next(1_000) / 8.0);
    }

    var id = $"01HZX{i:D12}";
    if (sampling.InclusionOf(id, isNotable: false) is { } inclusion)
    {
        journal.TryAppend(new PredictionEntry
        {
            Id = id,
            Time = TimeProvider.System.GetUtcNow(),
            Endpoint = "bench",
            Model = "bench",
            Version = "1",
            Arm = "live",
            Generation = 1,
            Features = redaction.Redact(values),
            Outputs = [LoggedValue.Of("score", random.NextDouble())],
            Confidence = 0.9,
            ServedBy = "primary",
            Stages = [LoggedValue.Of("parse", 2), LoggedValue.Of("infer", 12)],
            Status = 200,
            Inclusion = inclusion,
        });
    }
}

static void Guard(int rows, int numbers, int names)
{
    var random = new Random(2);
    DistanceColumn[] columns = [.. Enumerable.Range(0, numbers).Select(i => new DistanceColumn($"n{i}", null)), .. Enumerable.Range(0, names).Select(i => new DistanceColumn($"c{i}", ["a", "b", "c"]))];
    var training = Rows(10_000);
    var began = Stopwatch.GetTimestamp();
    var distance = new RowDistance(DistanceFit.Fit(columns, training, Rows(10_000), 0.01));
    var fitted = Stopwatch.GetElapsedTime(began);
    var holds = new bool[2];
    var (out_, sets) = (0, 0);
    began = Stopwatch.GetTimestamp();
    for (var i = 0; i < rows; i++)
    {
        out_ += distance.Judge(training.Row(i % training.Rows), out _) == Familiarity.Out ? 1 : 0;
        sets += SplitConformal.SetOf([0.2f, 0.8f], 0.5, holds);
    }

    var took = Stopwatch.GetElapsedTime(began);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guards, {numbers} numbers and {names} names: {took.TotalMicroseconds / rows:0.00} us for distance and set; fitted on 10,000 rows in {fitted.TotalMilliseconds:0} ms; {(double)out_ / rows:P2} out, {(double)sets / rows:0.00} classes"));

    FloatMatrix Rows(int n) => new(n, columns.Length, [.. Enumerable.Range(0, n * columns.Length).Select(i => i % columns.Length < numbers ? (float)random.NextDouble() : random.Next(3))]);
}

internal static class Names
{
    public static readonly string[] Features = [.. Enumerable.Range(0, 64).Select(i => $"feature_{i}")];
}
