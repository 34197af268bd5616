using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Checklist;
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
        await gateway.LookAsync(cancel);
        for (var step = 0; step < 4; step++)
        {
            await client.Endpoints.PromoteAsync(RehearsalGateway.Endpoint, null, cancel);
        }

        await client.Endpoints.PromoteAsync(RehearsalGateway.Endpoint, null, cancel);
        await gateway.LookAsync(cancel);
        await client.Endpoints.RollBackAsync(RehearsalGateway.Endpoint, "enough", cancel);
        await gateway.LookAsync(cancel);

        var after = await JudgeAsync(gateway, cancel);
        Assert.Equal(Answer.Met, after["blue-green/back"].Answer);
        Assert.Equal(Answer.Met, after["shadow-mode/capable"].Answer);
        Assert.Equal(Answer.Unknown, after["blue-green/switch"].Answer); // the minute after is not over
        Assert.Equal(Answer.Unmet, after["blue-green/slots"].Answer); // it was unloaded when the release had ended, and had to be loaded again
        Assert.Equal(Answer.Unknown, after["cd/path"].Answer);
        Assert.Contains("a constant needs no path", after["cd/path"].Says, StringComparison.Ordinal);
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
