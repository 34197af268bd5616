using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>Runs on a real tracking server, as the parts of <c>runs-page</c> see them.</summary>
public sealed class TrackedRunsTests(RunsServer server) : IClassFixture<RunsServer>
{
    [Fact]
    public async Task Runs_that_tell_everything_are_seen_whole()
    {
        const string Project = "whole";
        var best = await server.LogAsync(Project, "a", 0.44);
        await server.LogAsync(Project, "b", 0.41);
        await server.RegisterAsync(Project, best, "champion");

        var seen = await SeenAsync(Project);

        Assert.Equal(["b", "a"], seen.Runs.Select(r => r.Name));
        Assert.All(seen.Runs, r => Assert.Empty(r.Lacks()));
        Assert.Equal(0, seen.Runs[0].DaysAgo);
        Assert.Equal(0.41, seen.Runs[0].Metric);
        Assert.Equal(new PromotedVersion("1", "champion", 0, "a", IsRunThere: true), Assert.Single(seen.Promoted!));
        foreach (var check in (ICheck<TrackedRuns>[])[new RunsPage.Up(), new RunsPage.Complete(), new RunsPage.Used(), new RunsPage.External()])
        {
            Assert.Equal(Answer.Met, check.Judge(Contract(Project), seen).Answer);
        }
    }

    [Theory]
    [InlineData("commit", "the commit")]
    [InlineData("dirty", "whether its files were as committed")]
    [InlineData("data", "the data's digest")]
    [InlineData("params", "parameters")]
    [InlineData("seed", "the seed")]
    [InlineData("metric", "the metric")]
    [InlineData("predictions", "predictions to compute the metric again")]
    [InlineData("environment", "the environment")]
    public async Task A_run_that_leaves_something_out_lacks_just_that(string fact, string lacks)
    {
        var project = $"without-{fact}";
        await server.LogAsync(project, "a", 0.44, [fact]);

        var seen = await SeenAsync(project);

        Assert.Equal([lacks], Assert.Single(seen.Runs).Lacks());
        Assert.Contains(lacks, new RunsPage.Complete().Judge(Contract(project), seen).Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Unmet, new RunsPage.Complete().Judge(Contract(project), seen).Answer);
    }

    [Fact]
    public async Task Runs_that_failed_or_only_gather_others_are_none_and_a_deleted_run_is_not_there()
    {
        const string Project = "gathered";
        var parent = await server.Client.StartRunAsync(Project, "sweep", cancel: TestContext.Current.CancellationToken);
        await server.LogAsync(Project, "child", 0.4, more: r => r.SetTag("mlflow.parentRunId", parent.Id));
        await parent.FinishAsync();
        await (await server.Client.StartRunAsync(Project, "broken", cancel: TestContext.Current.CancellationToken)).LogMetric("dev_average_precision", 0.1).FailAsync();
        var gone = await server.LogAsync(Project, "gone", 0.4);
        await server.RegisterAsync(Project, gone, "champion");
        await server.Client.DeleteRunAsync(gone.Id, TestContext.Current.CancellationToken);

        var seen = await SeenAsync(Project);

        Assert.Equal(["child"], seen.Runs.Select(r => r.Name));
        var used = new RunsPage.Used().Judge(Contract(Project), seen);
        Assert.Equal(Answer.Unmet, used.Answer);
        Assert.Contains("not there", used.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_answers_and_is_empty_is_no_page()
    {
        var seen = await SeenAsync("nothing-here");

        Assert.Equal(Answer.Unmet, new RunsPage.Up().Judge(Contract("nothing-here"), seen).Answer);
        Assert.Equal(Answer.Unknown, new RunsPage.Complete().Judge(Contract("nothing-here"), seen).Answer);
        Assert.Equal(Answer.Unknown, new RunsPage.Used().Judge(Contract("nothing-here"), seen).Answer);
    }

    [Fact]
    public async Task A_token_goes_to_the_server_that_the_environment_names_and_to_no_other()
    {
        lock (server.Logins)
        {
            server.Logins.Clear();
        }

        await SeenAsync("token", ("MLFLOW_TRACKING_TOKEN", "secret"), ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"));
        Assert.All(server.Logins, l => Assert.Equal("", l));

        await SeenAsync("token", ("MLFLOW_TRACKING_TOKEN", "secret"), ("MLFLOW_TRACKING_URI", server.Address + "/"));
        Assert.Equal("Bearer secret", server.Logins[^1]);
    }

    [Theory]
    [InlineData("", "", "No tracking server is named", "MLFLOW_TRACKING_URI")]
    [InlineData("runs: {url: \"file:///tmp/mlruns\"}\n", "", "no address of a tracking server", "runs.url")]
    [InlineData("", "http://ana:hunter2@runs.example.com", "no address of a tracking server", "MLFLOW_TRACKING_URI")]
    public async Task Without_a_server_it_says_what_to_set(string contract, string variable, string because, string next)
    {
        await using var around = Around(contract, ("MLFLOW_TRACKING_URI", variable));

        var not = Assert.IsType<Sighting<TrackedRuns>.NotSeen>(await new TrackedRunsProbe().LookAsync(around, TestContext.Current.CancellationToken));

        Assert.Contains(because, not.Because, StringComparison.Ordinal);
        Assert.Contains(next, not.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", not.Because + not.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_does_not_speak_the_protocol_is_told_so()
    {
        await using var around = Around($"runs: {{url: \"{server.Address}/some/where/else\"}}\n");

        var not = Assert.IsType<Sighting<TrackedRuns>.NotSeen>(await new TrackedRunsProbe().LookAsync(around, TestContext.Current.CancellationToken));

        Assert.Contains("cannot be read", not.Because, StringComparison.Ordinal);
    }

    private async Task<TrackedRuns> SeenAsync(string project, params (string, string)[] variables)
    {
        await using var around = Around(Text(project), variables);
        return Assert.IsType<Sighting<TrackedRuns>.Seen>(await new TrackedRunsProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private string Text(string project) => $"metric: {{name: average_precision, direction: up, on: dev}}\nruns: {{url: \"{server.Address}/#/experiments/1\"}}\nproject: {project}\n";

    private ProjectContract Contract(string project) => ContractOf(Text(project));

    internal static ProjectContract ContractOf(string contract)
    {
        var reading = ContractReader.Read("airworthy: 1\n" + (contract.Contains("project:", StringComparison.Ordinal) ? "" : "project: example\n") + contract, "airworthy.yaml");
        return reading.Contract ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    internal static Surroundings Around(string contract, params (string Name, string Value)[] variables) => new()
    {
        Root = Path.GetTempPath(),
        Contract = ContractOf(contract),
        Clock = TimeProvider.System,
        Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
    };
}
