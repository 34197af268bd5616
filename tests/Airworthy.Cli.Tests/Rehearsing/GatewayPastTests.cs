using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Probes;
using Airworthy.Probes.Runs;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Tests.Rehearsing;

/// <summary>The parts about what was served, by the real probes, on a real gateway.</summary>
public sealed class GatewayPastTests
{
    private const string Contract = "airworthy: 1\nproject: late\nserving: {endpoint: rehearsal, mode: streaming, target: {where: server, runtime: \"onnx on linux-x64\", hardware: \"2 vCPU, 4 GB\"}}\nrelease: {rollback_minutes: 5}\n";

    [Fact]
    public async Task What_a_gateway_kept_is_judged_and_what_it_did_not_is_unknown()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var gateway = await RehearsalGateway.StartAsync([new("constant:0.2", null, null, null), new("constant:0.3", null, null, null)], TimeProvider.System, cancel);
        using var client = new TrackingClient(gateway.Address);
        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease("constant:0.2"), cancel);
        var before = await JudgeAsync(gateway, cancel);
        Assert.Equal(Answer.Unknown, before["blue-green/slots"].Answer);
        Assert.Contains("constant:0.2 is the first", before["blue-green/slots"].Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Unknown, before["rollback/ready"].Answer);

        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease("constant:0.3"), cancel);
        using var callers = Callers.Of(gateway.Address, RehearsalGateway.Endpoint, []);
        await callers.AskAsync(40, cancel);
        while ((await client.Endpoints.GetAsync(RehearsalGateway.Endpoint, cancel)).Release!.Evidence.Answered == 0)
        {
            await Task.Delay(20, cancel); // copies are answered after the callers
            await gateway.LookAsync(cancel); // a rehearsal looks only when it is told, and what was seen is told from the store
        }

        await gateway.LookAsync(cancel);
        for (var step = 0; step < 4; step++)
        {
            await client.Endpoints.PromoteAsync(RehearsalGateway.Endpoint, null, cancel: cancel);
        }

        await client.Endpoints.PromoteAsync(RehearsalGateway.Endpoint, null, cancel: cancel);
        await gateway.LookAsync(cancel);
        await client.Endpoints.RollBackAsync(RehearsalGateway.Endpoint, "enough", cancel: cancel);
        await gateway.LookAsync(cancel);

        var after = await JudgeAsync(gateway, cancel);
        Assert.Equal(Answer.Met, after["blue-green/back"].Answer);
        Assert.Equal(Answer.Met, after["shadow-mode/capable"].Answer);
        Assert.Equal(Answer.Unknown, after["blue-green/switch"].Answer); // the minute after is not over
        Assert.Equal(Answer.Unmet, after["blue-green/slots"].Answer); // it was unloaded when the release had ended, and had to be loaded again
        Assert.Equal(Answer.Unknown, after["cd/path"].Answer);
        Assert.Contains("a constant needs no path", after["cd/path"].Says, StringComparison.Ordinal);
    }

    /// <summary>An experiment counts on the days on which the gateway let both versions answer, and on no others that a table tells of.</summary>
    [Fact]
    public async Task Days_of_an_experiment_count_when_the_gateway_let_both_versions_answer()
    {
        var cancel = TestContext.Current.CancellationToken;
        byte[] Model(double bias) => OnnxWriter.Write(new Encoder([new Encoding.AsItIs("x")]), new Formula.Linear([0], [1], [[1.0]], [bias], Link.Sigmoid), 1, []);
        await using var gateway = await RehearsalGateway.StartAsync([new("models:/late/1", "sha256:1", Model(0), null), new("models:/late/2", "sha256:2", Model(1), null)], TimeProvider.System, cancel);
        using var client = new TrackingClient(gateway.Address);
        foreach (var worth in (double[])[0.7, 0.6])
        {
            await using var run = await client.StartRunAsync("late", "trained", cancel: cancel);
            run.LogMetric("dev_roc_auc", worth);
            await client.Models.RegisterAsync("late", run.Info, "model", cancel: cancel);
            await run.FinishAsync();
        }

        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease("models:/late/1"), cancel);
        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease("models:/late/2", new ReleaseTerms(StepsPercent: [10, 100])), cancel);
        await gateway.LookAsync(cancel);
        await client.Endpoints.PromoteAsync(RehearsalGateway.Endpoint, "the owner agrees", cancel: cancel);
        await gateway.LookAsync(cancel);

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await using var around = await AroundAsync(gateway, Contract + "metric: {name: roc_auc, direction: up, on: dev}\nonline_metric: {name: saved, direction: up, experiment: degraded.csv}\n",
            $"day,version,degraded,online,online_degraded\n{today:yyyy-MM-dd},1,2,40,38\n{today.AddDays(-1):yyyy-MM-dd},1,2,41,38\n", cancel);

        var seen = Assert.IsType<Sighting<DegradedExperiment>.Seen>(await new DegradedExperimentProbe().LookAsync(around, cancel)).Observation;
        Assert.Equal((0.7, 0.6, 0.1), (seen.Offline!.Value, seen.OfflineDegraded!.Value, seen.MostShare));
        Assert.Equal(new DegradedDay(today, 40, 38), Assert.Single(seen.Days));
        Assert.Equal([today.AddDays(-1)], seen.Unserved!);
        var pairs = Assert.IsType<Sighting<LaunchPairs>.Seen>(await new LaunchPairsProbe().LookAsync(around, cancel)).Observation;
        Assert.Equal("2", pairs.Experiment!.Degraded);

        foreach (var (text, says) in ((string, string)[])[("2026-01-31,1,1,3,3", "row 1"), ("2026-01-31,1,2,3,nan", "row 1"), ("2026-01-31,1,2,3,3\n2026-01-31,1,2,3,3", "2 times"), ("2026-01-30,1,2,3,3\n2026-01-31,1,3,3,3", "more than one pair")])
        {
            await File.WriteAllTextAsync(Path.Combine(around.Root, "degraded.csv"), $"day,version,degraded,online,online_degraded\n{text}\n", cancel);
            Assert.Contains(says, (await Assert.ThrowsAsync<Airworthy.Data.TableException>(() => new DegradedExperimentProbe().LookAsync(around, cancel))).Message, StringComparison.Ordinal);
        }
    }

    private static async Task<Surroundings> AroundAsync(RehearsalGateway gateway, string contract, string experiment, CancellationToken cancel)
    {
        var root = Directory.CreateTempSubdirectory("airworthy-past-").FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "airworthy.yaml"), contract, cancel);
        await File.WriteAllTextAsync(Path.Combine(root, "degraded.csv"), experiment, cancel);
        return new Surroundings
        {
            Root = root,
            Contract = Project.Open(root).Contract,
            Clock = TimeProvider.System,
            Variable = _ => null,
            OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(gateway.Address), "the gateway")),
        };
    }

    private static async Task<Dictionary<string, Verdict>> JudgeAsync(RehearsalGateway gateway, CancellationToken cancel)
    {
        var root = Directory.CreateTempSubdirectory("airworthy-past-").FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "airworthy.yaml"), Contract, cancel);
        var project = Project.Open(root);
        await using var around = new Surroundings
        {
            Root = root,
            Contract = project.Contract,
            Clock = TimeProvider.System,
            Variable = _ => null,
            OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(gateway.Address), "the gateway")),
        };
        var parts = Pages.Items.Where(i => i.Id is "blue-green" or "shadow-mode" or "cd" or "rollback").SelectMany(i => i.Parts.Where(p => Checks.Of(i, p) is not null).Select(p => (i, p)));
        var seen = await new Inspection(around, await ProjectFolder.SubjectsAsync(project.Contract, root, cancel)).RunAsync(parts, cancel);
        Assert.Empty(seen.Values.Where(v => v.Crash is not null).Select(v => v.Crash));
        return seen.ToDictionary(s => s.Key.ToString(), s => s.Value.Verdict);
    }
}
