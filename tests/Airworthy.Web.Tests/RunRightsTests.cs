using System.Net;
using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;
using Airworthy.Web.Tests.Access;

namespace Airworthy.Web.Tests;

/// <summary>Pages show and change no more than the account may.</summary>
public sealed partial class RunRightsTests(AccessFixture servers)
{
    [Fact]
    public async Task What_an_account_may_not_see_is_on_no_page()
    {
        var server = await servers.OnAsync("sqlite");
        var (admin, name, secret) = ("Bearer " + await server.TokenAsync("admin"), "u" + Guid.NewGuid().ToString("N"), "secret" + Guid.NewGuid().ToString("N"));
        await server.NewAccountAsync(name, Right.Edit);
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{secret}}"}""", admin)).Json.GetProperty("experiment_id").GetString()!;
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}", "run_name": "{{secret}}"}""", admin)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        await server.SendAsync("POST", "runs/log-metric", $$"""{"run_id": "{{run}}", "key": "{{secret}}", "value": 1, "timestamp": 1}""", admin);
        await server.Accounts.GrantAsync(name, long.Parse(experiment, null), Right.None, Actor.Console, TestContext.Current.CancellationToken);
        var cookie = await server.SignInAsync(name);

        foreach (var page in (string[])[$"/experiments/{experiment}", $"/experiments/{experiment}/rows", $"/experiments/{experiment}/keys", $"/experiments/{experiment}/runs.csv", $"/runs/{run}", $"/runs/{run}/page?path=a.html"])
        {
            var answer = await server.SendAsync("GET", page, cookie: cookie);
            Assert.Equal((404, false), (answer.Status, answer.Text.Contains(secret, StringComparison.Ordinal)));
        }

        foreach (var page in (string[])["/", "/experiments", $"/compare?runs={run}", $"/compare?experiment={experiment}&view=charts", $"/compare?runs={run}&view=why", $"/compare?runs={run}&view=files", $"/compare.csv?runs={run}", $"/compare.md?experiment={experiment}", $"/compare/histories?runs={run}&key={secret}"])
        {
            var answer = await server.SendAsync("GET", page, cookie: cookie);
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain(secret, answer.Text.Replace($"key={secret}", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_may_only_look_changes_nothing_and_is_offered_nothing_to_change()
    {
        var server = await servers.OnAsync("sqlite");
        var admin = "Bearer " + await server.TokenAsync("admin");
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{Guid.NewGuid()}}"}""", admin)).Json.GetProperty("experiment_id").GetString()!;
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}"}""", admin)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        var viewer = await server.SignInAsync("viewer");
        var page = await server.SendAsync("GET", $"/experiments/{experiment}", cookie: viewer);
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("value=\"delete\"", page.Text);

        (string Path, string Act)[] tried = [($"/experiments/{experiment}/chosen", "delete"), ($"/runs/{run}/change", "delete"), ($"/experiments/{experiment}/views", ""), ($"/experiments/{experiment}/views/forget", ""), ("/models/alias", "set"), ("/models/delete-version", "")];
        foreach (var (path, act) in tried)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(server, path, act, run, page, viewer, forged: false));
            Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(server, path, act, run, page, viewer, forged: true));
        }

        Assert.Equal("active", (await server.SendAsync("GET", $"runs/get?run_id={run}", authorization: admin)).Json.GetProperty("run").GetProperty("info").GetProperty("lifecycle_stage").GetString());
    }

    private static async Task<HttpStatusCode> PostAsync(AccessServer server, string path, string act, string run, Answer page, string cookie, bool forged)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["act"] = act,
                ["runs"] = run,
                ["name"] = "x",
                ["query"] = "",
                ["alias"] = "champion",
                ["version"] = "1",
                [forged ? "nothing" : "__RequestVerificationToken"] = WebUtility.HtmlDecode(Proof().Match(page.Text).Groups[1].Value),
            }),
        };
        request.Headers.TryAddWithoutValidation("Cookie", $"{cookie}; {AccessServer.Cookie(page, "airworthy-form")}");
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)" """)]
    private static partial Regex Proof();
}
