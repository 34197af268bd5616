using Airworthy.Core.Checklist;
using Airworthy.Core.Observations;
using Airworthy.Core.Records;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

public sealed class CiRunsProbeTests : IDisposable
{
    private const string Contract = "as_of: 2026-01-20\n";

    private readonly TemporaryRepository _repo = new();

    public void Dispose() => _repo.Dispose();

    [Fact]
    public async Task Without_records_and_token_no_run_is_seen()
    {
        _repo.Commit("start", "ana", "a.txt", "1");

        var seen = await SeenAsync();

        Assert.Empty(seen.Sources);
        Assert.Equal(RunOutcome.None, Assert.Single(seen.Merged).Run);
    }

    [Fact]
    public async Task Records_of_the_CI_are_laid_beside_the_changes_they_ran_for()
    {
        var first = _repo.Commit("start", "ana", "a.txt", "1");
        _repo.Branch("work");
        var head = _repo.Commit("work", "ben", "b.txt", "1");
        _repo.Checkout("main");
        _repo.Merge("work", "Merge work", "ana");
        _repo.Commit("pushed past it", "ana", "a.txt", "2");

        var seen = await SeenAsync(Record("1", first, Answer.Unmet, 12), Record("2", head, Answer.Met, 40));

        Assert.Equal(["records of the CI"], seen.Sources);
        Assert.Equal([("pushed past it", RunOutcome.None), ("Merge work", RunOutcome.Green), ("start", RunOutcome.Red)], seen.Merged.Select(m => (m.Subject, m.Run)));
        Assert.Equal((40, 1, 1), (seen.Tests, seen.RedRuns, seen.GreenRuns));
        Assert.Equal("https://ci.example/2", seen.Merged[1].Address);
    }

    [Fact]
    public async Task A_persons_record_is_no_run_of_the_CI()
    {
        var first = _repo.Commit("start", "ana", "a.txt", "1");

        var seen = await SeenAsync(Record("1", first, Answer.Met, 12) with { By = new Writer(WriterKind.Person, "ana") });

        Assert.Empty(seen.Sources);
    }

    [Fact]
    public async Task The_forge_tells_of_squashed_changes_their_runs_and_the_protection()
    {
        using var forge = new ForgeServer();
        var squashed = _repo.Commit("A feature (#7)", "ana", "a.txt", "1");
        const string Head = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        forge.Answers["pulls"] = $$"""[{"number": 7, "title": "A feature", "user": {"login": "ana", "type": "User"}, "head": {"sha": "{{Head}}"}, "merge_commit_sha": "{{squashed}}", "merged_at": "2026-01-06T09:00:00Z", "updated_at": "2026-01-06T09:00:00Z"}, {"number": 6, "title": "Closed", "user": {"login": "ana"}, "head": {"sha": "x"}, "merge_commit_sha": null, "merged_at": null, "updated_at": "2026-01-05T09:00:00Z"}]""";
        forge.Answers[$"commits/{Head}/check-runs"] = """{"total_count": 2, "check_runs": [{"name": "lint", "status": "completed", "conclusion": "success", "html_url": "https://x/1"}, {"name": "test", "status": "completed", "conclusion": "failure", "html_url": "https://x/2"}]}""";
        forge.Answers[$"commits/{Head}/status"] = """{"state": "pending", "statuses": [], "total_count": 0}""";
        forge.Answers["actions/runs"] = """{"total_count": 3, "workflow_runs": []}""";
        forge.Answers["rules/branches/main"] = "[]";
        forge.Answers["branches/main"] = """{"name": "main", "protected": true, "protection": {"enabled": true, "required_status_checks": {"enforcement_level": "non_admins", "contexts": ["test"], "checks": []}}}""";

        await using var around = Around.Folder(_repo.Folder, Contract, [], forge.Variables);
        var seen = await around.SeenAsync(new CiRunsProbe());

        var change = Assert.Single(seen.Merged);
        Assert.Equal((RunOutcome.Red, "https://x/2"), (change.Run, change.Address));
        Assert.Equal((true, 3, null), (seen.RequiresCheck, seen.RedRuns, seen.Tests));
        Assert.Equal(["the forge's interface"], seen.Sources);
        Assert.All(forge.Asked, a => Assert.Equal("Bearer secret", a.Token));
    }

    [Theory]
    [InlineData("""[{"type": "required_status_checks"}]""", "403", true)]          // a rule set, which everybody may read
    [InlineData("[]", """{"protected": false}""", false)]
    [InlineData("[]", "403", null)]
    [InlineData("403", """{"protected": true}""", null)]                           // protected, and how is not said
    public async Task What_the_branch_requires(string rules, string branch, bool? expected)
    {
        using var forge = new ForgeServer();
        forge.Answers["pulls"] = "[]";
        forge.Answers["rules/branches/main"] = rules;
        forge.Answers["branches/main"] = branch;
        _repo.Commit("start", "ana", "a.txt", "1");

        await using var around = Around.Folder(_repo.Folder, Contract, [], forge.Variables);

        Assert.Equal(expected, (await around.SeenAsync(new CiRunsProbe())).RequiresCheck);
    }

    [Theory]
    [InlineData("401", "answered 401")]
    [InlineData("500", "answered 500")]
    [InlineData("<html>", "not JSON")]
    [InlineData("{}", "another form")]
    public async Task A_forge_that_answers_otherwise_is_named_and_nothing_is_guessed(string answer, string expected)
    {
        using var forge = new ForgeServer();
        forge.Answers["pulls"] = answer;
        _repo.Commit("start", "ana", "a.txt", "1");

        await using var around = Around.Folder(_repo.Folder, Contract, [], forge.Variables);

        Assert.Contains(expected, await around.WhyNotAsync(new CiRunsProbe()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/acme/flights.git", "github.com", "acme/flights")]
    [InlineData("https://github.com/acme/flights", "github.com", "acme/flights")]
    [InlineData("git@github.com:acme/flights.git", "github.com", "acme/flights")]
    [InlineData("ssh://git@git.example.org:22/acme/flights.git", "git.example.org", "acme/flights")]
    public void The_address_of_a_remote_is_read(string remote, string host, string path) => Assert.Equal((host, path), Forge.RepositoryOf(remote));

    [Fact]
    public void A_token_never_goes_where_only_the_repository_points()
    {
        _repo.Commit("start", "ana", "a.txt", "1");
        _repo.Git.Network.Remotes.Add("origin", "https://user:word@evil.example/acme/flights.git");
        using var history = _repo.Open();

        Assert.Null(Forge.Of(history, n => n == "GITHUB_TOKEN" ? "secret" : null));
        Assert.Null(Forge.Of(history, n => n switch { "GITHUB_TOKEN" => "secret", "GITHUB_API_URL" => "http://plain.example/api", _ => null }));
        Assert.Equal("https://evil.example/acme/flights.git", history.RemoteAddress);
    }

    [Fact]
    public async Task The_forge_tells_who_approved_a_change_of_code()
    {
        using var forge = new ForgeServer();
        var approved = _repo.Commit("Reviewed (#1)", "ana", "f.sql", "select 1");
        var alone = _repo.Commit("Approved by a program (#2)", "ana", "f.sql", "select 2");
        var withdrawn = _repo.Commit("Withdrawn (#3)", "ana", "f.sql", "select 3");
        var direct = _repo.Commit("Pushed", "ana", "f.sql", "select 4");
        static string Pull(int number) => $$"""[{"number": {{number}}, "title": "t", "user": {"login": "ana"}, "head": {"sha": "x"}, "merge_commit_sha": "y", "merged_at": "2026-01-06T09:00:00Z", "updated_at": "2026-01-06T09:00:00Z"}]""";
        forge.Answers[$"commits/{approved}/pulls"] = Pull(1);
        forge.Answers[$"commits/{alone}/pulls"] = Pull(2);
        forge.Answers[$"commits/{withdrawn}/pulls"] = Pull(3);
        forge.Answers[$"commits/{direct}/pulls"] = "[]";
        forge.Answers["pulls/1/reviews"] = """[{"user": {"login": "ben", "type": "User"}, "state": "CHANGES_REQUESTED"}, {"user": {"login": "ben", "type": "User"}, "state": "APPROVED"}, {"user": {"login": "ben", "type": "User"}, "state": "COMMENTED"}]""";
        forge.Answers["pulls/2/reviews"] = """[{"user": {"login": "helper[bot]", "type": "Bot"}, "state": "APPROVED"}, {"user": {"login": "ana", "type": "User"}, "state": "APPROVED"}, {"user": null, "state": "APPROVED"}]""";
        forge.Answers["pulls/3/reviews"] = """[{"user": {"login": "ben", "type": "User"}, "state": "APPROVED"}, {"user": {"login": "ben", "type": "User"}, "state": "DISMISSED"}]""";

        await using var around = Around.Folder(_repo.Folder, Contract + "features: {code: [f.sql]}\n", [], forge.Variables);
        var seen = await around.SeenAsync(new SpecReviewsProbe());

        Assert.Equal(ReviewSource.Forge, seen.Source);
        Assert.Equal([("Pushed", null), ("Withdrawn (#3)", null), ("Approved by a program (#2)", null), ("Reviewed (#1)", "ben")], seen.Changes.Select(c => (c.Subject, c.Approver)));
    }

    private async Task<CiRuns> SeenAsync(params CheckRecord[] records)
    {
        await using var around = Around.Folder(_repo.Folder, Contract, records);
        return await around.SeenAsync(new CiRunsProbe());
    }

    private static CheckRecord Record(string run, string commit, Answer answer, int tests) => new()
    {
        Check = "unit-tests/ran",
        CheckVersion = 1,
        Answer = answer,
        Says = "",
        At = TemporaryRepository.Start.AddDays(int.Parse(run, null)),
        Measured = new Dictionary<string, double> { ["tests"] = tests },
        Subject = new Dictionary<string, string>(),
        By = new Writer(WriterKind.Ci, $"github-{run}-1", $"https://ci.example/{run}", commit),
    };
}
