using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.Data;
using Airworthy.Core.Checklist.TestScore.Model;
using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Observations;
using Airworthy.Data.Versions;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Runs;
using Airworthy.Probes.Tests.Repository;
using Airworthy.Probes.Tests.Twins;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>From the champion on a real server to a commit in a real repository.</summary>
public sealed class ChampionOriginTests(RunsServer server) : IClassFixture<RunsServer>
{
    [Theory]
    [InlineData("merged", "False", Answer.Met, "on main, from a clean working tree")]
    [InlineData("merged", "True", Answer.Unmet, "changed and not committed")]
    [InlineData("merged", null, Answer.Unknown, "nothing tells")]
    [InlineData("branch", "False", Answer.Unmet, "not reachable from main")]
    [InlineData("made up", "False", Answer.Unmet, "not reachable from main")]
    [InlineData(null, "False", Answer.Unmet, "names no commit")]
    public async Task The_champion_is_followed_to_its_commit(string? commit, string? dirty, Answer answer, string says)
    {
        using var repository = new TemporaryRepository();
        var merged = repository.Commit("Train", "ana", "train.py", "print(1)\n");
        repository.Branch("try");
        var branch = repository.Commit("Try", "ana", "train.py", "print(2)\n");
        repository.Checkout("main");
        var project = $"origin-{(commit ?? "none").Replace(' ', '-')}-{(dirty ?? "none").ToLowerInvariant()}";
        var run = await server.LogAsync(project, "a", 0.4, ["commit", "dirty", "predictions", "environment"], more: r =>
        {
            if (commit is not null)
            {
                r.SetTag("mlflow.source.git.commit", commit switch { "merged" => merged, "branch" => branch, _ => new string('0', 40) });
            }

            if (dirty is not null)
            {
                r.SetTag("mlflow.source.git.dirty", dirty);
            }
        });
        await server.RegisterAsync(project, run, "champion");

        var verdict = new ModelSpecReviewed.Commit().Judge(TrackedRunsTests.ContractOf(""), await SeenAsync(project, repository.Folder));

        Assert.Equal(answer, verdict.Answer);
        Assert.Contains(says, verdict.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_names_no_run_leads_nowhere()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("Train", "ana", "train.py", "print(1)\n");
        var run = await server.LogAsync("no-run", "a", 0.4, ["predictions", "environment"]);
        await server.RegisterAsync("no-run", run, "champion");
        await server.Client.DeleteRunAsync(run.Id, TestContext.Current.CancellationToken);

        var verdict = new ModelSpecReviewed.Commit().Judge(TrackedRunsTests.ContractOf(""), await SeenAsync("no-run", repository.Folder));

        Assert.Equal(Answer.Unmet, verdict.Answer);
    }

    [Fact]
    public async Task The_champion_leads_to_a_version_of_the_data_with_its_splits_or_the_page_says_where_the_way_ends()
    {
        using var honest = HonestProject.Make(Shape.Deliveries);
        using var history = GitHistory.Open(honest.Root, _ => null).History!;
        var manifests = new ManifestFiles(honest.Root);
        var manifest = manifests.Read("deliveries").Manifest!;

        async Task<Verdict> JudgedAsync(string digest, params string[] without)
        {
            var run = await server.LogAsync("late-deliveries", "a", 0.4, ["commit", "data", "predictions", .. without], more: r => r.SetTag("mlflow.source.git.commit", history.Head!.Id).SetTag("airworthy.data.digest", digest));
            await server.RegisterAsync("late-deliveries", run, "champion");
            await using var around = Around("late-deliveries", honest.Root, honest.Contract);
            var seen = Assert.IsType<Sighting<ChampionOrigin>.Seen>(await new ChampionOriginProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
            return new VersionedStorage.Lineage().Judge(honest.Contract, seen);
        }

        var digest = manifest.Newest!.Digest;
        Assert.Contains("v0003 has no split recorded", (await JudgedAsync(digest)).Says, StringComparison.Ordinal);
        manifests.Write(manifest with { Versions = [.. manifest.Versions.Select(v => v with { Splits = new Dictionary<string, VersionSplit> { ["train"] = new() { Digest = digest, Rows = 1 } } })] });
        Assert.Equal(Answer.Met, (await JudgedAsync(digest)).Answer);
        Assert.Contains("are no version", (await JudgedAsync("sha256:" + new string('0', 64))).Says, StringComparison.Ordinal);
        Assert.Contains("nothing tells its environment", (await JudgedAsync(digest, "environment")).Says, StringComparison.Ordinal);
        Assert.Contains("it logged no parameters", (await JudgedAsync(digest, "params")).Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_champion_nothing_is_known()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("Train", "ana", "train.py", "print(1)\n");
        await using var around = Around("nobody", repository.Folder);

        var not = Assert.IsType<Sighting<ChampionOrigin>.NotSeen>(await new ChampionOriginProbe().LookAsync(around, TestContext.Current.CancellationToken));

        Assert.Contains("alias champion", not.Because, StringComparison.Ordinal);
    }

    private async Task<ChampionOrigin> SeenAsync(string project, string root)
    {
        await using var around = Around(project, root);
        return Assert.IsType<Sighting<ChampionOrigin>.Seen>(await new ChampionOriginProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    /// <summary>As the command line does for the project's own store: no address is named anywhere.</summary>
    private Surroundings Around(string project, string root, ProjectContract? contract = null) => new()
    {
        Root = root,
        Contract = contract is not null ? contract with { Runs = null } : TrackedRunsTests.ContractOf($"project: \"{project}\"\n"),
        Clock = TimeProvider.System,
        Variable = _ => null,
        OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(new Uri(server.Address)), "the store")),
    };
}
