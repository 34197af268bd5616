using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>Signing in and out through the page, as raw forms. Each attack here would succeed without its defence.</summary>
public sealed class LoginTests(AccessFixture servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (string, string)[] Form(string name, string password, string returnUrl = "/") => [("name", name), ("password", password), ("returnUrl", returnUrl)];

    private static async Task<string> NewAsync(AccessServer server, Right role = Right.View)
    {
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.NewAccountAsync(name, role);
        return name;
    }

    private static async Task<bool> LetsInAsync(AccessServer server, string? cookie) => (await server.SendAsync("GET", "/access", cookie: cookie)).Status == 200;

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task The_right_password_gives_a_cookie_no_script_reads_and_no_other_site_sends(string engine)
    {
        var server = await servers.OnAsync(engine);
        var answer = await server.FormAsync("/login", "login", null, Form("Viewer ", AccessServer.Password, "/access?x=1"));

        Assert.Equal((302, "/access?x=1"), (answer.Status, answer.Headers.Location?.OriginalString));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("airworthy=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
        Assert.True(await LetsInAsync(server, cookie.Split(';')[0]));
        Assert.Equal(200, (await server.SendAsync("GET", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0", cookie: cookie.Split(';')[0])).Status);
    }

    [Theory]
    [InlineData("viewer", "wrong password")]
    [InlineData("nobody-at-all", AccessServer.Password)]
    [InlineData("", "")]
    [InlineData("viewer", "")]
    public async Task A_wrong_one_is_told_without_saying_which_part_is_wrong(string name, string password)
    {
        var answer = await (await servers.OnAsync("sqlite")).FormAsync("/login", "login", null, Form(name, password));

        Assert.Equal((401, null), (answer.Status, AccessServer.Cookie(answer, "airworthy")));
        Assert.Contains("Name or password is wrong.", answer.Text);
    }

    [Fact]
    public async Task Another_site_cannot_sign_anybody_in_out_or_change_anything()
    {
        var server = await servers.OnAsync("sqlite");
        Assert.Equal(400, (await server.FormAsync("/login", "login", null, Form("viewer", AccessServer.Password), forged: true)).Status);

        var (name, cookie) = ("forged" + Guid.NewGuid().ToString("N"), await server.SignInAsync("admin"));
        Assert.Equal(400, (await server.FormAsync("/access/accounts", "add", cookie, [("name", name), ("role", "admin"), ("password", "forged forged")], forged: true)).Status);
        Assert.Equal(400, (await server.FormAsync("/logout", "logout", cookie, [], forged: true)).Status);
        Assert.Null(await server.Accounts.FindAsync(name, Cancel));
        Assert.True(await LetsInAsync(server, cookie));
    }

    [Fact]
    public async Task A_cookie_that_was_put_there_before_is_worth_nothing_after()
    {
        var server = await servers.OnAsync("sqlite");
        var planted = "airworthy=" + new string('A', 43);
        var victim = await NewAsync(server);

        var fresh = AccessServer.Cookie(await server.FormAsync("/login", "login", planted, Form(victim, AccessServer.Password)), "airworthy");
        Assert.NotEqual(planted, fresh);
        Assert.False(await LetsInAsync(server, planted));

        // The attacker's own, valid sign-in does not become the victim's.
        var attackers = await server.SignInAsync(await NewAsync(server));
        var second = AccessServer.Cookie(await server.FormAsync("/login", "login", attackers, Form(victim, AccessServer.Password)), "airworthy");
        Assert.NotEqual(attackers, second);
        Assert.False(await LetsInAsync(server, attackers));
        Assert.True(await LetsInAsync(server, second));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("/\n/evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("")]
    [InlineData("/login?returnUrl=/login")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    public async Task Nobody_is_led_to_another_site_by_signing_in_here(string returnUrl)
    {
        var server = await servers.OnAsync("sqlite");
        Assert.Equal("/", LocalPath.Of(returnUrl));
        Assert.Equal("/", (await server.FormAsync("/login", "login", null, Form("viewer", AccessServer.Password, returnUrl))).Headers.Location?.OriginalString);
        Assert.DoesNotContain("evil.example/\"", (await server.SendAsync("GET", "/login?returnUrl=" + Uri.EscapeDataString(returnUrl))).Text);
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task Signing_out_ends_it_on_the_server_too(string engine)
    {
        var server = await servers.OnAsync(engine);
        var cookie = await server.SignInAsync(await NewAsync(server));
        var answer = await server.FormAsync("/logout", "logout", cookie, []);

        Assert.Equal((302, "/login"), (answer.Status, answer.Headers.Location?.OriginalString));
        Assert.Contains("airworthy=;", answer.Header("Set-Cookie"));
        Assert.False(await LetsInAsync(server, cookie));
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task A_sign_in_ends_by_itself(string engine)
    {
        var server = await servers.OnAsync(engine);
        foreach (var change in (string[])["expires = 1", "last_seen = 1"])
        {
            var name = await NewAsync(server);
            var cookie = await server.SignInAsync(name);
            await server.Database.WriteAsync(s => s.ExecuteAsync($"update sign_ins set {change} where account = (select no from accounts where name = @name)", new { name }), Cancel);
            Assert.False(await LetsInAsync(server, cookie));
        }
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sign_ins_and_needs_the_old_one()
    {
        var server = await servers.OnAsync("sqlite");
        var name = await NewAsync(server);
        var (here, elsewhere) = (await server.SignInAsync(name), await server.SignInAsync(name));

        Assert.Equal(403, (await server.FormAsync("/access", "password", here, [("old", "not the old one"), ("new", "a new long password")])).Status);
        Assert.True(await LetsInAsync(server, elsewhere));
        Assert.Equal(400, (await server.FormAsync("/access", "password", here, [("old", AccessServer.Password), ("new", "short")])).Status);
        Assert.Equal(200, (await server.FormAsync("/access", "password", here, [("old", AccessServer.Password), ("new", "a new long password")])).Status);

        Assert.True(await LetsInAsync(server, here));
        Assert.False(await LetsInAsync(server, elsewhere));
        await server.SignInAsync(name, "a new long password");
    }

    [Fact]
    public async Task Sign_ins_and_open_forms_survive_a_restart()
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder());
        var cookie = await server.SignInAsync("admin");
        var page = await server.SendAsync("GET", "/access/accounts", cookie: cookie);
        await server.RestartAsync();

        Assert.True(await LetsInAsync(server, cookie));
        Assert.Equal(1L, await server.Database.ReadAsync(s => s.FirstAsync<long>("select count(*) from key_ring"), Cancel));
        Assert.NotNull(AccessServer.Cookie(page, "airworthy-form"));
        var again = await server.FormAsync("/access/accounts", "add", $"{cookie}; {AccessServer.Cookie(page, "airworthy-form")}", [("name", "after"), ("role", "viewer"), ("password", "")]);
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task The_cookie_alone_is_in_no_table()
    {
        var server = await servers.OnAsync("sqlite");
        var secret = (await server.SignInAsync("viewer")).Split('=', 2)[1];

        var kept = await server.Database.ReadAsync(s => s.ListAsync<string>("select hash from sign_ins"), Cancel);
        Assert.Contains(Secret.Hash(secret), kept);
        Assert.DoesNotContain(secret, kept);
        Assert.Equal(43, secret.Length);
    }
}
