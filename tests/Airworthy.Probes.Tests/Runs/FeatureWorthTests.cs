using System.Text;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Checklist.TestScore.Infrastructure;
using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Data;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>What features are worth, read from the champion's run on a real server; it counts on the rows that it was measured on alone.</summary>
public sealed class FeatureWorthTests(RunsServer server) : IClassFixture<RunsServer>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-worth-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_from_the_champions_run_and_not_when_the_rows_or_the_metric_are_others()
    {
        var contract = TrackedRunsTests.ContractOf("project: worth\nmetric: {name: roc_auc, direction: up, on: dev}\nfeatures: {keep_if_gain: 0.01, budget: {latency_ms: 1, upstream_sources: 1}}\n"
            + "data: {files: [rows.csv], id: id, label: {name: y}, split: {method: by-hash, shares: {train: 0.5, dev: 0.5}}}\n");
        Rows(40);
        var run = await server.LogAsync("worth", "first", 0.4);
        await server.RegisterAsync("worth", run, "champion");
        Assert.Contains("was not measured on dev", (await NotSeenAsync(contract)).Because, StringComparison.Ordinal);

        string digest;
        await using (var table = await Table.OpenAsync(contract, _folder, Cancel))
        {
            (_, digest) = await table.DigestAsync("dev", Cancel);
        }

        await KeepAsync(run, Measured(digest, "roc_auc"));
        var seen = await SeenAsync(contract);
        Assert.Equal(("1", "roc_auc", "dev", 2), (seen.Version, seen.Metric, seen.Split, seen.Groups.Count));
        Assert.Equal(["a", "b"], seen.Groups[0].Columns);
        Assert.Equal(Answer.Unmet, new FeaturesBeneficial.Ablation().Judge(contract, seen).Answer);
        Assert.Contains("dice", new FeaturesBeneficial.Ablation().Judge(contract, seen).Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Met, new FeatureCost.Time().Judge(contract, seen).Answer);

        Assert.Contains("is log_loss", (await NotSeenAsync(contract with { Metric = new Metric { Name = "log_loss", On = "dev" } })).Because, StringComparison.Ordinal);
        Rows(41);
        Assert.Contains("on other rows than dev has now", (await NotSeenAsync(contract)).Because, StringComparison.Ordinal);

        Rows(40);
        await KeepAsync(run, "{\"groups\": 3}");
        Assert.Contains("was not measured on dev", (await NotSeenAsync(contract)).Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_of_asking_again_is_read_likewise()
    {
        var contract = TrackedRunsTests.ContractOf("project: again\nmetric: {name: roc_auc, direction: up, on: dev}\ndata: {files: [rows.csv], id: id, label: {name: y}, split: {method: by-hash, shares: {train: 0.5, dev: 0.5}}}\n");
        Rows(40);
        var run = await server.LogAsync("again", "first", 0.4);
        await server.RegisterAsync("again", run, "champion");
        await using (var around = Around(contract))
        {
            var (_, digest) = await (await around.TableAsync(Cancel)).DigestAsync("dev", Cancel);
            Assert.IsType<Sighting<StoredAnswersAgain>.NotSeen>(await new StoredAnswersAgainProbe().LookAsync(around, Cancel));
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(EvaluationJson.Of(new Replayed("dev", 20, ["r7"], 1, 0.2, null, digest, DateTimeOffset.UtcNow))));
            await server.Client.Artifacts.UploadAsync(run, content, ReplayFacts.File("dev"), Cancel);
            await server.Client.LogBatchAsync(run.Id, tags: [new(ReplayFacts.Tag, "now")], cancel: Cancel);
        }

        await using var later = Around(contract);
        var seen = Assert.IsType<Sighting<StoredAnswersAgain>.Seen>(await new StoredAnswersAgainProbe().LookAsync(later, Cancel)).Observation;
        Assert.Equal((20, 1, 0.2, 0), (seen.Rows, seen.Different, seen.Largest, seen.DaysAgo));
        Assert.Contains("r7", new SingleExampleDebug.Stored().Judge(contract, seen).Says, StringComparison.Ordinal);
        var served = contract with { Serving = new Core.Contracts.Serving { Target = new ServingTarget { Runtime = "onnx on linux-x64" } } };
        Assert.Equal(Answer.Unmet, new DeploymentTarget.Format().Judge(served, seen).Answer);
        Assert.Equal(Answer.Met, new DeploymentTarget.Format().Judge(served, seen with { Rows = 200, Different = 0, Differing = [], Largest = 1e-5 }).Answer);

        Rows(41);
        await using var other = Around(contract);
        Assert.Contains("other rows", Assert.IsType<Sighting<StoredAnswersAgain>.NotSeen>(await new StoredAnswersAgainProbe().LookAsync(other, Cancel)).Because, StringComparison.Ordinal);
    }

    private static string Measured(string digest, string metric) => EvaluationJson.Of(new FeatureValuation("first", "dev", 20, metric, 0.8, 0.95, 5,
        [new(["a", "b"], new(0.2, 0.1, 0.3)) { Kept = new(0.1, 0.05, 0.15), Time = new TailTime(0.1, 0.1, 0.2) }, new(["dice"], new(0, -0.1, 0.1)) { Kept = new(-0.01, -0.02, 0.001), Time = new TailTime(0.1, 0.1, 0.2) }])
    {
        Data = digest,
        At = DateTimeOffset.UtcNow,
        Learnt = "trees",
    });

    private async Task KeepAsync(Run run, string json)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await server.Client.Artifacts.UploadAsync(run, content, FeatureFacts.File("dev"), Cancel);
        await server.Client.LogBatchAsync(run.Id, tags: [new(FeatureFacts.Tag, "now")], cancel: Cancel);
    }

    private void Rows(int rows) => File.WriteAllText(Path.Combine(_folder, "rows.csv"), "id,a,b,dice,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"r{i},{i},{2 * i},{i % 6},{i % 2}\n")));

    private async Task<FeatureWorth> SeenAsync(ProjectContract contract)
    {
        await using var around = Around(contract);
        return Assert.IsType<Sighting<FeatureWorth>.Seen>(await new FeatureWorthProbe().LookAsync(around, Cancel)).Observation;
    }

    private async Task<Sighting<FeatureWorth>.NotSeen> NotSeenAsync(ProjectContract contract)
    {
        await using var around = Around(contract);
        return Assert.IsType<Sighting<FeatureWorth>.NotSeen>(await new FeatureWorthProbe().LookAsync(around, Cancel));
    }

    private Surroundings Around(ProjectContract contract) => new()
    {
        Root = _folder,
        Contract = contract,
        Clock = TimeProvider.System,
        Variable = _ => null,
        OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(new Uri(server.Address)), "the store")),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
