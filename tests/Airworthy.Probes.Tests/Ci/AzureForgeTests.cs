using System.Text;

using Airworthy.Core.Observations;
using Airworthy.Probes.Ci;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Tests.Repository;

namespace Airworthy.Probes.Tests.Ci;

/// <summary>Pull requests, votes, builds and policies of Azure DevOps, from a server that answers as its REST API documents.</summary>
public sealed class AzureForgeTests : IDisposable
{
    private const string Contract = "as_of: 2026-01-20\n";
    private const string Head = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Id = "3411ebc1-d5aa-464f-9615-0b527bc66719";
    private const string Requests = "git/repositories/flights/pullrequests";

    private readonly TemporaryRepository _repo = new();
    private readonly ForgeServer _forge = new();

    public AzureForgeTests()
    {
        _forge.Answers["git/repositories/flights"] = $$"""{"id": "{{Id}}", "name": "flights"}""";
        _forge.Answers[Requests] = Listed();
        _forge.Answers["build/builds"] = Listed();
        _forge.Answers["policy/configurations"] = Listed();
    }

    public void Dispose()
    {
        _forge.Dispose();
        _repo.Dispose();
    }

    [Fact]
    public async Task It_tells_of_merged_changes_their_builds_and_the_policies()
    {
        var merged = _repo.Commit("A feature", "ana", "a.txt", "1");
        _forge.Answers[Requests] = Listed(Request(7, merged));
        _forge.Answers["build/builds"] = Listed(Build(12, "refs/heads/main", merged, "succeeded"), Build(11, "refs/pull/7/merge", "cccc", "failed"));
        _forge.Answers["policy/configurations"] = Listed(Policy("refs/heads/main"));

        await using var around = Around.Folder(_repo.Folder, Contract, [], _forge.AzureVariables);
        var seen = await around.SeenAsync(new CiRunsProbe());

        var change = Assert.Single(seen.Merged);
        Assert.Equal((RunOutcome.Red, "https://x/11"), (change.Run, change.Address));
        Assert.Equal((true, 1), (seen.RequiresCheck, seen.RedRuns));
        Assert.Equal(["the forge's interface"], seen.Sources);
        Assert.All(_forge.Asked, a => Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(":secret")), a.Token));
        Assert.All(_forge.Asked, a => Assert.Contains("api-version=7.1", a.Path, StringComparison.Ordinal));
        Assert.Contains(_forge.Asked, a => a.Path.Contains("searchCriteria.status=completed&searchCriteria.targetRefName=refs%2Fheads%2Fmain", StringComparison.Ordinal));
        Assert.Contains(_forge.Asked, a => a.Path.Contains($"build/builds?repositoryId={Id}&repositoryType=TfsGit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("succeeded", "failed", RunOutcome.Green)] // run again
    [InlineData("failed", "succeeded", RunOutcome.Red)]
    [InlineData("partiallySucceeded", "succeeded", RunOutcome.Red)]
    [InlineData("canceled", "succeeded", RunOutcome.Red)]
    [InlineData("", "succeeded", RunOutcome.Unfinished)]
    public async Task The_newest_build_of_a_pipeline_counts(string newer, string older, RunOutcome expected)
    {
        _forge.Answers["build/builds"] = Listed(Build(2, "refs/heads/main", Head, newer), Build(1, "refs/heads/main", Head, older), Build(3, "refs/heads/main", "dddd", "failed"));
        using var forge = AzureForge.Of(null, Variable)!;

        Assert.Equal(expected, (await forge.OutcomeAsync(Head, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(RunOutcome.None, (await forge.OutcomeAsync("eeee", TestContext.Current.CancellationToken)).Outcome);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("""{"isEnabled": true, "isBlocking": true, "settings": {"scope": [{"refName": "refs/heads/main", "matchKind": "Exact", "repositoryId": "another"}]}}""", false)]
    [InlineData("""{"isEnabled": true, "isBlocking": false, "settings": {"scope": [{"refName": "refs/heads/main", "matchKind": "Exact", "repositoryId": null}]}}""", false)]
    [InlineData("""{"isEnabled": true, "isBlocking": true, "settings": {"scope": [{"refName": "refs/heads/", "matchKind": "Prefix", "repositoryId": null}]}}""", true)]
    [InlineData("""{"isEnabled": true, "isBlocking": true, "settings": {"scope": [{"refName": null, "matchKind": "DefaultBranch", "repositoryId": null}]}}""", true)]
    public async Task A_build_policy_of_the_branch_is_asked_for(string policy, bool expected)
    {
        _forge.Answers["policy/configurations"] = Listed([.. policy.Length > 0 ? (string[])[policy] : []]);
        using var forge = AzureForge.Of(null, Variable)!;

        Assert.Equal(expected, await forge.RequiresCheckAsync("main", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_tells_who_voted_for_a_change_of_code()
    {
        var approved = _repo.Commit("Reviewed", "ana", "f.sql", "select 1");
        var alone = _repo.Commit("Approved by its author and a group", "ana", "f.sql", "select 2");
        var waiting = _repo.Commit("Waiting", "ana", "f.sql", "select 3");
        var direct = _repo.Commit("Pushed", "ana", "f.sql", "select 4");
        _forge.Answers[Requests] = Listed(Request(1, approved), Request(2, alone), Request(3, waiting));
        _forge.Answers["git/repositories/flights/pullRequests/1/reviewers"] = Listed(Vote("ben@example.com", 5));
        _forge.Answers["git/repositories/flights/pullRequests/2/reviewers"] = Listed(Vote("ana@example.com", 10), """{"uniqueName": "vstfs:///Classification/Team@1", "vote": 10, "isContainer": true}""");
        _forge.Answers["git/repositories/flights/pullRequests/3/reviewers"] = Listed(Vote("ben@example.com", -5));

        await using var around = Around.Folder(_repo.Folder, Contract + "features: {code: [f.sql]}\n", [], _forge.AzureVariables);
        var seen = await around.SeenAsync(new SpecReviewsProbe());

        Assert.Equal(ReviewSource.Forge, seen.Source);
        Assert.Equal([("Pushed", null), ("Waiting", null), ("Approved by its author and a group", null), ("Reviewed", "ben@example.com")], seen.Changes.Select(c => (c.Subject, c.Approver)));
        Assert.NotEqual(direct, approved);
    }

    [Theory]
    [InlineData("401", "answered 401")]
    [InlineData("302", "answered 302")] // where a token is not valid, it leads to a page to sign in at
    [InlineData("404", "knows no repository desk/flights for this token")]
    [InlineData("<html>", "not JSON")]
    [InlineData("{}", "another form")]
    public async Task A_forge_that_answers_otherwise_is_named_and_nothing_is_guessed(string answer, string expected)
    {
        _forge.Answers[Requests] = answer;
        _repo.Commit("start", "ana", "a.txt", "1");
        await using var around = Around.Folder(_repo.Folder, Contract, [], _forge.AzureVariables);

        Assert.Contains(expected, await around.WhyNotAsync(new CiRunsProbe()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://acme@dev.azure.com/acme/desk/_git/flights", true)]
    [InlineData("https://dev.azure.com/acme/the%20desk/_git/flights", true)]
    [InlineData("git@ssh.dev.azure.com:v3/acme/desk/flights", true)]
    [InlineData("https://dev.azure.evil.example/acme/desk/_git/flights", false)]
    [InlineData("https://github.com/acme/flights", false)]
    public void The_host_of_the_remote_decides_and_a_token_goes_nowhere_else(string remote, bool expected)
    {
        using var forge = AzureForge.Of(Forge.RepositoryOf(remote), n => n == "AZURE_DEVOPS_EXT_PAT" ? "secret" : null);
        using var without = AzureForge.Of(Forge.RepositoryOf(remote), _ => null);
        using var plain = AzureForge.Of(null, n => n == "SYSTEM_COLLECTIONURI" ? "http://plain.example/" : Variable(n));
        using var ofGithub = AzureForge.Of(null, n => n == "BUILD_REPOSITORY_PROVIDER" ? "GitHub" : Variable(n));

        Assert.Equal(expected, forge is not null);
        Assert.Null(without);
        Assert.Null(plain);
        Assert.Null(ofGithub);
    }

    private string? Variable(string name) => _forge.AzureVariables.FirstOrDefault(v => v.Item1 == name).Item2;

    private static string Listed(params string[] entries) => $$"""{"value": [{{string.Join(", ", entries)}}], "count": {{entries.Length}}}""";

    private static string Request(int id, string merge) =>
        $$$"""{"pullRequestId": {{{id}}}, "title": "A feature", "status": "completed", "createdBy": {"displayName": "Ana", "uniqueName": "ana@example.com"}, "closedDate": "2026-01-06T09:00:00Z", "targetRefName": "refs/heads/main", "lastMergeSourceCommit": {"commitId": "{{{Head}}}"}, "lastMergeCommit": {"commitId": "{{{merge}}}"}}""";

    private static string Build(int id, string branch, string commit, string result) =>
        $$$"""{"id": {{{id}}}, "definition": {"id": 4}, "status": "{{{(result.Length > 0 ? "completed" : "inProgress")}}}", "result": "{{{result}}}", "sourceBranch": "{{{branch}}}", "sourceVersion": "{{{commit}}}", "_links": {"web": {"href": "https://x/{{{id}}}"} } }""";

    private static string Policy(string branch) =>
        $$$"""{"id": 1, "isEnabled": true, "isBlocking": true, "isDeleted": false, "settings": {"scope": [{"refName": "{{{branch}}}", "matchKind": "Exact", "repositoryId": "{{{Id}}}"}]}}""";

    private static string Vote(string name, int vote) => $$"""{"uniqueName": "{{name}}", "displayName": "X", "vote": {{vote}}}""";
}
