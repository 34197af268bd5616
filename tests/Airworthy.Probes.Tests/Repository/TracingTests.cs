using Airworthy.Core.Checklist;
using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>A fresh clone knows from git alone what made a statement stale, and whose commit it was.</summary>
public sealed class TracingTests : IDisposable
{
    private const string Contract = """
        airworthy: 1
        project: example
        stage: model
        error_costs: {unit: USD, matrix: {false_alarm: 8, missed: 34}, threshold: 0.2, worst_case: A family misses the last flight of the day}
        features: {code: [src/features.sql]}

        """;

    private const string People = """
        people:
          ana: {name: Ana Silva, contact: ana@example.com, roles: [owner, domain-expert]}
          ben: {name: Ben Ito, contact: ben@example.com, roles: [data-scientist]}

        """;

    private static readonly Item s_costs = Pages.Find("error-costs")!;

    private readonly TemporaryRepository _repo = new();

    [Fact]
    public async Task The_field_and_its_commit_are_named()
    {
        await SignAsync();
        var commit = _repo.Commit("cheaper alarms", "ben", "airworthy.yaml", Contract.Replace("false_alarm: 8", "false_alarm: 3", StringComparison.Ordinal));
        _repo.Commit("something else", "ana", "airworthy.yaml", Contract.Replace("false_alarm: 8", "false_alarm: 3", StringComparison.Ordinal).Replace("stage: model", "stage: data", StringComparison.Ordinal));

        Assert.Matches($@"^Since ana signed on 2026-01-05, its contract changed: error_costs\.matrix\.false_alarm in airworthy\.yaml \({commit[..7]} by ben, \d{{4}}-\d\d-\d\d\)\.$", await WhyAsync());
    }

    [Fact]
    public async Task A_change_that_is_not_committed_is_named_as_such()
    {
        await SignAsync();
        _repo.Write("airworthy.yaml", Contract.Replace("threshold: 0.2", "threshold: 0.5", StringComparison.Ordinal));

        Assert.Equal("Since ana signed on 2026-01-05, its contract changed: error_costs.threshold in airworthy.yaml (not committed yet).", await WhyAsync());
    }

    [Fact]
    public async Task A_statement_that_is_not_committed_names_the_kind()
    {
        _repo.Commit("contract", "ana", "airworthy.yaml", Contract);
        await SignAsync(commits: false);
        _repo.Write("airworthy.yaml", Contract.Replace("threshold: 0.2", "threshold: 0.5", StringComparison.Ordinal));

        Assert.Equal("Since ana signed on 2026-01-05, its contract changed.", await WhyAsync());
    }

    [Fact]
    public async Task A_code_file_and_its_commit_are_named()
    {
        var item = Pages.Items.First(i => i.Parts.Any(p => p.IsStatement && p.From <= Stage.Model) && i.Binds(Bound.Code));
        await SignAsync(item);
        var commit = _repo.Commit("another window", "ben", "src/features.sql", "select 2\n");

        Assert.Contains($"code changed: src/features.sql ({commit[..7]} by ben, ", await WhyAsync(item), StringComparison.Ordinal);
        _repo.Write("src/features.sql", "select 3\n");
        Assert.Contains("code changed: src/features.sql (not committed yet)", await WhyAsync(item), StringComparison.Ordinal);
    }

    public void Dispose() => _repo.Dispose();

    private async Task SignAsync(Item? item = null, bool commits = true)
    {
        item ??= s_costs;
        _repo.Write("airworthy.yaml", Contract);
        _repo.Write("src/features.sql", "select 1\n");
        _repo.Write(".airworthy/people.yaml", People);
        var binds = (await EvidenceAsync()).Subjects.Of(item);
        _repo.Write(AnswerText.StatementPath(item.Id), AnswerText.Of(new Statement
        {
            Item = item.Id,
            Says = "The desk counted 240 cases between 2026-01-02 and 2026-01-04; the figures in the contract are theirs, as Maria Lund confirmed in writing.",
            By = "ana",
            Role = item == s_costs ? Role.DomainExpert : Role.Owner,
            On = new DateOnly(2026, 1, 5),
            Binds = binds,
        }, null, null));
        if (commits)
        {
            _repo.Commit("signed", "ana");
        }
    }

    private async Task<Evidence> EvidenceAsync()
    {
        var contract = ProjectFolder.ReadContract(_repo.Folder).Contract!;
        var files = ProjectFolder.Read(_repo.Folder);
        return new Evidence
        {
            Contract = contract,
            Subjects = await ProjectFolder.SubjectsAsync(contract, _repo.Folder, TestContext.Current.CancellationToken),
            Today = new DateOnly(2026, 1, 20),
            Now = new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero),
            Statements = files.Statements,
            People = files.People,
        };
    }

    private async Task<string> WhyAsync(Item? item = null)
    {
        using var history = _repo.Open();
        item ??= s_costs;
        var evidence = Tracing.In(await EvidenceAsync(), [item], () => history);
        return Evaluation.Of(item, evidence).Parts.Single(p => p.Part.IsStatement).Verdict.Says;
    }
}
