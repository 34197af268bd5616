using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Modelling;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>Rebuilds of the champion on a real server, as <c>airworthy reproduce</c> tags them.</summary>
public sealed class RebuildsTests(RunsServer server) : IClassFixture<RunsServer>
{
    private const string Reproduce = "reproduce: {metric_tolerance: 0.003, prediction_agreement: 0.99, seeds: 2}\nmetric: {name: average_precision, direction: up, on: dev}\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rebuilds_of_the_champions_run_are_found_newest_first_and_those_of_another_run_are_not()
    {
        var original = await server.LogAsync("rebuilt", "first", 0.4);
        var other = await server.LogAsync("rebuilt", "other", 0.5);
        await server.RegisterAsync("rebuilt", original, "champion");
        await RebuildAsync(other, "differs", 0.1);
        Assert.Equal(Answer.Unknown, (await JudgedAsync("rebuilt")).Verdict.Answer);

        await RebuildAsync(original, "equal", 0.4);
        var (seen, verdict) = await JudgedAsync("rebuilt");
        Assert.Equal(("1", "first", "7", 0.4), (seen.Version, seen.Run, seen.Seed, seen.Value));
        Assert.Equal((Answer.Met, 1), (verdict.Answer, seen.Of.Count));

        await RebuildAsync(original, "differs", 0.3, "dev_average_precision was 0.4 and is 0.3", "clock: train.py:3 reads the time");
        (seen, verdict) = await JudgedAsync("rebuilt");
        Assert.Equal(["differs", "equal"], seen.Of.Select(r => r.Outcome));
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("Likely cause: clock: train.py:3", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_champion_there_is_nothing_to_make_again()
    {
        await using var around = Around("never");
        var not = Assert.IsType<Sighting<Rebuilds>.NotSeen>(await new RebuildsProbe().LookAsync(around, Cancel));
        Assert.Contains("alias champion", not.Because, StringComparison.Ordinal);
    }

    private Task<Run> RebuildAsync(Run of, string outcome, double metric, string differences = "", string causes = "") => server.LogAsync("rebuilt", $"{of.Name} again", metric, more: r =>
        r.SetTag("airworthy.reproduces", of.Id).SetTag("airworthy.reproduction", outcome).SetTag("airworthy.reproduction.differences", differences).SetTag("airworthy.reproduction.causes", causes));

    private async Task<(Rebuilds Seen, Verdict Verdict)> JudgedAsync(string project)
    {
        await using var around = Around(project);
        var seen = Assert.IsType<Sighting<Rebuilds>.Seen>(await new RebuildsProbe().LookAsync(around, Cancel)).Observation;
        return (seen, new ReproducibleModel.Rebuild().Judge(around.Contract, seen));
    }

    private Surroundings Around(string project) => new()
    {
        Root = Path.GetTempPath(),
        Contract = TrackedRunsTests.ContractOf($"project: \"{project}\"\n{Reproduce}"),
        Clock = TimeProvider.System,
        Variable = _ => null,
        OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(new Uri(server.Address)), "the store")),
    };
}
