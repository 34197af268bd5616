using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;

using Airworthy.Cli.Monitoring;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Evaluations;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Probes;
using Airworthy.Serving.Rehearsal;

using DuckDB.NET.Data;

namespace Airworthy.Cli.Tests.Monitoring;

/// <summary>What callers send beside what training makes: an honest caller, and three that are not, through a real gateway with its log.</summary>
public sealed class SkewTests : IDisposable
{
    private const int Rows = 1_400, Train = 600, Served = 520, Cents = 200;

    private const string Endpoint = RehearsalGateway.Endpoint, Model = "models:/late/1";

    private readonly string _root = Directory.CreateTempSubdirectory("airworthy-skew-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task An_honest_caller_is_equal_in_everything_and_cents_for_euros_are_named()
    {
        Dictionary<string, Verdict>? judged = null;
        await using var gateway = await StartAsync("cp made.parquet {features}");
        using var http = new HttpClient { BaseAddress = gateway.Address };
        await AskAsync(http, Enumerable.Range(Train, Served), "order-{0}", unit: 1);
        var honest = await CompareAsync();
        Assert.Equal((Served, 0, Served), (honest.Logged, honest.Unnamed, honest.Compared));
        Assert.All(honest.Features, f => Assert.Equal(0, f.Different));
        Assert.Equal(["fare", "mean_fare"], honest.Features.Select(f => f.Name).Order());
        Assert.Equal((Served, 0), (honest.Answers!.Rows, honest.Answers.Different));
        Assert.Equal([0, 50], honest.Later!.Features.Select(f => f.Different).Append(honest.Later.Features[0].Rows));
        Assert.Equal(["late", "paid"], honest.Later.Hidden.Order());
        Assert.All(["rows", "answers", "shape", "labels-time"], part => Assert.Equal(Answer.Met, Judged(part).Answer));

        await AskAsync(http, Enumerable.Range(Train + Served, Cents), "order-{0}", unit: 100);
        await AskAsync(http, [1, 2], "strange-{0}", unit: 1);
        var cents = await CompareAsync();
        Assert.Equal((Served + Cents + 2, 2), (cents.Logged, cents.Unnamed));
        var fare = cents.Features.Single(f => f.Name == "fare");
        Assert.Equal((Served + Cents, Cents), (fare.Rows, fare.Different));
        Assert.Equal(100, double.Parse(fare.Example!.Served!, CultureInfo.InvariantCulture) / double.Parse(fare.Example.Made!, CultureInfo.InvariantCulture), 3);
        Assert.Equal(0, cents.Features.Single(f => f.Name == "mean_fare").Different);
        Assert.True(cents.Answers!.Different > 0);
        Assert.StartsWith("strange-", cents.UnnamedId, StringComparison.Ordinal);
        Assert.All(["rows", "answers", "shape"], part => Assert.Equal(Answer.Unmet, Judged(part).Answer));
        Assert.Contains("fare differs in 200 of 720 rows (27.78 %", Judged("rows").Says, StringComparison.Ordinal);

        Verdict Judged(string part) => (judged ??= JudgeAsync().GetAwaiter().GetResult())[part];
        async Task<SkewReport> CompareAsync()
        {
            judged = null;
            return await KeptAsync();
        }
    }

    [Fact]
    public async Task A_feature_that_looks_at_rows_which_come_later_changes_when_they_are_left_out()
    {
        await using var gateway = await StartAsync("case {data} in *as-of*) cp early.parquet {features};; *) cp made.parquet {features};; esac");
        using var http = new HttpClient { BaseAddress = gateway.Address };
        await AskAsync(http, Enumerable.Range(Train, 40), "order-{0}", unit: 1);

        var report = await KeptAsync();

        var mean = Assert.Single(report.Later!.Features);
        Assert.Equal(("mean_fare", 50, 50), (mean.Name, mean.Rows, mean.Different));
        var verdict = (await JudgeAsync())["labels-time"];
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("mean_fare changed afterwards in 50 of 50 rows", verdict.Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Unknown, (await JudgeAsync())["answers"].Answer); // 40 rows
    }

    private async Task<SkewReport> KeptAsync()
    {
        var (project, folder) = (Project.Open(_root), Directory.CreateTempSubdirectory("airworthy-skew-").FullName);
        var run = new SkewRun(project, folder, _ => { });
        var report = await run.CompareAsync(5_000, 7, Cancel);
        await run.KeepAsync(report, Cancel);
        Directory.Delete(folder, recursive: true);
        return report;
    }

    private async Task<Dictionary<string, Verdict>> JudgeAsync()
    {
        var project = Project.Open(_root);
        await using var around = new Surroundings { Root = _root, Contract = project.Contract, Clock = TimeProvider.System, Variable = _ => null };
        var item = Pages.Find("training-serving-skew")!;
        var seen = await new Inspection(around, await ProjectFolder.SubjectsAsync(project.Contract, _root, Cancel)).RunAsync(item.Parts.Where(p => Checks.Of(item, p) is not null).Select(p => (item, p)), Cancel);
        Assert.Empty(seen.Values.Where(v => v.Crash is not null).Select(v => v.Crash));
        return seen.ToDictionary(s => s.Key.Part, s => s.Value.Verdict);
    }

    private static double Fare(int row) => 20 + (7 * row % 31) + (row % 3 * 0.25);

    private static double Mean(int row) => Fare(row - 1);

    private static async Task AskAsync(HttpClient http, IEnumerable<int> rows, string form, double unit)
    {
        foreach (var row in rows)
        {
            using var answer = await http.PostAsJsonAsync($"/models/{Endpoint}/predict", new { id = string.Format(CultureInfo.InvariantCulture, form, row), rows = new[] { new { fare = unit * Fare(row), mean_fare = Mean(row) } } }, Cancel);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    /// <summary>A project with a table, a step that makes a feature, and a registered version that answers.</summary>
    private async Task<RehearsalGateway> StartAsync(string step)
    {
        var onnx = OnnxWriter.Write(new Encoder([new Encoding.AsItIs("fare"), new Encoding.AsItIs("mean_fare")]), new Formula.Linear([30, 30], [10, 10], [[0.4, 0.2]], [0], Link.Sigmoid), 1, []);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Bytes($"model/model.onnx {Convert.ToHexStringLower(SHA256.HashData(onnx))}\n")));
        var gateway = await RehearsalGateway.StartAsync([new(Model, digest, onnx, null)], TimeProvider.System, Cancel, logs: true);
        using var client = new TrackingClient(gateway.Address);
        await using (var run = await client.StartOrResumeRunAsync("late", "a model"))
        {
            using var file = new MemoryStream(onnx);
            await client.Artifacts.UploadAsync(run.Info, file, "model/model.onnx", Cancel);
            await client.Models.RegisterAsync("late", run.Info, "model");
        }

        await client.Endpoints.ReleaseAsync(Endpoint, new NewRelease(Model, LogFeatures: true), Cancel);
        await File.WriteAllTextAsync(Path.Combine(_root, "airworthy.yaml"), $$$"""
            airworthy: 1
            project: late
            kind: tabular-classification
            metric: {name: roc_auc, on: dev}
            data:
              files: [data.csv]
              id: id
              label: {name: late}
              time: at
              available_after: {paid: 24h}
              split: {method: by-time, train: {from: 2026-01-01, until: 2026-01-25}, dev: {from: 2026-01-26, until: 2026-01-28}, test: {from: 2026-01-29, until: 2026-01-30}}
            features: {columns: all-but, except: [paid], made: [mean_fare]}
            commands: {features: "{{{step}}} # {data}"}
            runs: {url: "{{{gateway.Address}}}"}
            serving: {endpoint: {{{Endpoint}}}}
            monitoring: {skew: {sample_rows: 100, every_hours: 24, max_mismatch: 0.02, request: "order-{id}"}}
            """, Cancel);
        var lines = new System.Text.StringBuilder("id,at,fare,paid,late\n");
        for (var row = 0; row < Rows; row++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{row},{new DateTime(2026, 1, 1).AddHours(row):yyyy-MM-dd HH:mm:ss},{Fare(row)},{2 * Fare(row)},{(row * 7 % 5 == 0 ? 1 : 0)}\n");
        }

        await File.WriteAllTextAsync(Path.Combine(_root, "data.csv"), lines.ToString(), Cancel);
        Write("made.parquet", Mean);
        Write("early.parquet", row => Mean(row) - 1);
        return gateway;
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private void Write(string name, Func<int, double> of)
    {
        using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"copy (select * from (values {string.Join(", ", Enumerable.Range(0, Rows).Select(r => string.Create(CultureInfo.InvariantCulture, $"({r}, {of(r)}::double)")))}) as t(id, mean_fare)) to '{Path.Combine(_root, name)}' (format parquet)";
        command.ExecuteNonQuery();
    }
}
