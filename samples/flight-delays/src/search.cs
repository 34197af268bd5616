#:package DuckDB.NET.Data.Full
#:project ../../../src/Airworthy.Client/Airworthy.Client.csproj

// Searches how tables of late shares are best made, and logs every try as a run. Start a server first, then, in this project's folder:
//   export MLFLOW_TRACKING_URI=http://127.0.0.1:5000
//   dotnet run src/search.cs
// A try learns from January, then from January and February, then from all of train; dev (April) says how good each is. Test is never read.

using System.Diagnostics;
using System.Globalization;

using Airworthy.Client;

using DuckDB.NET.Data;

string[] tables = ["hour", "origin", "origin and destination", "route"];
int[] imagined = [5, 50, 500];
int[] bins = [1, 3, 6];
var started = Stopwatch.GetTimestamp();
using var client = TrackingClient.FromEnvironment();
using var duck = new DuckDBConnection("DataSource=:memory:");
await duck.OpenAsync();
Run("""
    create table flights as
    select date, origin, destination, (delay > 15)::int as late, month(date) as month
    from 'data/flights.parquet' where date < timestamp '2001-05-01'
    """);
var commit = Git("rev-parse", "HEAD");
var dirty = Git("status", "--porcelain", "src", "airworthy.yaml").Length > 0;
var manifest = File.Exists(".airworthy/data/flights.versions.yaml") ? File.ReadAllLines(".airworthy/data/flights.versions.yaml") : [];
string Newest(string key) => manifest.LastOrDefault(l => l.Contains(key, StringComparison.Ordinal))?.Split(key)[1].Trim() ?? "";
var tries = from table in tables from smooth in imagined from bin in bins select (table, smooth, bin);
var done = 0;
foreach (var (table, smooth, bin) in tries)
{
    await using var run = await client.StartRunAsync("flight-delay", $"{table}, {smooth} imagined, {bin} h");
    run.LogParam("tables", table).LogParam("imagined_flights", smooth).LogParam("hours_per_bin", bin).LogParam("seed", 0);
    run.SetTag("mlflow.source.name", "src/search.cs").SetTag("mlflow.source.git.commit", commit).SetTag("mlflow.source.git.dirty", dirty)
        .SetTag("airworthy.command", "dotnet run src/search.cs").SetTag("data.version", $"flights@{Newest("- id:")}").SetTag("airworthy.data.digest", Newest("digest:"));
    for (var months = 1; months <= 3; months++)
    {
        var (auc, loss, calibration) = Scored(table, smooth, bin, months);
        run.LogMetric("roc_auc", auc, months).LogMetric("log_loss", loss, months).LogMetric("calibration_error", calibration, months);
    }

    Console.Write($"\r{++done} runs");
}

Console.WriteLine($" in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s. Compare them at {client.Address}");
return 0;

// Each table gives the odds of being late in its cell, drawn towards the overall share by imagined flights; the odds are added.
(double Auc, double Loss, double Calibration) Scored(string table, int smooth, int bin, int months)
{
    string[] keys = table switch
    {
        "hour" => ["bin"],
        "origin" => ["bin, origin"],
        "origin and destination" => ["bin, origin", "bin, destination"],
        _ => ["bin, origin", "bin, destination", "origin, destination"],
    };
    var joins = string.Join(' ', keys.Select((key, i) => $"left join (select {key}, (sum(late) + {smooth} * any_value(share)) / (count(*) + {smooth}) as p from train, overall group by {key}) t{i} using ({key})"));
    var odds = string.Join(" + ", keys.Select((_, i) => $"ln(coalesce(t{i}.p, share) / (1 - coalesce(t{i}.p, share))) - base"));
    using var command = duck.CreateCommand();
    command.CommandText = $"""
        with all_rows as (select *, hour(date) // {bin} as bin from flights),
        train as (select * from all_rows where month <= {months}),
        overall as (select avg(late) as share, ln(avg(late) / (1 - avg(late))) as base from train),
        scored as (select late, 1 / (1 + exp(-(base + {odds}))) as score from all_rows cross join overall {joins} where month = 4),
        ranked as (select late, score, rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as place, ntile(10) over (order by score) as tenth from scored)
        select (sum(place) filter (late = 1) - sum(late) * (sum(late) + 1) / 2.0) / (sum(late) * (count(*) - sum(late))),
               avg(-ln(case when late = 1 then score else 1 - score end)),
               (select avg(abs(score - seen)) from (select avg(score) as score, avg(late) as seen from ranked group by tenth))
        from ranked
        """;
    using var reader = command.ExecuteReader();
    reader.Read();
    return (Convert.ToDouble(reader.GetValue(0), CultureInfo.InvariantCulture), reader.GetDouble(1), reader.GetDouble(2));
}

void Run(string sql)
{
    using var command = duck.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

static string Git(params string[] arguments)
{
    using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
    return git?.StandardOutput.ReadToEnd().Trim() ?? "";
}
