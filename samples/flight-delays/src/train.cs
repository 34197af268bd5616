#:package DuckDB.NET.Data.Full
#:package Microsoft.ML
#:package Microsoft.ML.LightGbm
#:project ../../../src/Airworthy.Client/Airworthy.Client.csproj
#:project ../../../src/Airworthy.Models/Airworthy.Models.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=true
#:property NuGetLockFilePath=../packages.lock.json

// Trains boosted trees on what is known at push-back: the flight itself (src/features.sql), how late today is so far (src/today.sql), and how often
// flights of its kind were late on other days. In this project's folder:
//   airworthy run --seed 1 -- dotnet run src/train.cs
// It learns from January to March and keeps what it says of April (dev) in predictions/dev.parquet. Test is not read, but for the one run whose model
// shall be decided about, which keeps what it says of May in predictions/test.parquet as well, for the gate:
//   airworthy run --seed 1 -- dotnet run src/train.cs -- for-decision
// A model that is bad on purpose, to see that nobody gets it: it has learnt late for on time, and on time for late.
//   airworthy run --seed 1 -- dotnet run src/train.cs -- upside-down
// `airworthy run` tells the days of the
// contract, `airworthy evaluate --staleness` those of the past. The model itself is logged as ONNX with one input per feature, and registered: it is what a
// gateway loads.
//
// The features alone, for guards and whoever else asks the model about rows of the table (commands.features of the contract):
//   dotnet run src/train.cs -- features features.parquet
//
// June plays the live traffic. The same code makes its features, and sends each flight to an endpoint as it pushed back, then what came true of it; 250
// flights a second, or as many as stand behind:
//   dotnet run src/train.cs -- replay http://127.0.0.1:5000/models/flight-delay 20000

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Airworthy.Client;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;

using DuckDB.NET.Data;

using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

string[] names = ["hour", "minute_of_day", "weekday", "distance", "origin_hour", "destination_hour", "of_route", "late_from_here", "late_to_here", "late_to_there", "late_everywhere"];
var seed = int.Parse(Environment.GetEnvironmentVariable("AIRWORTHY_SEED") ?? "0", CultureInfo.InvariantCulture);
var (address, most) = args is ["replay", var to, var n, ..] ? (to, int.Parse(n, CultureInfo.InvariantCulture)) : (null, 0);
var perSecond = args is ["replay", _, _, var pace] ? double.Parse(pace, CultureInfo.InvariantCulture) : 250; // below serving.throughput_rps of the contract
var features = args is ["features", var into] ? into : null;
var isForDecision = args is ["for-decision"];
var isUpsideDown = args is ["upside-down"];
var data = Environment.GetEnvironmentVariable("AIRWORTHY_DATA_FLIGHTS") ?? "data/flights.parquet";
var days = new[] { ("TRAIN_FROM", "2001-01-01"), ("TRAIN_UNTIL", "2001-03-31"), ("DEV_FROM", "2001-04-01"), ("DEV_UNTIL", "2001-04-30") }
    .Select(d => DateOnly.Parse(Environment.GetEnvironmentVariable($"AIRWORTHY_{d.Item1}") ?? d.Item2, CultureInfo.InvariantCulture)).ToArray();
var until = days[3];
days[3] = address is not null || features is not null ? new DateOnly(2001, 6, 30) // of June too: they are what comes as live traffic
    : isForDecision ? new DateOnly(2001, 5, 31) : days[3];
var settings = new LightGbmBinaryTrainer.Options
{
    NumberOfIterations = 150,
    NumberOfLeaves = 12,
    LearningRate = 0.05,
    MinimumExampleCountPerLeaf = 500,
    Booster = new GradientBooster.Options { FeatureFraction = 0.8 }, // which features a tree may use is drawn from the seed
    Seed = seed,
    Deterministic = true,
    NumberOfThreads = 1,
    Verbose = false,
};

using var duck = new DuckDBConnection("DataSource=:memory:");
await duck.OpenAsync();
Run($"""
    set threads = 1;
    create table flights as
    select file_row_number::integer as id, date, date::date as day, origin, destination, distance, delay > 15 as late, date::date <= date '{days[1]:yyyy-MM-dd}' as is_train
    from read_parquet('{data.Replace("'", "''", StringComparison.Ordinal)}', file_row_number = true)
    where date::date between date '{days[0]:yyyy-MM-dd}' and date '{days[1]:yyyy-MM-dd}' or date::date between date '{days[2]:yyyy-MM-dd}' and date '{days[3]:yyyy-MM-dd}';
    create table features as {File.ReadAllText("src/features.sql")};
    create table rows as select f.id, f.day, f.late, f.is_train, x.* from flights f positional join features x
    """);

// The log odds of being late among flights of one kind, drawn towards those of all by 50 imagined flights. A flight of train does not see its own day.
foreach (var (name, keys) in new[] { ("origin_hour", "origin, hour"), ("destination_hour", "destination, hour"), ("of_route", "route") })
{
    Run($"""
        create table kinds as select {keys}, sum(late::int) as late, count(*) as n from rows where is_train group by all;
        create table days as select {keys}, day, sum(late::int) as late, count(*) as n from rows where is_train group by all;
        alter table rows add column {name} double;
        update rows set {name} = made.odds from (
            select id, ln(p / (1 - p)) as odds from (
                select r.id, (coalesce(k.late, 0) - coalesce(d.late, 0) + 50 * share) / (coalesce(k.n, 0) - coalesce(d.n, 0) + 50) as p
                from rows r cross join (select avg(late::int) as share from rows where is_train)
                left join kinds k using ({keys}) left join days d on {string.Join(" and ", keys.Split(", ").Select(k => $"d.{k} = r.{k}"))} and d.day = r.day)
        ) as made where made.id = rows.id;
        drop table kinds; drop table days
        """);
}

Run($"create table rows_of_today as select r.*, t.* exclude (id) from rows r join ({File.ReadAllText("src/today.sql")}) t using (id)");
if (features is not null)
{
    Run($"copy (select id, {string.Join(", ", names)} from rows_of_today order by id) to '{features.Replace("'", "''", StringComparison.Ordinal)}' (format parquet)");
    return 0;
}

if (address is not null)
{
    // Flights of the whole month, in their order: its first days alone hold a few of the weekdays that train has, and that would be a shift.
    const string June = "day >= date '2001-06-01'";
    return await ReplayAsync(Rows($"{June} and id in (select id from (select id, row_number() over (order by day, id) as n, count(*) over () as all_n from rows_of_today where {June}) where n * {most} // all_n > (n - 1) * {most} // all_n)", "day"));
}

var (train, held) = (Rows("is_train"), Rows("not is_train"));
train.ForEach(f => f.Label ^= isUpsideDown);
var ml = new MLContext(seed);
var schema = SchemaDefinition.Create(typeof(Flight));
schema[nameof(Flight.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Length);
var model = ml.BinaryClassification.Trainers.LightGbm(settings).Fit(ml.Data.LoadFromEnumerable(train, schema));
var scores = model.Transform(ml.Data.LoadFromEnumerable(held, schema)).GetColumn<float>("Probability").ToArray();

Directory.CreateDirectory("predictions");
Run("create table said (id integer, label boolean, score float)");
using (var appender = duck.CreateAppender("said"))
{
    for (var i = 0; i < held.Count; i++)
    {
        appender.CreateRow().AppendValue(held[i].Id).AppendValue(held[i].Label).AppendValue(scores[i]).EndRow();
    }
}

Run($"create table answers as select said.* from said join flights using (id) where day <= date '{until:yyyy-MM-dd}' order by id");
Run("copy (select * from answers order by id) to 'predictions/dev.parquet' (format parquet, compression zstd)");
if (isForDecision)
{
    Run($"copy (select said.* from said join flights using (id) where day > date '{until:yyyy-MM-dd}' order by id) to 'predictions/test.parquet' (format parquet, compression zstd)");
}

var auc = Number("""
    select (sum(place) filter (label) - sum(label::int) * (sum(label::int) + 1) / 2.0) / (sum(label::int) * (count(*) - sum(label::int)))
    from (select label, rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as place from answers)
    """);
var loss = Number("select avg(-ln(case when label then score else 1 - score end)) from answers");

using var client = TrackingClient.FromEnvironment();
await using var run = await client.StartOrResumeRunAsync("flight-delay", "boosted trees at push-back");
run.LogParam("learner", "lightgbm").LogParam("trees", settings.NumberOfIterations).LogParam("leaves", settings.NumberOfLeaves).LogParam("learning_rate", settings.LearningRate)
    .LogParam("least_rows", settings.MinimumExampleCountPerLeaf).LogParam("imagined_flights", 50);
run.LogMetric("dev_roc_auc", auc);
foreach (var (step, value) in LossByTrees())
{
    run.LogMetric("dev_log_loss", value, step);
}

await run.LogTextAsync($"""
    flavors:
      onnx: {"{data: model.onnx}"}
    signature:
      inputs: '[{string.Join(", ", names.Select(n => $"{{\"type\": \"float\", \"name\": \"{n}\"}}"))}]'
      outputs: '[{"{\"type\": \"float\", \"name\": \"score\"}"}]'
    """, "model/MLmodel");
using (var file = new MemoryStream(Onnx()))
{
    await client.Artifacts.UploadAsync(run.Info, file, "model/model.onnx");
}

var version = await client.Models.RegisterAsync("flight-delay", run.Info, "model");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"roc_auc {auc:0.0000}, log loss {loss:0.0000} on {Number("select count(*) from answers"):N0} flights from {days[2]:yyyy-MM-dd} to {until:yyyy-MM-dd}; registered as version {version.Version}. Is it better than the tables? airworthy evaluate {run.Id} --against \"airport and hour tables\""));
return 0;

// The loss on dev as trees are added, ten by ten: where a number turns invalid, its step says since when. The last one is the loss of the whole.
IEnumerable<(int Trees, double Loss)> LossByTrees()
{
    var ((trees, bias), dev) = (Calibrated(), Rows($"not is_train and day <= date '{until:yyyy-MM-dd}'"));
    var sums = new double[dev.Count];
    Array.Fill(sums, bias);
    for (var t = 0; t < trees.Count; t++)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            var at = trees[t].Feature.Length == 0 ? -1 : 0;
            while (at >= 0)
            {
                at = dev[i].Features[trees[t].Feature[at]] <= trees[t].Threshold[at] ? trees[t].Left[at] : trees[t].Right[at];
            }

            sums[i] += trees[t].Leaves[-1 - at];
        }

        if ((t + 1) % 10 == 0 || t + 1 == trees.Count)
        {
            yield return (t + 1, sums.Select((s, i) => double.LogP1(Math.Exp(dev[i].Label ? -s : s))).Average());
        }
    }
}

// The trees as they are, and the calibration as one more factor and one more term: the sigmoid of the file is the calibrated probability.
byte[] Onnx()
{
    var (trees, bias) = Calibrated();
    return OnnxWriter.Write(new Encoder([.. names.Select(n => new Encoding.AsItIs(n))]), new Formula.Trees(new float[names.Length], [trees], [bias], Link.Sigmoid), 1, []);
}

(List<Tree> Trees, double Bias) Calibrated()
{
    var calibrated = (CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>)model.Model;
    var (ensemble, slope, offset) = (calibrated.SubModel.TrainedTreeEnsemble, -calibrated.Calibrator.Slope, -calibrated.Calibrator.Offset);
    return ([.. ensemble.Trees.Select((t, i) => new Tree([.. t.NumericalSplitFeatureIndexes], [.. t.NumericalSplitThresholds], [.. t.LeftChild], [.. t.RightChild], [.. t.LeafValues.Select(v => v * ensemble.TreeWeights[i] * slope)]))], (ensemble.Bias * slope) + offset);
}

// Flights in the order of push-back, several on their way at once as at an airport; each is a request of its own, and its id names the prediction later.
async Task<int> ReplayAsync(List<Flight> flights)
{
    using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
    if (Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token); // where the server asks who calls
    }

    var answered = new ConcurrentDictionary<string, int>();
    var (refused, clock) = (0, Stopwatch.StartNew());
    await Parallel.ForEachAsync(flights.Select((f, i) => (f, TimeSpan.FromSeconds(i / perSecond))), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (next, cancel) =>
    {
        var (flight, due) = next;
        if (due - clock.Elapsed is { Ticks: > 0 } early)
        {
            await Task.Delay(early, cancel);
        }

        var row = new JsonObject(names.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(flight.Features[i]))));
        using var response = await AskAsync("predict", new JsonObject { ["id"] = $"june-{flight.Id}", ["rows"] = new JsonArray(row) });
        if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<JsonObject>(cancel) is { } answer)
        {
            answered.AddOrUpdate($"{answer["served_by"]} ({answer["arm"]})", 1, (_, so) => so + 1);
        }
        else
        {
            Interlocked.Increment(ref refused);
        }
    });
    foreach (var some in flights.Chunk(500))
    {
        var outcomes = new JsonArray([.. some.Select(f => new JsonObject { ["request_id"] = $"june-{f.Id}", ["label"] = f.Label, ["source"] = "arrivals" })]);
        using var told = await AskAsync("feedback", new JsonObject { ["feedback"] = outcomes });
        told.EnsureSuccessStatusCode();
    }

    Console.WriteLine($"{flights.Count:N0} flights of June: {string.Join(", ", answered.OrderBy(a => a.Key).Select(a => $"{a.Value:N0} by {a.Key}"))}; {refused:N0} refused.");
    return refused == 0 ? 0 : 1;

    // A server that is restarted meanwhile is back within seconds.
    async Task<HttpResponseMessage> AskAsync(string what, JsonObject asked)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                return await http.PostAsJsonAsync($"{address}/{what}", asked);
            }
            catch (HttpRequestException e) when (e.StatusCode is null && again < 20)
            {
                await Task.Delay(1000);
            }
        }
    }
}

List<Flight> Rows(string which, string order = "id")
{
    using var command = duck.CreateCommand();
    command.CommandText = $"select id, late, {string.Join(", ", names)} from rows_of_today where {which} order by {order}, id";
    using var reader = command.ExecuteReader();
    var rows = new List<Flight>();
    while (reader.Read())
    {
        rows.Add(new Flight { Id = reader.GetInt32(0), Label = reader.GetBoolean(1), Features = [.. Enumerable.Range(2, names.Length).Select(c => Convert.ToSingle(reader.GetValue(c), CultureInfo.InvariantCulture))] });
    }

    return rows;
}

void Run(string sql)
{
    using var command = duck.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}

double Number(string sql)
{
    using var command = duck.CreateCommand();
    command.CommandText = sql;
    return Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
}

internal sealed class Flight
{
    public int Id { get; set; }

    public bool Label { get; set; }

    public float[] Features { get; set; } = [];
}
