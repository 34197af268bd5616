using System.Globalization;
using System.Text;
using System.Text.Json;

using Airworthy.Core.Checklist;
using Airworthy.Probes;

// How long all data parts of a whole check take, beside one raw scan of the same file by the same engine.
//   dotnet run -c Release --project bench/data-parts -- flights [FILE.parquet]     the sample's contract over the full flights, which full.sh brings
//   dotnet run -c Release --project bench/data-parts -- planted [--rows 1000000]   a CSV of 20 columns with four known defects
//   dotnet run -c Release --project bench/data-parts -- growth [--rows 10000000]   the same as Parquet, from a tenth of the rows to all
//   dotnet run -c Release --project bench/data-parts -- make FOLDER [--rows 1000000]   only writes that project, to look at one part of it
// and: [--runs 3] [--memory 600] in MB, [--keep] writes the figures into bench/results.

if (args is ["--raw", var scanned])
{
    return await Measuring.RawScanAsync(scanned);
}

if (args is ["make", var made, ..])
{
    Directory.CreateDirectory(made);
    await Planted.MakeAsync(made, Number("--rows", 1_000_000), "planted.parquet", (int)Number("--memory", 600));
    return 0;
}

var repository = Up(AppContext.BaseDirectory);
var (program, self) = (Path.Combine(AppContext.BaseDirectory, "airworthy.dll"), Path.Combine(AppContext.BaseDirectory, "DataParts.dll"));
var runs = (int)Number("--runs", 3);
var memory = (int)Number("--memory", 600);
string[] parts = [.. Pages.Items.SelectMany(i => i.Parts.Where(p => !p.IsStatement && p.Tier is not null && Checks.Of(i, p) is { } check && Inspection.IsSettled(check)).Select(p => p.Id.ToString()))];
var folder = Directory.CreateTempSubdirectory("airworthy-bench-");
try
{
    var (name, text) = args.FirstOrDefault() switch
    {
        "flights" => await FlightsAsync(args.FirstOrDefault(a => a.EndsWith(".parquet", StringComparison.Ordinal))),
        "planted" => await PlantedAsync(Number("--rows", 1_000_000)),
        "growth" => await GrowthAsync(Number("--rows", 10_000_000)),
        _ => throw new InvalidOperationException("Say flights, planted or growth."),
    };
    Console.Write(text);
    if (args.Contains("--keep"))
    {
        var kept = Path.Combine(repository, "bench", "results", $"{Measuring.Cpu().ToLowerInvariant().Replace(' ', '-')}-{Environment.ProcessorCount}-cores");
        Directory.CreateDirectory(kept);
        await File.WriteAllTextAsync(Path.Combine(kept, $"data-parts-{name}.md"), text);
    }

    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

async Task<(string Name, string Text)> FlightsAsync(string? named)
{
    var sample = Path.Combine(repository, "samples", "flight-delays");
    var file = Path.GetFullPath(named ?? Path.Combine(sample, "data", "full", "flights-3m.parquet"));
    if (!File.Exists(file))
    {
        throw new InvalidOperationException($"{file} is not there. Bring it with samples/flight-delays/full.sh, or name another file.");
    }

    foreach (var path in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories).Where(p => !p.EndsWith(".parquet", StringComparison.Ordinal) && !p.Contains("/.airworthy/store/", StringComparison.Ordinal) && !p.Contains("/.airworthy/data/", StringComparison.Ordinal)))
    {
        var target = Path.Combine(folder.FullName, Path.GetRelativePath(sample, path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(path, target);
    }

    var contract = Path.Combine(folder.FullName, "airworthy.yaml");
    await File.WriteAllTextAsync(contract, (await File.ReadAllTextAsync(contract)).Replace("\ndata:\n", $"\ndata:\n  memory_mb: {memory}\n", StringComparison.Ordinal));
    Directory.CreateDirectory(Path.Combine(folder.FullName, "data"));
    var data = Path.Combine(folder.FullName, "data", "flights.parquet");
    File.Copy(file, data);
    var (checks, scans) = await PairsAsync(folder.FullName, data);
    return ("flights", Head($"{Path.GetFileName(file)}, {await Measuring.RowsAsync(file):N0} rows") + Measuring.Rows(("check", checks), ("raw scan", scans)) + Measuring.Ratio(checks, scans) + await SlowestAsync(folder.FullName));
}

async Task<(string Name, string Text)> PlantedAsync(long rows)
{
    await Planted.MakeAsync(folder.FullName, rows, "planted.csv", memory);
    var file = Path.Combine(folder.FullName, "planted.csv");
    var (checks, scans) = await PairsAsync(folder.FullName, file);
    using var report = await ReportAsync(folder.FullName);
    var found = new StringBuilder("\n| planted | found by |\n|---|---|\n");
    foreach (var (what, by) in Planted.Found(report.RootElement))
    {
        found.Append(CultureInfo.InvariantCulture, $"| {what} | {(by.Count == 0 ? "**nobody**" : string.Join(", ", by))} |\n");
    }

    return ("planted", Head(string.Create(CultureInfo.InvariantCulture, $"a CSV of {rows:N0} rows and 20 columns ({new FileInfo(file).Length / 1e6:0} MB) with four known defects"))
        + Measuring.Rows(("check", checks), ("raw scan", scans)) + Measuring.Ratio(checks, scans) + found + await SlowestAsync(folder.FullName));
}

async Task<(string Name, string Text)> GrowthAsync(long most)
{
    var text = new StringBuilder(Head("Parquet files of 20 columns that grow"));
    text.Append("| rows | check s | µs per row | ÷ smallest | processor µs per row | ÷ smallest | peak MB | raw scan s | check ÷ raw scan | in processor time |\n|---|---|---|---|---|---|---|---|---|---|\n");
    var smallest = (Wall: 0.0, Cpu: 0.0);
    var families = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
    foreach (var rows in new[] { most / 10, most * 3 / 10, most })
    {
        await Planted.MakeAsync(folder.FullName, rows, "planted.parquet", memory);
        var (checks, scans) = await PairsAsync(folder.FullName, Path.Combine(folder.FullName, "planted.parquet"));
        var (check, scan) = (Measuring.Middle(checks.Select(c => c.Wall)), Measuring.Middle(scans.Select(c => c.Wall)));
        var cpu = Measuring.Middle(checks.Select(c => c.Cpu));
        smallest = smallest == default ? (check / rows, cpu / rows) : smallest;
        text.Append(CultureInfo.InvariantCulture, $"| {rows:N0} | {check:0.0} | {check / rows * 1e6:0.0} | {check / rows / smallest.Wall:0.00} | {cpu / rows * 1e6:0.0} | {cpu / rows / smallest.Cpu:0.00} | {checks.Max(c => c.PeakMb):0} | {scan:0.0} | {check / scan:0.0} | {cpu / Measuring.Middle(scans.Select(c => c.Cpu)):0.0} |\n");
        if (rows == most * 3 / 10)
        {
            continue;
        }

        foreach (var family in parts.GroupBy(p => p[..p.IndexOf('/', StringComparison.Ordinal)]))
        {
            Forget(folder.FullName);
            var alone = await Measuring.OfAsync(program, ["check", folder.FullName, .. family, "--format", "json", "--out", Path.Combine(folder.FullName, "report.json")]);
            (families.TryGetValue(family.Key, out var measured) ? measured : families[family.Key] = []).Add(alone.Cpu / rows * 1e6);
        }
    }

    text.Append("\nProcessor time of the parts of one item alone, in µs per row; each reads the table for itself:\n\n| item | smallest | largest | largest ÷ smallest |\n|---|---|---|---|\n");
    foreach (var (family, cpu) in families)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {family} | {cpu[0]:0.0} | {cpu[^1]:0.0} | {cpu[^1] / cpu[0]:0.00} |\n");
    }

    return ("growth", text.ToString());
}

// Interleaved, so that a busy moment of the machine hits both; the first pair only warms the file cache.
async Task<(List<Measured> Checks, List<Measured> Scans)> PairsAsync(string project, string file)
{
    var (checks, scans) = (new List<Measured>(), new List<Measured>());
    for (var run = 0; run <= runs; run++)
    {
        Forget(project);
        var scan = await Measuring.OfAsync(self, "--raw", file);
        var check = await Measuring.OfAsync(program, ["check", project, .. parts, "--format", "json", "--out", Path.Combine(project, "report.json")]);
        if (run > 0)
        {
            scans.Add(scan);
            checks.Add(check);
        }
    }

    return (checks, scans);
}

// No part is left out because an earlier run has judged it.
static void Forget(string project)
{
    var store = Path.Combine(project, ".airworthy", "store");
    if (Directory.Exists(store))
    {
        Directory.Delete(store, recursive: true);
    }
}

string Head(string what) => new StringBuilder()
    .Append(CultureInfo.InvariantCulture, $"# Data parts on {what}\n\n")
    .Append(Measuring.Machine())
    .Append(CultureInfo.InvariantCulture, $"- command: `dotnet run -c Release --project bench/data-parts -- {string.Join(' ', args.Where(a => a != "--keep").Select(Path.GetFileName))}`\n")
    .Append(CultureInfo.InvariantCulture, $"- check: `airworthy check FOLDER` with all {parts.Length} parts that look at the table, whole process, no earlier records, `data.memory_mb: {memory}`\n")
    .Append("- raw scan: the same engine groups the file by all columns once, whole process, at most 700 MB\n")
    .Append(CultureInfo.InvariantCulture, $"- median of {runs} interleaved runs after one that warms the file cache\n\n").ToString();

async Task<JsonDocument> ReportAsync(string project) => JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(project, "report.json")));

// What the records of the last run say; its folder is the project's own store.
async Task<string> SlowestAsync(string project)
{
    var text = new StringBuilder("\nThe parts that took longest in the last run; parts run side by side, and whoever looks first pays for a look that others share:\n\n| part | s | answer |\n|---|---|---|\n");
    var records = new List<(string Part, double Seconds, string Answer)>();
    foreach (var file in Directory.EnumerateFiles(Path.Combine(project, ".airworthy", "store", "records"), "*.jsonl"))
    {
        foreach (var line in await File.ReadAllLinesAsync(file))
        {
            using var record = JsonDocument.Parse(line);
            records.Add((record.RootElement.GetProperty("check").GetString()!, record.RootElement.GetProperty("took_ms").GetDouble() / 1000, record.RootElement.GetProperty("answer").GetString()!));
        }
    }

    foreach (var part in records.OrderByDescending(p => p.Seconds).Take(10))
    {
        text.Append(CultureInfo.InvariantCulture, $"| {part.Part} | {part.Seconds:0.0} | {part.Answer} |\n");
    }

    return text.ToString();
}

long Number(string option, long otherwise) => Array.IndexOf(args, option) is var at and >= 0 ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

static string Up(string folder) => File.Exists(Path.Combine(folder, "Airworthy.slnx")) ? folder : Up(Path.GetDirectoryName(folder.TrimEnd('/'))!);
