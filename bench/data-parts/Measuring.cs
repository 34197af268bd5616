using System.Diagnostics;
using System.Globalization;
using System.Text;

using DuckDB.NET.Data;

/// <param name="Wall">Seconds.</param>
/// <param name="Cpu">Processor seconds, user and system.</param>
/// <param name="PeakMb">Largest resident set, MB of 2²⁰ bytes.</param>
internal sealed record Measured(double Wall, double Cpu, double PeakMb);

/// <summary>Runs whole processes and reads what they took.</summary>
internal static class Measuring
{
    /// <summary>Wall clock, processor time and the largest resident set of a process and its threads, read while it runs.</summary>
    public static async Task<Measured> OfAsync(string program, params IReadOnlyList<string> arguments)
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

    /// <summary>One pass over all columns of all rows that holds every different row: what any check of copies has to do at least.</summary>
    public static async Task<int> RawScanAsync(string file)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"set memory_limit = '700MB'; set threads = {Environment.ProcessorCount}; select count(*) from (select *, count(*) from {Relation(file)} group by all);";
        await command.ExecuteScalarAsync();
        return 0;
    }

    public static async Task<long> RowsAsync(string file)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {Relation(file)}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>The machine and how busy it is, for a list in Markdown.</summary>
    public static string Machine()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        return string.Create(CultureInfo.InvariantCulture, $"- machine: {Cpu()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0} GB, load {load} at the end\n");
    }

    public static string Rows(params IEnumerable<(string What, List<Measured> All)> measured)
    {
        var text = new StringBuilder("| what | wall s | fastest s | processor s | peak MB |\n|---|---|---|---|---|\n");
        foreach (var (what, all) in measured)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {Middle(all.Select(m => m.Wall)):0.00} | {all.Min(m => m.Wall):0.00} | {Middle(all.Select(m => m.Cpu)):0.00} | {all.Max(m => m.PeakMb):0} |\n");
        }

        return text.ToString();
    }

    public static string Ratio(List<Measured> checks, List<Measured> scans) => string.Create(CultureInfo.InvariantCulture,
        $"\nRatio of the medians, check ÷ raw scan: {Middle(checks.Select(m => m.Wall)) / Middle(scans.Select(m => m.Wall)):0.0} in wall time, {Middle(checks.Select(m => m.Cpu)) / Middle(scans.Select(m => m.Cpu)):0.0} in processor time.\n");

    public static string Cpu() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : "unknown";

    private static string Relation(string file) => $"{(file.EndsWith(".csv", StringComparison.Ordinal) ? "read_csv" : "read_parquet")}('{file.Replace("'", "''", StringComparison.Ordinal)}')";
}
