using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Model;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Data.Records;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>A search that really was logged to a real server, honest and not.</summary>
public sealed class TuningTrialsTests(RunsServer server) : IClassFixture<RunsServer>
{
    private static readonly string[] s_bare = ["predictions", "environment"];

    [Fact]
    public async Task A_search_over_enough_values_inside_its_range_that_tells_what_it_read_is_met()
    {
        await SearchAsync("honest", ["2", "4", "8", "16"], best: "4");

        var seen = await SeenAsync("honest");

        Assert.Equal(new TunedParameter("max_depth", 4, 4, 2, 16), Assert.Single(seen.Parameters));
        Assert.Equal((Answer.Met, Answer.Met, Answer.Met), Judge("honest", seen));
        Assert.Empty(new HyperparametersTuned.Edge().Judge(TrackedRunsTests.ContractOf(Text("honest")), seen).Concerns);
    }

    [Fact]
    public async Task Too_few_trials_and_too_few_values_are_unmet()
    {
        await SearchAsync("few", ["2", "4", "8"], best: "4");
        await SearchAsync("narrow", ["2", "4", "2", "4"], best: "4");

        Assert.Equal(Answer.Unmet, Judge("few", await SeenAsync("few")).Trials);
        Assert.Equal(Answer.Unmet, Judge("narrow", await SeenAsync("narrow")).Trials);
    }

    [Fact]
    public async Task Trials_on_other_data_or_other_code_are_no_part_of_the_search()
    {
        await SearchAsync("mixed", ["2", "4", "8"], best: "4");
        await server.LogAsync("mixed", "other data", 0.4, [.. s_bare, "data"], "16", more: r => r.SetTag("airworthy.data.digest", "sha256:0000"));
        await server.LogAsync("mixed", "other code", 0.4, [.. s_bare, "commit"], "16", more: r => r.SetTag("mlflow.source.git.commit", new string('1', 40)));
        await server.LogAsync("mixed", "untold", 0.4, [.. s_bare, "data"], "16");

        var seen = await SeenAsync("mixed");

        Assert.Equal((6, 3, 1), (seen.All, seen.Trials, seen.Untold));
        Assert.Equal(Answer.Unmet, Judge("mixed", seen).Trials);
    }

    [Fact]
    public async Task A_best_value_at_the_end_is_a_concern_until_the_range_is_widened()
    {
        await SearchAsync("edge", ["2", "4", "8", "16"], best: "16");
        Assert.Contains("2 to 16", Assert.Single(new HyperparametersTuned.Edge().Judge(TrackedRunsTests.ContractOf(Text("edge")), await SeenAsync("edge")).Concerns), StringComparison.Ordinal);

        await SearchAsync("edge", ["32"], best: "none");
        Assert.Empty(new HyperparametersTuned.Edge().Judge(TrackedRunsTests.ContractOf(Text("edge")), await SeenAsync("edge")).Concerns);
    }

    [Fact]
    public async Task A_trial_that_read_test_is_seen_by_its_input_its_metric_or_the_ledger()
    {
        foreach (var way in (string[])["input", "metric", "ledger"])
        {
            var project = $"test-by-{way}";
            await SearchAsync(project, ["2", "4", "8", "16"], best: "4");
            var run = await server.LogAsync(project, "liar", 0.5, s_bare, "4", more: r =>
            {
                if (way == "metric")
                {
                    r.LogMetric("test_average_precision", 0.5);
                }
            });
            await server.Client.LogInputsAsync(run.Id, [new RunInput("deliveries", "abc", way == "input" ? "test" : "train")], TestContext.Current.CancellationToken);
            var ledger = way == "ledger" ? [TestReadLedger.Entry(new Writer(WriterKind.Person, "ana"), "liar", 100, "sha256:1", DateTimeOffset.UnixEpoch)] : Array.Empty<CheckRecord>();

            var seen = await SeenAsync(project, ledger);

            Assert.Equal("liar", Assert.Single(seen.ReadTest!).Run);
            Assert.Equal(Answer.Unmet, Judge(project, seen).TestClean);
        }
    }

    [Fact]
    public async Task Trials_that_do_not_tell_what_they_read_prove_nothing()
    {
        await SearchAsync("silent", ["2", "4", "8", "16"], best: "4", tells: false);

        Assert.Equal(Answer.Unknown, Judge("silent", await SeenAsync("silent")).TestClean);
    }

    [Fact]
    public async Task A_baseline_that_was_tried_in_three_settings_on_the_same_data_had_its_search_too()
    {
        await SearchAsync("fair", ["2", "4", "8", "16"], best: "4");
        async Task TryAsync(string depth, string data = "sha256:4f0c", string name = "logistic") =>
            await server.LogAsync("fair", "small", 0.3, [.. s_bare, "data"], depth, more: r => r.SetTag("airworthy.baseline", name).SetTag("airworthy.data.digest", data));

        Assert.Equal(Answer.Unknown, await BaselineAsync());
        await TryAsync("1");
        await TryAsync("2");
        await TryAsync("2");
        await TryAsync("3", data: "sha256:0000");
        await TryAsync("3", name: "rule");
        Assert.Equal(Answer.Unmet, await BaselineAsync());
        await TryAsync("3");
        Assert.Equal(Answer.Met, await BaselineAsync());

        var seen = await SeenAsync("fair", more: Baselines);
        Assert.Equal((4, 4), (seen.All, seen.Trials));
        Assert.Equal([new TunedBaseline("rule", 1, 1), new TunedBaseline("logistic", 4, 3)], seen.Baselines);

        async Task<Answer> BaselineAsync() =>
            new HyperparametersTuned.BaselineToo().Judge(TrackedRunsTests.ContractOf(Text("fair") + Baselines), await SeenAsync("fair", more: Baselines)).Answer;
    }

    private const string Baselines = "baselines: [{name: rule, kind: heuristic, command: x}, {name: logistic, kind: simple-model, command: y}]\n";

    private async Task SearchAsync(string project, IReadOnlyList<string> depths, string best, bool tells = true)
    {
        foreach (var depth in depths)
        {
            var run = await server.LogAsync(project, $"depth {depth}", depth == best ? 0.5 : 0.4, s_bare, depth);
            if (tells)
            {
                await server.Client.LogInputsAsync(run.Id, [new RunInput("deliveries", "abc", "train"), new RunInput("deliveries", "abd", "dev")], TestContext.Current.CancellationToken);
            }
        }
    }

    private static (Answer Trials, Answer Edge, Answer TestClean) Judge(string project, TuningTrials seen)
    {
        var contract = TrackedRunsTests.ContractOf(Text(project));
        return (new HyperparametersTuned.Trials().Judge(contract, seen).Answer, new HyperparametersTuned.Edge().Judge(contract, seen).Answer, new HyperparametersTuned.TestClean().Judge(contract, seen).Answer);
    }

    private async Task<TuningTrials> SeenAsync(string project, IReadOnlyList<CheckRecord>? records = null, string more = "")
    {
        await using var around = new Surroundings
        {
            Root = Path.GetTempPath(),
            Contract = TrackedRunsTests.ContractOf(Text(project) + more),
            Clock = TimeProvider.System,
            Records = records ?? [],
            Variable = name => name == "MLFLOW_TRACKING_URI" ? server.Address : null,
        };
        return Assert.IsType<Sighting<TuningTrials>.Seen>(await new TuningTrialsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private static string Text(string project) => $"metric: {{name: average_precision, direction: up, on: dev}}\ntuning: {{parameters: [max_depth], min_trials: 4}}\nproject: {project}\n";
}
