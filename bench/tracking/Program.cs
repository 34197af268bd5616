using System.Globalization;
using System.Text;

using Airworthy.Tests.Shared;

using TrackingBench;

// How fast the tracking server takes and gives, beside raw SQLite, raw PostgreSQL and bare Kestrel in the same run.
//   dotnet run -c Release --project bench/tracking -- [--store sqlite|postgresql] [--quick] [--runs N] [--keep]
// --quick does a tenth of the work; --runs N searches among N runs instead of 10,000; --keep writes the figures into bench/results.

if (args is ["--bare"])
{
    return await BareKestrel.RunAsync();
}

var quick = args.Contains("--quick");
var store = args.SkipWhile(a => a != "--store").Skip(1).FirstOrDefault() ?? "sqlite";
var runs = int.Parse(args.SkipWhile(a => a != "--runs").Skip(1).FirstOrDefault() ?? (quick ? "1000" : "10000"), CultureInfo.InvariantCulture);
var folder = Directory.CreateTempSubdirectory("airworthy-bench-");
var cluster = store == "postgresql" ? await PostgreSqlCluster.StartAsync(durable: true) ?? throw new InvalidOperationException("PostgreSQL is not installed.") : null;
var figures = new List<Figure>();

// What people start: compiled ahead of time, built when a source is newer.
using (var build = System.Diagnostics.Process.Start(Path.Combine(Repository(), "airworthy"), "--version"))
{
    await build.WaitForExitAsync();
}

try
{
    await using (var server = await ServerProcess.StartAsync(Path.Combine(Repository(), "artifacts", "run", "airworthy.dll"), "serve", "--listen", "127.0.0.1:0", "--store", cluster?.Connection("postgres") ?? Path.Combine(folder.FullName, "store"), "--artifacts", Path.Combine(folder.FullName, "artifacts")))
    await using (var bare = await ServerProcess.StartAsync("TrackingBench.dll", "--bare"))
    {
        figures.Add(new("ready after start, s", server.Ready, null, "≤ 1"));
        await Measures.AllAsync(server, bare, cluster, folder.FullName, quick, runs, figures);
        figures.Add(new("resident memory after it all, MB", server.ResidentMegabytes, 352, "≤ 250"));
    }

    var text = Told();
    Console.Write(text);
    if (args.Contains("--keep"))
    {
        var results = Path.Combine(Repository(), "bench", "results", $"{Cpu().ToLowerInvariant().Replace(' ', '-')}-{Environment.ProcessorCount}-cores");
        Directory.CreateDirectory(results);
        await File.WriteAllTextAsync(Path.Combine(results, $"tracking-{store}{(runs == 10_000 ? "" : $"-{runs}")}.md"), text);
    }

    return 0;
}
finally
{
    if (cluster is not null)
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        await cluster.DisposeAsync();
    }

    folder.Delete(recursive: true);
}

string Told()
{
    var text = new StringBuilder();
    text.AppendLine($"# Tracking server on {store}");
    text.AppendLine();
    text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Cpu()}, {Environment.ProcessorCount} cores, load at the end {Load()}. `dotnet run -c Release --project bench/tracking -- --store {store}{(quick ? " --quick" : "")}{(runs == 10_000 ? "" : $" --runs {runs}")}`.");
    text.AppendLine("Server and client share the cores. The reference column is MLflow 3.11.1 with one worker on SQLite, on two busy cores of another day (2026-11-23): quoted, no ratio.");
    text.AppendLine();
    text.AppendLine("| figure | measured | beside it in the same run | asked | reference |");
    text.AppendLine("|---|---|---|---|---|");
    foreach (var figure in figures)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.What} | {Shown(figure.Value)} | {figure.Beside ?? ""} | {figure.Asked} | {(figure.Reference is { } r ? Shown(r) : "")} |");
    }

    return text.ToString();
}

static string Shown(double value) => value switch
{
    >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
    >= 10 => value.ToString("0", CultureInfo.InvariantCulture),
    _ => value.ToString("0.##", CultureInfo.InvariantCulture),
};

static string Cpu() => File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim().Split(' ') is var words ? string.Join(' ', words.Take(2)) : "";

static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

static string Repository()
{
    var at = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(at.FullName, "Airworthy.slnx")))
    {
        at = at.Parent!;
    }

    return at.FullName;
}
