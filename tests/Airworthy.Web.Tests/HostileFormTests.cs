using System.Net;
using System.Text.RegularExpressions;

using Airworthy.Web.Tests.Access;

namespace Airworthy.Web.Tests;

/// <summary>Forms of the pages with what no browser sends, on either engine: each is answered, none breaks the server, none leads elsewhere.</summary>
public sealed partial class HostileFormTests(AccessFixture servers)
{
    private static readonly string[] s_hostile =
        ["", "a\0b", "%ED%A0%80", new('9', 40), "9223372036854775807", "-1", "../../x", "//evil.example/", "\r\nSet-Cookie: a=b", "<script>alert(1)</script>", "'; drop table runs; --", new('x', 9000)];

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task No_value_of_a_form_breaks_the_server(string engine)
    {
        var server = await servers.OnAsync(engine);
        var admin = await server.SignInAsync("admin");
        var (experiment, run, model) = await LoggedAsync(server);
        var page = await server.SendAsync("GET", $"/runs/{run}", cookie: admin);
        (string Path, (string Name, string Value)[] Fields)[] forms =
        [
            ($"/runs/{run}/change", [("act", "tag"), ("key", "k"), ("value", "v")]),
            ($"/runs/{run}/change", [("act", "note"), ("value", "v")]),
            ("/runs/nosuch/change", [("act", "tag"), ("key", "k")]),
            ($"/experiments/{experiment}/chosen", [("act", "tag"), ("runs", run), ("key", "k"), ("value", "v"), ("back", "order=metrics.a")]),
            ($"/experiments/{experiment}/views", [("name", "n"), ("query", "order=a")]),
            ("/experiments/987654321/views", [("name", "n"), ("query", "order=a")]),
            ($"/experiments/{experiment}/views/forget", [("name", "n")]),
            ("/models/alias", [("name", model), ("alias", "a"), ("version", "1"), ("act", "set")]),
            ("/models/delete-version", [("name", model), ("version", "77")]),
            ("/endpoints/change", [("endpoint", "e"), ("act", "promote"), ("reason", "r"), ("generation", "1")]),
            ("/endpoints/alert", [("endpoint", "e"), ("no", "1"), ("outcome", "Acted"), ("reason", "r"), ("back", "/")]),
        ];
        foreach (var (path, fields) in forms)
        {
            foreach (var (i, value) in from i in Enumerable.Range(0, fields.Length) from value in s_hostile select (i, value))
            {
                (string Name, string Value)[] sent = [.. fields.Select((f, at) => at == i ? (f.Name, value) : f)];
                var answer = await PostAsync(server, page, admin, path, sent);
                var said = $"{path} {fields[i].Name} = {value[..Math.Min(30, value.Length)]}: {(int)answer.StatusCode}";
                Assert.True((int)answer.StatusCode < 500, said);
                var to = answer.Headers.Location?.OriginalString ?? "/";
                Assert.True(to[0] == '/' && !to.StartsWith("//", StringComparison.Ordinal) && !answer.Headers.Contains("Set-Cookie"), $"{said} → {to}");
                Assert.True(value.Contains('\0') == (answer.StatusCode == HttpStatusCode.BadRequest), said);
            }
        }
    }

    [Fact]
    public async Task Who_is_refused_reads_why_on_the_page_and_a_long_value_is_quoted_by_its_beginning()
    {
        var server = await servers.OnAsync("sqlite");
        var admin = await server.SignInAsync("admin");
        var (_, run, _) = await LoggedAsync(server);
        var page = await server.SendAsync("GET", $"/runs/{run}", cookie: admin);

        var refused = await PostAsync(server, page, admin, $"/runs/{run}/change", [("act", "tag"), ("key", "bad key!"), ("value", "v")]);
        Assert.Equal(HttpStatusCode.Found, refused.StatusCode);
        Assert.Contains("Names may only contain", (await server.SendAsync("GET", refused.Headers.Location!.OriginalString, cookie: admin)).Text, StringComparison.Ordinal);

        var done = await PostAsync(server, page, admin, $"/runs/{run}/change", [("act", "tag"), ("key", "k"), ("value", new('v', 7000))]);
        Assert.True(done.Headers.Location!.OriginalString.Length < 300);
        Assert.Contains("Tagged k = vvv", (await server.SendAsync("GET", done.Headers.Location.OriginalString, cookie: admin)).Text, StringComparison.Ordinal);
    }

    private static async Task<(string Experiment, string Run, string Model)> LoggedAsync(AccessServer server)
    {
        var admin = "Bearer " + await server.TokenAsync("admin");
        var model = $"{Guid.NewGuid()}";
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{Guid.NewGuid()}}"}""", admin)).Json.GetProperty("experiment_id").GetString()!;
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}"}""", admin)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        Assert.Equal(200, (await server.SendAsync("POST", "registered-models/create", $$"""{"name": "{{model}}"}""", admin)).Status);
        Assert.Equal(200, (await server.SendAsync("POST", "model-versions/create", $$"""{"name": "{{model}}", "source": "s3://bucket/model"}""", admin)).Status);
        return (experiment, run, model);
    }

    private static async Task<HttpResponseMessage> PostAsync(AccessServer server, Answer page, string cookie, string path, (string Name, string Value)[] fields)
    {
        var proof = WebUtility.HtmlDecode(Proof().Match(page.Text).Groups[1].Value);
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + path)
        {
            Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", proof)).Select(f => new KeyValuePair<string, string>(f.Item1, f.Item2))),
        };
        request.Headers.TryAddWithoutValidation("Cookie", $"{cookie}; {AccessServer.Cookie(page, "airworthy-form")}");
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)" """)]
    private static partial Regex Proof();
}
