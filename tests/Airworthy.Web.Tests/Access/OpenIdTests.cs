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

        // An attacker signs in as themselves and plants the answer in another's browser, which keeps nothing of such a question.
        using var attacker = NewBrowser();
        var (answered, _) = await SignInAsync(attacker, server.Address + "/login/openid", "ana", stopBefore: server.Address);
        Assert.Contains("code=", answered);
        Assert.Contains("state=", answered);
        var planted = await server.SendAsync("GET", new Uri(answered).PathAndQuery);
        Assert.Equal((302, "/login?failed=1", null), (planted.Status, planted.Headers.Location?.OriginalString, AccessServer.Cookie(planted, "airworthy")));
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

    private static HttpClient NewBrowser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { DefaultRequestHeaders = { { "Accept", "text/html" } } };

    /// <summary>Says who one is and agrees, on the provider's own pages.</summary>
    /// <param name="stopBefore">Goes nowhere below this address any more once one has agreed.</param>
    /// <returns>Where one is in the end, or would be.</returns>
    private static async Task<(string Address, string Page)> SignInAsync(HttpClient browser, string start, string person, string? stopBefore = null)
    {
        var (at, page) = await FollowAsync(browser, new(HttpMethod.Get, start), null);
        foreach (var prompt in (string[])["login", "consent"])
        {
            var form = FormAction().Match(page);
            Assert.True(form.Success, $"{prompt}: {at} {page}");
            var fields = new FormUrlEncodedContent([new("prompt", prompt), new("login", person), new("password", "any")]);
            (at, page) = await FollowAsync(browser, new(HttpMethod.Post, new Uri(at, form.Groups[1].Value)) { Content = fields }, prompt == "consent" ? stopBefore : null);
        }

        return (at.ToString(), page);
    }

    private static async Task<(Uri Address, string Page)> FollowAsync(HttpClient browser, HttpRequestMessage request, string? stopBefore)
    {
        while (true)
        {
            using var answer = await browser.SendAsync(request, Cancel);
            if (answer.Headers.Location is not { } next)
            {
                return (request.RequestUri!, await answer.Content.ReadAsStringAsync(Cancel));
            }

            request = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, next));
            if (stopBefore is not null && request.RequestUri!.ToString().StartsWith(stopBefore, StringComparison.Ordinal))
            {
                return (request.RequestUri, "");
            }
        }
    }

    [GeneratedRegex("""<form[^>]*action="([^"]+)["]""")]
    private static partial Regex FormAction();
}
