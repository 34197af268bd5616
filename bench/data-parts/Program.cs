using System.Diagnostics;
using System.Globalization;
using System.Text;

using DuckDB.NET.Data;

// How long the data parts of a whole check take, beside one raw scan of the same file by the same engine.
//   dotnet run -c Release --project bench/data-parts -- [FILE.parquet] [--runs 5] [--keep]
// FILE has the columns of samples/flight-delays; without one the full flights are taken, which full.sh of the sample brings.

string[] items = ["leakage-safe-split", "prediction-mode", "data-schema", "representative-dev-test", "meta-requirements"];

if (args is ["--raw", var scanned])
{
    return await RawScanAsync(scanned);
}

var repository = Up(AppContext.BaseDirectory);
var sample = Path.Combine(repository, "samples", "flight-delays");
var file = Path.GetFullPath(args.FirstOrDefault(a => a.EndsWith(".parquet", StringComparison.Ordinal)) ?? Path.Combine(sample, "data", "full", "flights-3m.parquet"));
if (!File.Exists(file))
{
    Console.Error.WriteLine($"{file} is not there. Bring it with samples/flight-delays/full.sh, or name another file.");
    return 1;
}

var runs = Array.IndexOf(args, "--runs") is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 5;
var project = Directory.CreateTempSubdirectory("airworthy-bench-");
try
{
    CopyContract(sample, project.FullName, file);
    var program = Path.Combine(AppContext.BaseDirectory, "airworthy.dll");
    var self = Path.Combine(AppContext.BaseDirectory, "DataParts.dll");
    var (checks, scans) = (new List<Measured>(), new List<Measured>());

    // Interleaved, so that a busy moment of the machine hits both; the first pair only warms the file cache.
    for (var run = 0; run <= runs; run++)
    {
        var store = Path.Combine(project.FullName, ".airworthy", "store");
        if (Directory.Exists(store))
        {
            Directory.Delete(store, recursive: true);
        }

        var scan = await MeasureAsync(["--raw", file], self);
        var check = await MeasureAsync(["check", project.FullName, .. items, "--format", "json", "--out", Path.Combine(project.FullName, "report.json")], program);
        if (run > 0)
        {
            scans.Add(scan);
            checks.Add(check);
        }
    }

    var text = Told(file, await RowsAsync(file), runs, checks, scans, items);
    Console.Write(text);
    if (args.Contains("--keep"))
    {
        var kept = Path.Combine(repository, "bench", "results", Cpu().ToLowerInvariant().Replace(' ', '-'));
        Directory.CreateDirectory(kept);
        await File.WriteAllTextAsync(Path.Combine(kept, $"data-parts-{Path.GetFileNameWithoutExtension(file)}.md"), text);
    }

    return 0;
}
finally
{
    project.Delete(recursive: true);
}

// One pass over all columns of all rows that holds every different row: what any check of copies has to do at least.
static async Task<int> RawScanAsync(string file)
{
    await using var connection = new DuckDBConnection("DataSource=:memory:");
    await connection.OpenAsync();
    await using var command = connection.CreateCommand();
    command.CommandText = $"set memory_limit = '700MB'; set threads = {Environment.ProcessorCount}; select count(*) from (select *, count(*) from read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}') group by all);";
    await command.ExecuteScalarAsync();
    return 0;
}

static async Task<long> RowsAsync(string file)
{
    await using var connection = new DuckDBConnection("DataSource=:memory:");
    await connection.OpenAsync();
    await using var command = connection.CreateCommand();
    command.CommandText = $"select count(*) from read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}')";
    return (long)(await command.ExecuteScalarAsync())!;
}

static void CopyContract(string sample, string project, string file)
{
    foreach (var path in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories).Where(p => !p.EndsWith(".parquet", StringComparison.Ordinal) && !p.Contains("/store/", StringComparison.Ordinal)))
    {
        var target = Path.Combine(project, Path.GetRelativePath(sample, path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(path, target);
    }

    Directory.CreateDirectory(Path.Combine(project, "data"));
    File.Copy(file, Path.Combine(project, "data", "flights.parquet"));
}

// Wall clock, processor time and the largest resident set of a process and its threads, read while it runs.
static async Task<Measured> MeasureAsync(IReadOnlyList<string> arguments, string program)
{
    var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(start)!;
    var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    var (peak, cpu) = (0L, 0.0);
    while (!process.HasExited)
    {
        try
        {
            process.Refresh();
            (peak, cpu) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime.TotalSeconds);
        }
        catch (InvalidOperationException)
        {
            break; // It ended between two looks.
        }

        await Task.Delay(10);
    }

    await process.WaitForExitAsync();
    watch.Stop();
    await output;
    return process.ExitCode is 0 or 1
        ? new Measured(watch.Elapsed.TotalSeconds, cpu, peak / 1048576.0)
        : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {string.Concat(output.Result)}");
}

static string Told(string file, long rows, int runs, List<Measured> checks, List<Measured> scans, string[] items)
{
    static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
    var text = new StringBuilder();
    var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
    text.Append(CultureInfo.InvariantCulture, $"# Data parts on {Path.GetFileName(file)}, {rows:N0} rows\n\n");
    text.Append(CultureInfo.InvariantCulture, $"- machine: {Cpu()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0} GB, load {load} at the end\n");
    text.Append(CultureInfo.InvariantCulture, $"- check: `airworthy check FOLDER {string.Join(' ', items)}`, whole process, no records\n");
    text.Append(CultureInfo.InvariantCulture, $"- raw scan: the same engine groups the file by all columns once, whole process\n");
    text.Append(CultureInfo.InvariantCulture, $"- median of {runs} interleaved runs after one that warms the file cache\n\n");
    text.Append("| what | wall s | fastest s | processor s | peak MB |\n|---|---|---|---|---|\n");
    foreach (var (what, all) in new[] { ("check", checks), ("raw scan", scans) })
    {
        text.Append(CultureInfo.InvariantCulture, $"| {what} | {Middle(all.Select(m => m.Wall)):0.00} | {all.Min(m => m.Wall):0.00} | {Middle(all.Select(m => m.Cpu)):0.00} | {all.Max(m => m.PeakMb):0} |\n");
    }

    text.Append(CultureInfo.InvariantCulture, $"\nRatio of the medians, check ÷ raw scan: {Middle(checks.Select(m => m.Wall)) / Middle(scans.Select(m => m.Wall)):0.0} in wall time, {Middle(checks.Select(m => m.Cpu)) / Middle(scans.Select(m => m.Cpu)):0.0} in processor time.\n");
    return text.ToString();
}

static string Cpu() => File.Exists("/proc/cpuinfo")
    ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
    : "unknown";

static string Up(string folder) => File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Up(Path.GetDirectoryName(folder.TrimEnd('/'))!);

/// <param name="Wall">Seconds.</param>
/// <param name="Cpu">Processor seconds, user and system.</param>
/// <param name="PeakMb">Largest resident set, MB of 2²⁰ bytes.</param>
internal sealed record Measured(double Wall, double Cpu, double PeakMb);
