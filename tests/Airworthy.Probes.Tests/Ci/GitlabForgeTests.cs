using Airworthy.Core.Observations;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

/// <summary>GitLab's merge requests, approvals and pipelines, from a server that answers as its REST API documents.</summary>
public sealed class GitlabForgeTests : IDisposable
{
    private const string Contract = "as_of: 2026-01-20\n";
    private const string Head = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly TemporaryRepository _repo = new();
    private readonly ForgeServer _forge = new();

    public void Dispose()
    {
        _forge.Dispose();
        _repo.Dispose();
    }

    [Fact]
    public async Task It_tells_of_squashed_changes_their_pipelines_and_the_settings()
    {
        var squashed = _repo.Commit("A feature", "ana", "a.txt", "1");
        _forge.Answers["merge_requests"] = $"[{Request(7, squash: squashed)}]";
        _forge.Answers["pipelines"] = """[{"id": 12, "status": "success", "ref": "main", "web_url": "https://x/12"}, {"id": 11, "status": "failed", "ref": "work", "web_url": "https://x/11"}]""";
        _forge.Answers[""] = """{"id": 1, "path_with_namespace": "acme/desk/flights", "only_allow_merge_if_pipeline_succeeds": true}""";

        await using var around = Around.Folder(_repo.Folder, Contract, [], _forge.GitlabVariables);
        var seen = await around.SeenAsync(new CiRunsProbe());

        var change = Assert.Single(seen.Merged);
        Assert.Equal((RunOutcome.Red, "https://x/11"), (change.Run, change.Address));
        Assert.Equal((true, 2), (seen.RequiresCheck, seen.RedRuns));
        Assert.Equal(["the forge's interface"], seen.Sources);
        Assert.All(_forge.Asked, a => Assert.Equal("secret", a.Token));
        Assert.Contains(_forge.Asked, a => a.Path.Contains($"pipelines?sha={Head}", StringComparison.Ordinal));
        Assert.Contains(_forge.Asked, a => a.Path.Contains("merge_requests?state=merged&target_branch=main&updated_after=2025-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"id": 2, "status": "success", "ref": "a", "web_url": "u"}, {"id": 1, "status": "failed", "ref": "a", "web_url": "u"}]""", RunOutcome.Green)] // run again
    [InlineData("""[{"id": 2, "status": "failed", "ref": "a", "web_url": "u"}, {"id": 1, "status": "success", "ref": "a", "web_url": "u"}]""", RunOutcome.Red)]
    [InlineData("""[{"id": 2, "status": "running", "ref": "a", "web_url": "u"}]""", RunOutcome.Unfinished)]
    [InlineData("""[{"id": 2, "status": "manual", "ref": "a", "web_url": "u"}]""", RunOutcome.Unfinished)]
    [InlineData("""[{"id": 2, "status": "canceled", "ref": "a", "web_url": "u"}]""", RunOutcome.Red)]
    [InlineData("""[{"id": 2, "status": "skipped", "ref": "a", "web_url": "u"}]""", RunOutcome.None)]
    [InlineData("[]", RunOutcome.None)]
    public async Task The_newest_pipeline_of_a_branch_counts(string pipelines, RunOutcome expected)
    {
        _forge.Answers["pipelines"] = pipelines;
        using var forge = GitlabForge.Of(null, Variable)!;

        Assert.Equal(expected, (await forge.OutcomeAsync(Head, TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task It_tells_who_approved_a_change_of_code()
    {
        var approved = _repo.Commit("Reviewed", "ana", "f.sql", "select 1");
        var alone = _repo.Commit("Approved by a program", "ana", "f.sql", "select 2");
        var direct = _repo.Commit("Pushed", "ana", "f.sql", "select 3");
        _forge.Answers[$"repository/commits/{approved}/merge_requests"] = $"[{Request(1, merge: approved)}]";
        _forge.Answers[$"repository/commits/{alone}/merge_requests"] = $"[{Request(2, merge: alone)}]";
        _forge.Answers[$"repository/commits/{direct}/merge_requests"] = "[]";
        _forge.Answers["merge_requests/1/approvals"] = """{"iid": 1, "approved": true, "approved_by": [{"user": {"id": 5, "username": "ben", "name": "Ben"}}]}""";
        _forge.Answers["merge_requests/2/approvals"] = """{"iid": 2, "approved": true, "approved_by": [{"user": {"username": "project_17_bot_1a2b"}}, {"user": {"username": "ana"}}]}""";

        await using var around = Around.Folder(_repo.Folder, Contract + "features: {code: [f.sql]}\n", [], _forge.GitlabVariables);
        var seen = await around.SeenAsync(new SpecReviewsProbe());

        Assert.Equal(ReviewSource.Forge, seen.Source);
        Assert.Equal([("Pushed", null), ("Approved by a program", null), ("Reviewed", "ben")], seen.Changes.Select(c => (c.Subject, c.Approver)));
    }

    [Theory]
    [InlineData("401", "answered 401")]
    [InlineData("302", "answered 302")]
    [InlineData("404", "knows no project acme/desk/flights for this token")]
    [InlineData("<html>", "not JSON")]
    [InlineData("{}", "another form")]
    public async Task A_forge_that_answers_otherwise_is_named_and_nothing_is_guessed(string answer, string expected)
    {
        _forge.Answers["merge_requests"] = answer;
        _repo.Commit("start", "ana", "a.txt", "1");
        await using var around = Around.Folder(_repo.Folder, Contract, [], _forge.GitlabVariables);

        Assert.Contains(expected, await around.WhyNotAsync(new CiRunsProbe()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_of_the_remote_decides_and_a_token_goes_nowhere_else()
    {
        string? Both(string name) => name is "GITLAB_TOKEN" or "GITHUB_TOKEN" ? "secret" : null;
        using var github = GithubForge.Of(("github.com", "acme/flights"), Both);
        using var gitlab = GitlabForge.Of(("gitlab.com", "acme/desk/flights"), Both);
        Assert.NotNull(github);
        Assert.NotNull(gitlab);
        Assert.Null(GithubForge.Of(("gitlab.com", "acme/flights"), Both));
        Assert.Null(GitlabForge.Of(("github.com", "acme/flights"), Both));
        Assert.Null(GitlabForge.Of(("gitlab.evil.example", "acme/flights"), Both));
        Assert.Null(GitlabForge.Of(("gitlab.evil.example", "acme/flights"), n => n == "CI_API_V4_URL" ? "http://plain.example/api/v4" : Both(n)));
    }

    private string? Variable(string name) => _forge.GitlabVariables.FirstOrDefault(v => v.Item1 == name).Item2;

    private static string Request(int iid, string? merge = null, string? squash = null) =>
        $$"""{"id": {{100 + iid}}, "iid": {{iid}}, "title": "A feature", "state": "merged", "author": {"username": "ana"}, "sha": "{{Head}}", "merge_commit_sha": {{Word(merge)}}, "squash_commit_sha": {{Word(squash)}}, "merged_at": "2026-01-06T09:00:00Z", "updated_at": "2026-01-06T09:00:00Z"}""";

    private static string Word(string? text) => text is null ? "null" : $"\"{text}\"";
}
