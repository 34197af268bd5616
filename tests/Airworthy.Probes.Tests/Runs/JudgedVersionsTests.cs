using System.Security.Cryptography;
using System.Text;

using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Deployment;
using Airworthy.Core.Checklist.Problem;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Runs;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>What was there first, on a real server and in a real repository: the gate before the promotion, the bar before the run, the launch beside its run.</summary>
public sealed class JudgedVersionsTests(RunsServer server) : IClassFixture<RunsServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_promotion_counts_as_judged_when_an_intact_report_of_the_gate_is_older()
    {
        Assert.Contains("no registered model", Assert.IsType<Sighting<JudgedPromotions>.NotSeen>(await LookAsync("judged")).Because, StringComparison.Ordinal);

        var run = await server.LogAsync("judged", "first", 0.4, ["predictions", "environment"]);
        await server.RegisterAsync("judged", run, "champion");
        var (never, unknown) = await TiedAsync("judged");
        Assert.Equal((null, 1, Answer.Unknown), (never.Since, never.Earlier, unknown.Answer));

        await KeepAsync(run, "1", Answer.Met);
        var second = await server.LogAsync("judged", "second", 0.5, ["predictions", "environment"]);
        var version = await server.Client.Models.RegisterAsync("judged", second, "model", cancel: Cancel);
        await KeepAsync(second, version.Version, Answer.Met);
        await server.Client.Models.SetAliasAsync("judged", "champion", version.Version, Cancel);
        var (seen, verdict) = await TiedAsync("judged");
        Assert.Equal((Answer.Met, 1, 1), (verdict.Answer, seen.Of!.Count, seen.Earlier));

        // A report that came later, or was changed, says nothing of what was known then.
        var third = await server.LogAsync("judged", "third", 0.6, ["predictions", "environment"]);
        await server.RegisterAsync("judged", third, "champion");
        await KeepAsync(third, "3", Answer.Met);
        await KeepAsync(third, "3", Answer.Met, at: DateTimeOffset.UtcNow.AddDays(-1), digest: new string('0', 16));
        (_, verdict) = await TiedAsync("judged");
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("1 of 2 promotions", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_was_refused_and_promoted_is_seen()
    {
        var run = await server.LogAsync("refused", "first", 0.4, ["predictions", "environment"]);
        var version = await server.Client.Models.RegisterAsync("refused", run, "model", cancel: Cancel);
        await KeepAsync(run, version.Version, Answer.Unmet, model: "refused");
        await server.Client.Models.SetAliasAsync("refused", "champion", version.Version, Cancel);

        var (_, verdict) = await TiedAsync("refused");
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("although the gate had said no", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bar_that_came_after_the_run_or_was_lowered_alone_is_seen()
    {
        string Contract(string bar) => $"airworthy: 1\nproject: barred\nmetric: {{name: average_precision, direction: up, on: dev, good_enough: {bar}}}\n";
        var day = DateTimeOffset.UtcNow.AddDays(-10);
        await server.LogAsync("barred", "first", 0.5, ["predictions", "environment"]);

        using var early = new TemporaryRepository(start: day);
        early.Commit("The bar", "ana", "airworthy.yaml", Contract("0.4"));
        early.Commit("A note", "ana", "note.md", "x\n");
        Assert.Equal(Answer.Met, (await BarAsync(early, "0.4")).Answer);

        using var late = new TemporaryRepository(start: DateTimeOffset.UtcNow.AddDays(2));
        late.Commit("The bar", "ana", "airworthy.yaml", Contract("0.4"));
        Assert.Contains("after the run first", (await BarAsync(late, "0.4")).Says, StringComparison.Ordinal);
        Assert.Equal(Answer.Unknown, (await BarAsync(late, "0.3")).Answer);

        using var lowered = new TemporaryRepository(start: DateTimeOffset.UtcNow.AddDays(-2));
        lowered.Commit("The bar", "ana", "airworthy.yaml", Contract("0.6"));
        lowered.Commit("Wait", "ana", "note.md", "x\n");
        lowered.Commit("Another metric", "ana", "airworthy.yaml", Contract("0.6").Replace("on: dev", "on: dev, target: 0.9", StringComparison.Ordinal));
        lowered.Commit("A bar that holds", "ana", "airworthy.yaml", Contract("0.45"));
        var verdict = await BarAsync(lowered, "0.45");
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("lowered from 0.6 to 0.45", verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launches_are_read_beside_the_runs_of_their_versions_and_what_is_none_is_told()
    {
        var run = await server.LogAsync("launched", "first", 0.4, ["predictions", "environment"]);
        await server.RegisterAsync("launched", run, "champion");
        using var folder = new TemporaryRepository();
        folder.Write("launches.csv", "version,from,until,online\n7,2026-02-01,2026-02-28,31\n1,2026-01-01,2026-01-31,30.5\n");
        async Task<Sighting<LaunchPairs>> SeenAsync()
        {
            await using var around = Around("launched", folder.Folder, "online_metric: {name: saved, direction: up, launches: launches.csv}\n");
            return await new LaunchPairsProbe().LookAsync(around, Cancel);
        }

        var seen = Assert.IsType<Sighting<LaunchPairs>.Seen>(await SeenAsync()).Observation;
        var launch = Assert.Single(seen.Launches);
        Assert.Equal(("1", 0.4, 30.5), (launch.Version, launch.Offline, launch.Online));
        Assert.Equal(["7"], seen.Without!);

        foreach (var (text, says) in ((string, string)[])[("version,from,until,online\n1,2026-01-31,2026-01-01,3\n", "row 1"), ("version,from,until,online\n1,2026-01-01,2026-01-31,nan\n", "row 1"), ("version,days,online\n1,3,3\n", "cannot be read")])
        {
            folder.Write("launches.csv", text);
            Assert.Contains(says, (await Assert.ThrowsAsync<Airworthy.Data.TableException>(SeenAsync)).Message, StringComparison.Ordinal);
        }
    }

    private async Task<Verdict> BarAsync(TemporaryRepository repository, string bar)
    {
        await using var around = Around("barred", repository.Folder, "", bar);
        var history = Assert.IsType<Sighting<BarHistory>.Seen>(await new BarHistoryProbe().LookAsync(around, Cancel)).Observation;
        var runs = Assert.IsType<Sighting<RankedRuns>.Seen>(await new RankedRunsProbe().LookAsync(around, Cancel)).Observation;
        return new GoodEnough.Before().Judge(around.Contract, history, runs);
    }

    /// <summary>Keeps a report as <c>airworthy gate</c> does.</summary>
    private async Task KeepAsync(Run run, string version, Answer limits, DateTimeOffset? at = null, string? digest = null, string model = "judged")
    {
        var report = new GateReport(model, version, null, run.Id, null, "dev", "sha256:0", "sha256:0", at ?? DateTimeOffset.UtcNow, [new("limits", limits, "as was asked"), new("slices", Answer.Met, "as was asked")]);
        var bytes = Encoding.UTF8.GetBytes(GateJson.Of(report));
        using var content = new MemoryStream(bytes);
        await server.Client.Artifacts.UploadAsync(run, content, $"gate/{digest ?? Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.json", Cancel);
        await server.Client.Models.SetVersionTagAsync(model, version, GateReportsProbe.DigestTag, "sha256:0", Cancel);
    }

    private async Task<(JudgedPromotions Seen, Verdict Verdict)> TiedAsync(string project)
    {
        var seen = Assert.IsType<Sighting<JudgedPromotions>.Seen>(await LookAsync(project)).Observation;
        return (seen, new ValidationTests.Tied().Judge(TrackedRunsTests.ContractOf(""), seen));
    }

    private async Task<Sighting<JudgedPromotions>> LookAsync(string project)
    {
        await using var around = Around(project, Path.GetTempPath(), "");
        return await new JudgedPromotionsProbe().LookAsync(around, Cancel);
    }

    private Surroundings Around(string project, string root, string more, string bar = "0.4") => new()
    {
        Root = root,
        Contract = TrackedRunsTests.ContractOf($"project: {project}\nmetric: {{name: average_precision, direction: up, on: dev, good_enough: {bar}}}\n{more}"),
        Clock = TimeProvider.System,
        Variable = name => name == "MLFLOW_TRACKING_URI" ? server.Address : null,
    };
}
