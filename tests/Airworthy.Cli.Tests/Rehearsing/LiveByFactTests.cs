using Airworthy.Cli.Rehearsing;
using Airworthy.Client;
using Airworthy.Core.Checklist;
using Airworthy.Core.Records;
using Airworthy.Models.Onnx;
using Airworthy.Models.Tabular;
using Airworthy.Probes;
using Airworthy.Probes.Runs;
using Airworthy.Serving.Rehearsal;

namespace Airworthy.Cli.Tests.Rehearsing;

/// <summary>Who answers callers is live, whatever the contract says, and whoever cannot be asked changes nothing.</summary>
public sealed class LiveByFactTests
{
    private const string Contract = "airworthy: 1\nproject: late\nstage: data\nas_of: 2001-07-01\nowner: {person: ana}\n";

    [Theory]
    [InlineData("serving: {endpoint: rehearsal}\n", "models:/other/1")]
    [InlineData("", "models:/late/1")] // a name that is left out of the contract hides nothing
    public async Task An_endpoint_that_answers_callers_makes_its_project_live_and_its_own_day_void(string named, string model)
    {
        var cancel = TestContext.Current.CancellationToken;
        var version = new RehearsedVersion(model, "sha256:1", OnnxWriter.Write(new Encoder([new Encoding.AsItIs("x")]), new Formula.Linear([0], [1], [[1.0]], [0], Link.Sigmoid), 1, []), null);
        await using var gateway = await RehearsalGateway.StartAsync([version], TimeProvider.System, cancel);
        using var client = new TrackingClient(gateway.Address);
        await client.Endpoints.ReleaseAsync(RehearsalGateway.Endpoint, new NewRelease(model), cancel);
        var project = Made(Contract + named);
        await using var around = Around(project, gateway, TimeProvider.System);

        var before = await SettledStage.OfAsync(project, around, ask: true, cancel);
        Assert.Equal((Stage.Data, new DateOnly(2001, 7, 1), null), (before.Project.Contract.Stage!.Value, before.Project.Contract.AsOf!.Value, before.Fact));

        using var callers = Callers.Of(gateway.Address, RehearsalGateway.Endpoint, [version]);
        await callers.AskAsync(7, cancel);
        await gateway.WatchAsync(cancel);
        var after = await SettledStage.OfAsync(project, around, ask: true, cancel);

        Assert.Equal(Stage.Live, after.Project.Contract.Stage);
        Assert.Null(after.Project.Contract.AsOf);
        Assert.Equal("Stage live by fact: endpoint rehearsal answered 7 requests in the last 7 days.", after.Fact!.Says);
        var refused = Assert.Single(after.Project.Files.Problems);
        Assert.Equal("airworthy.yaml:4:8", refused.At.ToString());
        Assert.Contains("as_of: 2001-07-01 does not count. Stage live by fact: endpoint rehearsal answered 7 requests", refused.Message, StringComparison.Ordinal);

        await using var later = Around(project, gateway, new FixedClock(DateTimeOffset.UtcNow.AddDays(8)));
        Assert.Null((await SettledStage.OfAsync(project, later, ask: true, cancel)).Fact);
    }

    [Fact]
    public async Task What_was_seen_counts_for_runs_that_ask_nobody_and_where_nobody_can_be_asked()
    {
        var cancel = TestContext.Current.CancellationToken;
        var project = Made(Contract + "runs: {url: \"http://127.0.0.1:1\"}\n");
        var fact = new LiveByFact("late", 12, DateTimeOffset.UtcNow.AddDays(-3));
        Surroundings With(params CheckRecord[] records) => new() { Root = project.Root, Contract = project.Contract, Clock = TimeProvider.System, Variable = _ => null, Records = records };
        var record = fact.Record(new Writer(WriterKind.Person, "ana"), DateTimeOffset.UtcNow.AddDays(-2));

        await using var unknown = With();
        await using var known = With(CheckRecord.Parse(record.Line)!);
        await using var old = With(record with { Measured = new Dictionary<string, double>(record.Measured) { ["last_at"] = DateTimeOffset.UtcNow.AddDays(-9).ToUnixTimeMilliseconds() } });

        var cannot = await SettledStage.OfAsync(project, unknown, ask: true, cancel);
        Assert.Equal(Stage.Data, cannot.Project.Contract.Stage);
        var said = Assert.Single(cannot.Project.Files.Problems).ToString();
        Assert.Contains("airworthy.yaml:3:8: stage: whether the project answers callers could not be seen. The runs of late cannot be read", said, StringComparison.Ordinal);
        Assert.EndsWith("It counts as data, as declared.", said, StringComparison.Ordinal);

        Assert.Equal(Stage.Live, (await SettledStage.OfAsync(project, known, ask: false, cancel)).Project.Contract.Stage);
        var still = await SettledStage.OfAsync(project, known, ask: true, cancel);
        Assert.Equal(Stage.Live, still.Project.Contract.Stage);
        Assert.EndsWith("It counts as live, as seen before.", still.Project.Files.Problems[^1].Message, StringComparison.Ordinal);
        Assert.Equal(Stage.Data, (await SettledStage.OfAsync(project, old, ask: false, cancel)).Project.Contract.Stage);
        Assert.Empty((await SettledStage.OfAsync(project, unknown, ask: false, cancel)).Project.Files.Problems);
    }

    [Fact]
    public void A_project_that_says_that_it_is_live_has_no_day_of_its_own()
    {
        var project = Made(Contract.Replace("stage: data", "stage: live", StringComparison.Ordinal));

        Assert.Null(project.Contract.AsOf);
        Assert.Contains("as_of: 2001-07-01 does not count. The contract says that the project is live.", Assert.Single(project.Files.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_was_retired_and_answers_is_live()
    {
        var project = Made(Contract.Replace("stage: data", "stage: retired", StringComparison.Ordinal));

        Assert.Equal(Stage.Live, SettledStage.Of(project, new LiveByFact("late", 1, DateTimeOffset.UtcNow)).Project.Contract.Stage);
        Assert.False(new LiveByFact("late", 0, DateTimeOffset.UtcNow).Holds(DateTimeOffset.UtcNow));
    }

    private static Project Made(string contract)
    {
        var root = Directory.CreateTempSubdirectory("airworthy-live-").FullName;
        File.WriteAllText(Path.Combine(root, "airworthy.yaml"), contract);
        Directory.CreateDirectory(Path.Combine(root, ".airworthy"));
        File.WriteAllText(Path.Combine(root, ".airworthy", "people.yaml"), "people:\n  ana: {name: Ana, contact: ana@example.com, roles: [owner]}\n");
        return Project.Open(root);
    }

    private static Surroundings Around(Project project, RehearsalGateway gateway, TimeProvider clock) => new()
    {
        Root = project.Root,
        Contract = project.Contract,
        Clock = clock,
        Variable = _ => null,
        OwnRuns = _ => Task.FromResult<RunsPlace?>(new RunsPlace(new TrackingClient(gateway.Address), "the gateway")),
    };
}
