using System.Text;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Tests.Access;

/// <summary>What MLflow clients send with MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, as bytes.</summary>
public sealed class CredentialTests(AccessFixture servers)
{
    private const string Ask = "experiments/get?experiment_id=0";

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task Who_says_nothing_is_asked_in_the_protocols_own_form(string engine)
    {
        var answer = await (await servers.OnAsync(engine)).SendAsync("GET", Ask);

        Assert.Equal((401, "UNAUTHENTICATED"), (answer.Status, answer.Code));
        Assert.Contains("MLFLOW_TRACKING_TOKEN", answer.Json.GetProperty("message").GetString());
        Assert.Equal("""Bearer realm="airworthy" | Basic realm="airworthy", charset="UTF-8" """.Trim(), answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_script_on_a_page_does_not_make_the_browser_ask_for_a_password()
    {
        var answer = await (await servers.OnAsync("sqlite")).SendAsync("GET", "/ajax-api/2.0/mlflow/" + Ask, headers: ("Sec-Fetch-Mode", "cors"));

        Assert.Equal((401, """Bearer realm="airworthy" """.Trim()), (answer.Status, answer.Header("WWW-Authenticate")));
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task Tokens_and_passwords_are_taken_as_clients_send_them(string engine)
    {
        var server = await servers.OnAsync(engine);
        var token = await server.TokenAsync("viewer");
        var raw = $"""
            GET /api/2.0/mlflow/{Ask} HTTP/1.1
            Host: {new Uri(server.Address).Authority}
            Authorization: CREDENTIALS
            Accept: */*
            Connection: close


            """;

        Assert.StartsWith("HTTP/1.1 200", await AccessServer.RawAsync(server.Address, raw.Replace("CREDENTIALS", "Bearer " + token)));
        Assert.StartsWith("HTTP/1.1 200", await AccessServer.RawAsync(server.Address, raw.Replace("CREDENTIALS", AccessServer.Basic("viewer", AccessServer.Password))));
        Assert.StartsWith("HTTP/1.1 401", await AccessServer.RawAsync(server.Address, raw.Replace("CREDENTIALS", "Bearer " + token[..^1] + (token[^1] == 'A' ? 'B' : 'A'))));
        Assert.StartsWith("HTTP/1.1 401", await AccessServer.RawAsync(server.Address, raw.Replace("CREDENTIALS", AccessServer.Basic("viewer", AccessServer.Password + " "))));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic dmlld2Vy")] // "viewer", without a colon
    [InlineData("Basic Og==")] // ":"
    [InlineData("Basic AAAAOgAAAA==")] // NUL bytes
    [InlineData("Bearer")]
    [InlineData("Bearer ' or 1=1 --")]
    [InlineData("Digest username=\"viewer\"")]
    [InlineData("viewer:correct horse battery")]
    public async Task What_is_no_credential_is_refused_and_breaks_nothing(string header) =>
        Assert.Equal((401, "UNAUTHENTICATED"), (await (await servers.OnAsync("postgresql")).SendAsync("GET", Ask, authorization: header)) is var answer ? (answer.Status, answer.Code) : default);

    [Fact]
    public async Task Two_credentials_at_once_are_none()
    {
        var server = await servers.OnAsync("sqlite");
        var token = await server.TokenAsync("viewer");

        Assert.StartsWith("HTTP/1.1 401", await AccessServer.RawAsync(server.Address, $"""
            GET /api/2.0/mlflow/{Ask} HTTP/1.1
            Host: localhost
            Authorization: Bearer {token}
            Authorization: Bearer {token}
            Connection: close


            """));
    }

    [Theory]
    [InlineData("pässwörter sind lang", "utf-8")]
    [InlineData("pässwörter sind lang", "iso-8859-1")]
    [InlineData("with:colons:in:it:all", "utf-8")]
    public async Task Passwords_have_all_characters(string password, string encoding)
    {
        var server = await servers.OnAsync("sqlite");
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.Accounts.AddAsync(name, Right.View, new Web.Access.Passwords(10).Stretch(password), subject: null, Web.Access.Actor.Console, TestContext.Current.CancellationToken);

        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: "Basic " + Convert.ToBase64String(Encoding.GetEncoding(encoding).GetBytes($"{name}:{password}")))).Status);
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_are_answered_alike()
    {
        var server = await servers.OnAsync("sqlite");
        var wrong = await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("editor", "not the password"));
        var unknown = await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("nobody-at-all", "not the password"));

        Assert.Equal((wrong.Status, wrong.Text, wrong.Header("WWW-Authenticate")), (unknown.Status, unknown.Text, unknown.Header("WWW-Authenticate")));
    }

    [Fact]
    public async Task A_password_with_each_call_counts_as_one_try()
    {
        var server = await servers.OnAsync("sqlite");
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.NewAccountAsync(name, Right.View);

        // More than the ten a minute that may be tried, and many of them at once.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.SendAsync("GET", Ask, authorization: AccessServer.Basic(name, AccessServer.Password))));

        Assert.All(answers, a => Assert.Equal(200, a.Status));
    }

    [Fact]
    public async Task A_changed_password_ends_the_old_one_also_where_it_was_remembered()
    {
        var server = await servers.OnAsync("sqlite");
        var name = "u" + Guid.NewGuid().ToString("N");
        await server.NewAccountAsync(name, Right.View);
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic(name, AccessServer.Password))).Status);

        var admin = await server.SignInAsync("admin");
        Assert.Equal(200, (await server.FormAsync($"/access/accounts/{name}", "password", admin, [("password", "another long password")])).Status);

        Assert.Equal(401, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic(name, AccessServer.Password))).Status);
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic(name, "another long password"))).Status);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/version")]
    [InlineData("/login")]
    [InlineData("/_content/Airworthy.Web/app.css")]
    [InlineData("/_framework/blazor.web.js")]
    public async Task What_tells_nothing_is_open(string path) => Assert.Equal(200, (await (await servers.OnAsync("sqlite")).SendAsync("GET", path)).Status);

    [Theory]
    [InlineData("/")]
    [InlineData("/experiments")]
    [InlineData("/access/audit?walk=1")]
    [InlineData("/no/such/page")]
    public async Task A_person_is_led_to_the_login_page_and_back(string path)
    {
        var answer = await (await servers.OnAsync("sqlite")).SendAsync("GET", path, headers: ("Accept", "text/html"));

        Assert.Equal((302, "/login?returnUrl=" + Uri.EscapeDataString(path)), (answer.Status, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/get-artifact?path=model&run_uuid=1")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("GET", "/api/2.0/mlflow/server-info")]
    [InlineData("GET", "/ajax-api/3.0/mlflow/runs/search")]
    [InlineData("GET", "//api/2.0/mlflow/experiments/search")]
    [InlineData("GET", "/API/2.0/mlflow/experiments/search")]
    [InlineData("GET", "/login/../api/2.0/mlflow/experiments/search")]
    [InlineData("GET", "/health/../access")]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/a/artifacts/x")]
    public async Task All_else_is_closed(string method, string path)
    {
        var server = await servers.OnAsync("sqlite");
        Assert.StartsWith("HTTP/1.1 401", await AccessServer.RawAsync(server.Address, $"{method} {path} HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n\n"));
    }
}
