using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Checklist.TestScore.Data;
using Airworthy.Core.Observations;
using Airworthy.Probes.Runs;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>From commits of a real repository to champions of a real registry.</summary>
public sealed class FeatureLeadTimesTests(RunsServer server) : IClassFixture<RunsServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clock_runs_from_the_first_commit_that_names_a_feature_to_the_first_champion_that_takes_it()
    {
        using var repository = new TemporaryRepository(start: DateTimeOffset.UtcNow.AddDays(-51));
        repository.Commit("Begin", "ana", "features.py", "row['hour']\n");
        repository.Commit("Wind will be a feature: `wind_speed`", "ana", "notes.txt", "soon\n");
        repository.Commit("Wind and date", "ana", "features.py", "row['hour'], row['wind_speed'], row['date']\n");
        await ChampionAsync("lead", "hour");
        await ChampionAsync("lead", "hour", "wind_speed", "made_up");
        await ChampionAsync("lead", "hour");

        var seen = await SeenAsync("lead", repository.Folder);

        Assert.Equal(["hour 50 in 1", "wind_speed 49 in 2"], seen.Features.Select(f => $"{f.Name} {f.Days} in {f.Version}").Order(StringComparer.Ordinal));
        Assert.Equal(["made_up"], seen.Unnamed);
        Assert.True(seen.IsRemembered);
        Assert.Equal(Answer.Met, new FeatureLeadTime.Measured().Judge(TrackedRunsTests.ContractOf("features: {lead_time_days: 50}\n"), seen).Answer);
        var verdict = new FeatureLeadTime.Measured().Judge(TrackedRunsTests.ContractOf("features: {lead_time_days: 49}\n"), seen);
        Assert.Equal(Answer.Unmet, verdict.Answer);
        Assert.Contains("the slowest was hour, 50 days", verdict.Says, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_champions_own_columns_are_laid_beside_the_forbidden_ones()
    {
        using var repository = new TemporaryRepository();
        await ChampionAsync("signed", "hour", "passenger_id");

        await using var around = Around("signed", repository.Folder);
        var seen = Assert.IsType<Sighting<ChampionSignature>.Seen>(await new ChampionSignatureProbe().LookAsync(around, Cancel)).Observation;

        Assert.Equal(["hour", "passenger_id"], seen.Inputs);
        Assert.Equal(Answer.Unmet, new MetaRequirements.Artifact().Judge(TrackedRunsTests.ContractOf("features: {forbidden: [\"passenger_*\"]}\n"), seen).Answer);
    }

    [Fact]
    public async Task A_champion_without_a_signature_tells_nothing()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("Begin", "ana", "features.py", "row['hour']\n");
        await ChampionAsync("lead-bare");

        await using var around = Around("lead-bare", repository.Folder);
        var not = Assert.IsType<Sighting<FeatureLeadTimes>.NotSeen>(await new FeatureLeadTimesProbe().LookAsync(around, Cancel));

        Assert.Contains("tells the columns it takes", not.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signature:\n  inputs: '[{\"type\": \"double\", \"name\": \"hour\", \"required\": true}]'\n", "hour")]
    [InlineData("signature:\n  inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float32\", \"shape\": [-1, 3]}}]'\n", "")]
    [InlineData("signature:\n  inputs: 'not json'\n", null)]
    [InlineData("signature: null\n", null)]
    [InlineData("flavors: {}\n", null)]
    [InlineData("a: &b [*b", null)]
    public void Columns_are_read_from_the_signature(string text, string? names) =>
        Assert.Equal(names, Airworthy.Core.Reading.ModelDescriptor.Inputs(System.Text.Encoding.UTF8.GetBytes(text)) is { } found ? string.Join(' ', found) : null);

    private async Task ChampionAsync(string project, params string[] columns)
    {
        var run = await server.LogAsync(project, "a", 0.4, ["predictions", "environment"]);
        if (columns.Length > 0)
        {
            var inputs = string.Join(", ", columns.Select(c => $$"""{"type": "double", "name": "{{c}}", "required": true}"""));
            using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"run_id: {run.Id}\nsignature:\n  inputs: '[{inputs}]'\n"));
            await server.Client.Artifacts.UploadAsync(run, file, "model/MLmodel", Cancel);
        }

        await server.RegisterAsync(project, run, "champion");
    }

    private async Task<FeatureLeadTimes> SeenAsync(string project, string root)
    {
        await using var around = Around(project, root);
        return Assert.IsType<Sighting<FeatureLeadTimes>.Seen>(await new FeatureLeadTimesProbe().LookAsync(around, Cancel)).Observation;
    }

    private Surroundings Around(string project, string root) => new()
    {
        Root = root,
        Contract = TrackedRunsTests.ContractOf($"project: \"{project}\"\nfeatures: {{code: [features.py]}}\n"),
        Clock = TimeProvider.System,
        Variable = _ => null,
        OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(new Uri(server.Address)), "the store")),
    };
}
