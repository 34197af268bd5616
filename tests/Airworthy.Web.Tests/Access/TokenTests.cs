using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Tests.Access;

public sealed class TokenTests(AccessFixture servers)
{
    private const string Ask = "experiments/get?experiment_id=0";

    private static string Made => $$"""{"name": "{{Guid.NewGuid()}}"}""";

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_token_is_256_random_bits_of_which_only_a_hash_is_kept(string engine)
    {
        var server = await servers.OnAsync(engine);
        var (one, other) = (await server.TokenAsync("viewer"), await server.TokenAsync("viewer"));

        Assert.NotEqual(one, other);
        Assert.Matches(@"\Aawt_[A-Za-z0-9_-]{43}\z", one);
        var kept = await server.Database.ReadAsync(s => s.ListAsync<string>("select hash || label || role || coalesce(experiments, '') from api_tokens union all select hash || action || subject || detail from audit"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(kept, k => k.Contains(one[4..], StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_token_ends_when_it_said_it_would(string engine)
    {
        var server = await servers.OnAsync(engine);
        var token = await server.TokenAsync("editor");
        await server.Database.WriteAsync(s => s.ExecuteAsync("update api_tokens set expires = 1 where hash = @hash", new { hash = Web.Access.Secret.Hash(token) }), TestContext.Current.CancellationToken);

        Assert.Equal(401, (await server.SendAsync("GET", Ask, authorization: "Bearer " + token)).Status);
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_revoked_token_and_one_of_a_disabled_account_end_at_once(string engine)
    {
        var server = await servers.OnAsync(engine);
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.NewAccountAsync(name, Right.Edit);
        var (first, second) = ("Bearer " + await server.TokenAsync(name), "Bearer " + await server.TokenAsync(name));
        Assert.Equal((200, 200), ((await server.SendAsync("GET", Ask, authorization: first)).Status, (await server.SendAsync("GET", Ask, authorization: second)).Status));
        var no = (await server.Tokens.ListAsync(name, TestContext.Current.CancellationToken)).Min(t => t.No);

        var (own, admin) = (await server.SignInAsync(name), await server.SignInAsync("admin"));
        Assert.Equal(200, (await server.FormAsync("/access", $"revoke-{no}", own, [])).Status);
        Assert.Equal((401, 200), ((await server.SendAsync("GET", Ask, authorization: first)).Status, (await server.SendAsync("GET", Ask, authorization: second)).Status));

        Assert.Equal(200, (await server.FormAsync($"/access/accounts/{name}", "disable", admin, [])).Status);
        Assert.Equal((401, 401), ((await server.SendAsync("GET", Ask, authorization: second)).Status, (await server.SendAsync("GET", "/access", cookie: own)).Status));
        Assert.Equal(401, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic(name, AccessServer.Password))).Status);
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_token_may_no_more_than_it_says_nor_than_its_account(string engine)
    {
        var server = await servers.OnAsync(engine);
        var reads = "Bearer " + await server.TokenAsync("admin", Right.View);
        var promises = "Bearer " + await server.TokenAsync("viewer", Right.Administer);

        foreach (var token in (string[])[reads, promises])
        {
            Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: token)).Status);
            Assert.Equal("PERMISSION_DENIED", (await server.SendAsync("POST", "experiments/create", Made, token)).Code);
        }
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_token_for_one_experiment_knows_no_other(string engine)
    {
        var server = await servers.OnAsync(engine);
        var all = "Bearer " + await server.TokenAsync("admin");
        var mine = long.Parse((await server.SendAsync("POST", "experiments/create", Made, all)).Json.GetProperty("experiment_id").GetString()!, null);
        var only = "Bearer " + await server.TokenAsync("admin", Right.Edit, mine);

        Assert.Equal(200, (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{mine}}"}""", only)).Status);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await server.SendAsync("GET", Ask, authorization: only)).Code);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await server.SendAsync("GET", "experiments/get-by-name?experiment_name=Default", authorization: only)).Code);
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await server.SendAsync("POST", "runs/create", """{"experiment_id": "0"}""", only)).Code);
        Assert.Equal("PERMISSION_DENIED", (await server.SendAsync("POST", "experiments/create", Made, only)).Code);
        var seen = (await server.SendAsync("POST", "experiments/search", """{"max_results": 1000}""", only)).Json.GetProperty("experiments");
        Assert.Equal(mine.ToString(), Assert.Single(seen.EnumerateArray()).GetProperty("experiment_id").GetString());
    }

    [Fact]
    public async Task A_token_makes_no_other_token_and_administers_nobody()
    {
        var server = await servers.OnAsync("sqlite");
        var token = "Bearer " + await server.TokenAsync("admin");

        foreach (var page in new[] { "/access", "/access/accounts", "/access/accounts/viewer", "/access/tokens", "/access/audit", "/access/experiments/0" })
        {
            var answer = await server.SendAsync("GET", page, authorization: token);
            Assert.Contains("not for tokens", answer.Text);
            Assert.DoesNotContain("method=\"post\"", answer.Text);
        }
    }

    [Theory]
    [InlineData("", "editor", "", "90", "what the token is for")]
    [InlineData("ci", "none", "", "90", "may do nothing")]
    [InlineData("ci", "owner", "", "90", "There is no role")]
    [InlineData("ci", "editor", "1, x", "90", "no number of an experiment")]
    [InlineData("ci", "editor", "", "0", "1 to 366 days")]
    [InlineData("ci", "editor", "", "367", "1 to 366 days")]
    public async Task What_makes_no_token_is_said(string label, string role, string experiments, string days, string message)
    {
        var server = await servers.OnAsync("sqlite");
        var answer = await server.FormAsync("/access", "token", await server.SignInAsync("releaser"), [("label", label), ("role", role), ("experiments", experiments), ("days", days)]);

        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.Text);
        Assert.DoesNotContain("awt_", answer.Text);
    }
}
