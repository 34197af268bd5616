using Airworthy.Tracking.Protocol;
using Microsoft.Playwright;

namespace Airworthy.Web.Tests.Access;

/// <summary>The pages about accounts, as text.</summary>
public sealed class PageTests(AccessFixture servers)
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task What_people_write_is_shown_as_text()
    {
        var server = await servers.OnAsync("sqlite");
        var admin = await server.SignInAsync("admin");

        // A name is refused; what is free text, or was only tried, is shown as it was written and does nothing.
        var refused = await server.FormAsync("/access/accounts", "add", admin, [("name", Script), ("role", "admin"), ("password", "")]);
        Assert.Equal(400, refused.Status);
        await server.FormAsync("/access", "token", admin, [("label", Script), ("role", "viewer"), ("experiments", ""), ("days", "7")]);
        await server.FormAsync("/login", "login", null, [("name", Script), ("password", "whatever it is"), ("returnUrl", "\"><script>alert(1)</script>")]);
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{Script}} {{Guid.NewGuid()}}"}""", "Bearer " + await server.TokenAsync("admin"))).Json.GetProperty("experiment_id").GetString();

        foreach (var page in (string[])["/access", "/access/tokens", "/access/audit", $"/access/audit?account={Uri.EscapeDataString("\"" + Script)}", $"/access/experiments/{experiment}", $"/access/accounts/{Uri.EscapeDataString(Script)}", $"/login?returnUrl={Uri.EscapeDataString("/\"" + Script)}"])
        {
            var text = (await server.SendAsync("GET", page, cookie: admin)).Text;
            Assert.DoesNotContain("<script>alert", text);
            Assert.DoesNotContain("<img src=x", text);
        }

        Assert.Contains("&lt;script&gt;alert", (await server.SendAsync("GET", "/access/tokens", cookie: admin)).Text);
        Assert.Contains("&lt;img src=x", (await server.SendAsync("GET", "/access/audit", cookie: admin)).Text);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_works()
    {
        var server = await servers.OnAsync("sqlite");
        var cookie = await server.SignInAsync("editor");
        var made = await server.FormAsync("/access", "token", cookie, [("label", "ci"), ("role", "viewer"), ("experiments", " 0 "), ("days", "7")]);

        var token = System.Text.RegularExpressions.Regex.Match(made.Text, "awt_[A-Za-z0-9_-]{43}").Value;
        Assert.Equal(200, (await server.SendAsync("GET", "experiments/get?experiment_id=0", authorization: "Bearer " + token)).Status);
        Assert.DoesNotContain(token, (await server.SendAsync("GET", "/access", cookie: cookie)).Text);
        Assert.Contains("no-store", made.Header("Cache-Control"));
    }

    [Fact]
    public async Task An_account_is_made_changed_and_let_in()
    {
        var server = await servers.OnAsync("postgresql");
        var (admin, name) = (await server.SignInAsync("admin"), "u" + Guid.NewGuid().ToString("N"));
        Assert.Equal(200, (await server.FormAsync("/access/accounts", "add", admin, [("name", name.ToUpperInvariant()), ("role", "viewer"), ("password", AccessServer.Password)])).Status);
        Assert.Equal(400, (await server.FormAsync("/access/accounts", "add", admin, [("name", name), ("role", "viewer"), ("password", "")])).Status);
        Assert.Equal(200, (await server.FormAsync($"/access/accounts/{name}", "role", admin, [("role", "editor")])).Status);
        Assert.Equal(200, (await server.FormAsync($"/access/accounts/{name}", "grant", admin, [("experiment", "0"), ("role", "viewer")])).Status);
        Assert.Equal(404, (await server.FormAsync($"/access/accounts/{name}", "grant", admin, [("experiment", "123456789"), ("role", "viewer")])).Status);

        var account = await server.Accounts.FindAsync(name, TestContext.Current.CancellationToken);
        Assert.Equal((Right.Edit, Right.View), (account!.Right, account.On(0)));
        Assert.Contains("role editor", (await server.SendAsync("GET", "/access/accounts/" + name, cookie: admin)).Text + " role " + account.Role);
        await server.SignInAsync(name);
    }

    [Fact]
    public async Task The_last_admin_cannot_lock_everybody_out()
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder());
        var admin = await server.SignInAsync("admin");

        Assert.Contains("last account that administers", (await server.FormAsync("/access/accounts/admin", "role", admin, [("role", "viewer")])).Text);
        Assert.Contains("last account that administers", (await server.FormAsync("/access/accounts/admin", "disable", admin, [])).Text);
        Assert.Equal(200, (await server.SendAsync("GET", "/access/accounts", cookie: admin)).Status);
    }
}

/// <summary>The same pages in a browser.</summary>
[Trait("Category", "slow")]
public sealed class AccessBrowserTests(AccessFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_signs_in_is_led_back_and_signs_out_with_and_without_JavaScript(bool scripts)
    {
        var server = await servers.OnAsync("sqlite");
        await using var open = await browser.OpenAsync(server.Address + "/access", scripts: scripts);
        Assert.EndsWith("/login?returnUrl=%2Faccess", open.Page.Url);
        await open.PictureAsync("login");

        await open.Page.GetByLabel("Name").FillAsync("viewer");
        await open.Page.GetByLabel("Password").FillAsync("not the password");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.GetByText("Name or password is wrong.").WaitForAsync();
        await open.Page.GetByLabel("Password").FillAsync(AccessServer.Password);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Heading, new() { Name = "Your account" }).WaitForAsync();
        Assert.EndsWith("/access", open.Page.Url);

        await open.Page.GetByLabel("What it is for").FillAsync("a notebook");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        Assert.StartsWith("awt_", await open.Page.GetByLabel("Token", new() { Exact = true }).InputValueAsync());
        await open.PictureAsync($"access-token-{scripts}", whole: true);

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        var (signOut, signIn) = (open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }), open.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }));
        await signOut.ClickAsync();
        try
        {
            await signIn.WaitForAsync(new() { Timeout = 15_000 });
        }
        catch (TimeoutException)
        {
            await signOut.ClickAsync(); // on a busy machine the first press was lost while the page was put in place
            await signIn.WaitForAsync();
        }

        await open.Page.GotoAsync(server.Address + "/access");
        Assert.Contains("/login", open.Page.Url);
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nobody_is_shut_out(ColorScheme colours, int width)
    {
        var server = await servers.OnAsync("sqlite");
        await server.TokenAsync("admin");
        await server.Accounts.GrantAsync("viewer", 0, Right.Edit, Web.Access.Actor.Console, TestContext.Current.CancellationToken);
        await using var open = await browser.OpenAsync(server.Address + "/login", colours, width);
        await Axe.IsCleanAsync(open.Page);
        await open.PictureAsync($"login-{colours}-{width}".ToLowerInvariant());
        await open.Page.GetByLabel("Name").FillAsync("admin");
        await open.Page.GetByLabel("Password").FillAsync(AccessServer.Password);
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.WaitForURLAsync(server.Address + "/", new() { Timeout = 30_000 });

        foreach (var path in (string[])["/access", "/access/accounts", "/access/accounts/viewer", "/access/tokens", "/access/experiments/0", "/access/audit?walk=1", "/logout"])
        {
            await open.Page.GotoAsync(server.Address + path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await open.PictureAsync($"{path.Trim('/').Replace('/', '-').Split('?')[0]}-{colours}-{width}".ToLowerInvariant(), whole: true);
            await Axe.IsCleanAsync(open.Page);
            Assert.True(await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{path} scrolls sideways.");
        }

        Assert.Empty(open.Said);
    }
}
