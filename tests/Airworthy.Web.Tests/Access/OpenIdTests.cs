using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>People sign in at an identity provider of another make.</summary>
[Trait("Category", "slow")]
public sealed partial class OpenIdTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_sign_in_at_the_provider_and_have_the_role_it_says()
    {
        var port = FreePort();
        await using var provider = await ProviderProcess.StartAsync("a secret of both", $"http://127.0.0.1:{port}/login/openid/back");
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new()
        {
            Provider = new(provider.Address, "airworthy", "a secret of both")
            {
                RoleClaim = "groups",
                Roles = new Dictionary<string, Right> { ["ml-admins"] = Right.Administer, ["staff"] = Right.Edit },
            },
        }, port);

        // The link of the login page leads to the provider and back to where one wanted to go.
        Assert.Contains("/login/openid?returnUrl=%2Faccess", (await server.SendAsync("GET", "/login?returnUrl=/access")).Text);
        using var ana = NewBrowser();
        var (address, page) = await SignInAsync(ana, server.Address + "/login/openid?returnUrl=/access", "ana");
        Assert.Equal(server.Address + "/access", address);
        Assert.Contains("Your role is <strong>admin</strong>", page);
        Assert.Equal(Right.Administer, (await server.Accounts.FindAsync("ana-silva", Cancel))!.Right);

        // A name that is chosen elsewhere makes nobody somebody here, and nobody is led to another site.
        using var ben = NewBrowser();
        (address, page) = await SignInAsync(ben, server.Address + "/login/openid?returnUrl=//evil.example/", "ben");
        Assert.Equal(server.Address + "/", address);
        Assert.Null((await server.Accounts.FindAsync("admin", Cancel))!.Subject);
        var made = (await server.Accounts.FindAsync("admin-2", Cancel))!;
        Assert.Equal((Right.Edit, $"{provider.Address.ToString().TrimEnd('/')} ben"), (made.Right, made.Subject));

        // The same person again is the same account; a disabled one is not let in.
        using var again = NewBrowser();
        await SignInAsync(again, server.Address + "/login/openid?returnUrl=/access", "ana");
        Assert.Equal(Roles.All.Count + 2, (await server.Accounts.ListAsync(Cancel)).Count);
        await server.Accounts.DisableAsync("admin-2", disabled: true, Actor.Console, Cancel);
        using var disabled = NewBrowser();
        (address, _) = await SignInAsync(disabled, server.Address + "/login/openid", "ben");
        Assert.Equal(server.Address + "/login?failed=1", address);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in()
    {
        var port = FreePort();
        await using var provider = await ProviderProcess.StartAsync("a secret of both", $"http://127.0.0.1:{port}/login/openid/back");
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Provider = new(provider.Address, "airworthy", "a secret of both") }, port);

        foreach (var answer in (string[])["?code=abc&state=xyz", "?code=abc", "?error=access_denied&state=xyz", ""])
        {
            var back = await server.SendAsync("GET", "/login/openid/back" + answer);
            Assert.Equal((302, "/login?failed=1", null), (back.Status, back.Headers.Location?.OriginalString, AccessServer.Cookie(back, "airworthy")));
        }

        // An attacker's own answer, planted in another's browser, misses what that browser keeps of its question.
        using var attacker = NewBrowser(redirects: false);
        var asked = await attacker.GetAsync(new Uri(server.Address + "/login/openid"), Cancel);
        var state = Regex.Match(asked.Headers.Location!.Query, "state=([^&]+)").Groups[1].Value;
        Assert.Contains("code_challenge_method=S256", asked.Headers.Location.Query);
        Assert.Equal("/login?failed=1", (await server.SendAsync("GET", $"/login/openid/back?code=abc&state={state}")).Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(new string[0], Right.View)]
    [InlineData(new[] { "staff" }, Right.Edit)]
    [InlineData(new[] { "staff", "ml-admins", "other" }, Right.Administer)]
    [InlineData(new[] { "ML-ADMINS" }, Right.View)]
    public void Of_several_roles_the_one_that_may_most_counts(string[] values, Right role) => Assert.Equal(role,
        new IdentityProvider(new Uri("https://login.example.org"), "airworthy", "secret") { Roles = new Dictionary<string, Right> { ["staff"] = Right.Edit, ["ml-admins"] = Right.Administer } }.RoleOf(values));

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static HttpClient NewBrowser(bool redirects = true) => new(new SocketsHttpHandler { AllowAutoRedirect = redirects }) { DefaultRequestHeaders = { { "Accept", "text/html" } } };

    /// <summary>Says who one is and agrees, on the provider's own pages.</summary>
    /// <returns>Where one is in the end.</returns>
    private static async Task<(string Address, string Page)> SignInAsync(HttpClient browser, string start, string person)
    {
        var at = await browser.GetAsync(new Uri(start), Cancel);
        foreach (var prompt in (string[])["login", "consent"])
        {
            var form = FormAction().Match(await at.Content.ReadAsStringAsync(Cancel));
            Assert.True(form.Success, $"{prompt}: {at.RequestMessage!.RequestUri} {await at.Content.ReadAsStringAsync(Cancel)}");
            using var fields = new FormUrlEncodedContent([new("prompt", prompt), new("login", person), new("password", "any")]);
            at = await browser.PostAsync(new Uri(at.RequestMessage!.RequestUri!, form.Groups[1].Value), fields, Cancel);
        }

        return (at.RequestMessage!.RequestUri!.ToString(), await at.Content.ReadAsStringAsync(Cancel));
    }

    [GeneratedRegex("""<form[^>]*action="([^"]+)["]""")]
    private static partial Regex FormAction();
}
