using System.Net;

using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

/// <summary>What pages of other sites could do through the browser of somebody who has a server on their own machine, without login.</summary>
public sealed class GuardTests(ServerFixture server)
{
    private Task<string> RawAsync(string method, string host, string headers = "", string path = "/api/2.0/mlflow/experiments/search") =>
        AccessServer.RawAsync(server.Address, $"{method} {path} HTTP/1.1\nHost: {host}\n{headers}Content-Type: application/json\nContent-Length: {(method == "GET" ? 0 : 2)}\nConnection: close\n\n{(method == "GET" ? "" : "{}")}");

    private string Ours => new Uri(server.Address).Authority;

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://evil.example:5000")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://evil.example/localhost")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("chrome-extension://abc")]
    public async Task A_page_from_elsewhere_writes_nothing(string origin)
    {
        var answer = await RawAsync("POST", Ours, $"Origin: {origin}\n");

        Assert.StartsWith("HTTP/1.1 403", answer);
        Assert.Contains("Cross-origin request blocked", answer);
    }

    [Theory]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1:8888")]
    [InlineData("http://[::1]:9000")]
    [InlineData("https://localhost")]
    public async Task A_page_of_this_machine_does(string origin) => Assert.StartsWith("HTTP/1.1 200", await RawAsync("POST", Ours, $"Origin: {origin}\n"));

    [Fact]
    public async Task Two_origins_are_not_ours() => Assert.StartsWith("HTTP/1.1 403", await RawAsync("POST", Ours, "Origin: http://localhost\nOrigin: https://evil.example\n"));

    [Fact]
    public async Task A_form_of_another_site_that_hides_its_origin_is_known_by_the_browser() =>
        Assert.StartsWith("HTTP/1.1 403", await RawAsync("POST", Ours, "Sec-Fetch-Site: cross-site\n"));

    [Fact]
    public async Task A_page_from_elsewhere_opens_no_web_socket() => Assert.StartsWith("HTTP/1.1 403", await RawAsync("GET", Ours,
        "Origin: https://evil.example\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", "/_blazor?id=1"));

    [Fact]
    public async Task No_other_origin_is_given_leave_to_read()
    {
        foreach (var method in (string[])["OPTIONS", "GET"])
        {
            Assert.DoesNotContain("access-control-allow", await RawAsync(method, Ours, "Origin: https://evil.example\nAccess-Control-Request-Method: POST\n"), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.7")]
    [InlineData("[2001:db8::1]")]
    [InlineData("")]
    public async Task A_name_that_was_made_to_point_here_reads_nothing(string host)
    {
        var answer = await RawAsync("GET", host);

        Assert.StartsWith("HTTP/1.1 403", answer);
        Assert.DoesNotContain("experiments", answer);
        Assert.StartsWith("HTTP/1.1 403", await RawAsync("GET", host, path: "/"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3:80")]
    [InlineData("[::1]:5000")]
    public async Task Names_of_this_machine_do(string host) => Assert.StartsWith("HTTP/1.1 200", await RawAsync("GET", host));

    [Fact]
    public async Task What_a_stranger_says_of_a_proxy_is_not_believed() =>
        Assert.StartsWith("HTTP/1.1 403", await RawAsync("GET", "evil.example", "X-Forwarded-Host: localhost\nX-Forwarded-For: 127.0.0.1\nForwarded: host=localhost\n"));

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", true)]
    [InlineData("10.9.8.7", "127.0.0.1", false)]
    public async Task Behind_a_proxy_that_was_named_the_caller_is_whom_it_speaks_for(string proxy, string address, bool isSecure)
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new AccessOptions { Proxies = [IPAddress.Parse(proxy)], Hosts = ["ml.example.org"] });
        (string, string)[] headers = [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", isSecure ? "ml.example.org" : "localhost")];

        var made = await server.SendAsync("POST", "experiments/create", """{"name": "behind"}""", AccessServer.Basic("editor", AccessServer.Password), headers: headers);
        Assert.Equal(200, made.Status);
        Assert.Equal(address, Assert.Single(await server.Audit.NewestAsync(100, null, "editor", TestContext.Current.CancellationToken), e => e.Action == "POST experiments/create").Address);
        var form = (await server.SendAsync("GET", "/login", headers: headers)).Header("Set-Cookie");
        Assert.Equal(isSecure, form.Contains("secure", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(isSecure ? 403 : 200, (await server.SendAsync("GET", "/login", headers: [headers[0], headers[1], ("X-Forwarded-Host", "evil.example")])).Status);
    }

    [Theory]
    [InlineData("0.0.0.0", "192.168.1.20", true)] // numbers cannot be made to point elsewhere
    [InlineData("0.0.0.0", "[2001:db8::1]:5000", true)]
    [InlineData("0.0.0.0", "ml.example.org", true)]
    [InlineData("0.0.0.0", "ml.example.org:8443", true)]
    [InlineData("0.0.0.0", "a.team.example.org", true)]
    [InlineData("0.0.0.0", "team.example.org", false)]
    [InlineData("0.0.0.0", "evilteam.example.org", false)]
    [InlineData("0.0.0.0", "ml.example.org.evil.example", false)]
    [InlineData("0.0.0.0", "evil.example", false)]
    [InlineData("127.0.0.1", "ml.example.org", true)]
    [InlineData("127.0.0.1", "192.168.1.20", false)]
    public void The_names_of_a_server_are_those_it_was_given(string listen, string host, bool known) => Assert.Equal(known,
        new HostGuard(new IPEndPoint(IPAddress.Parse(listen), 5000), new AccessOptions { Hosts = ["ml.example.org", "*.team.example.org"] }).Knows(new HostString(host)));

    [Fact]
    public async Task Beyond_this_machine_pages_of_its_own_origin_alone_write()
    {
        var hosts = new HostGuard(new IPEndPoint(IPAddress.Any, 5000), new AccessOptions());
        async Task<int> StatusAsync(string origin)
        {
            var context = new DefaultHttpContext { Request = { Method = "POST", Scheme = "http", Host = new("10.0.0.5:5000") } };
            context.Request.Headers.Origin = origin;
            await OriginGuard.GuardAsync(context, hosts, _ => Task.CompletedTask);
            return context.Response.StatusCode;
        }

        Assert.Equal((200, 403, 403, 403), (await StatusAsync("http://10.0.0.5:5000"), await StatusAsync("http://10.0.0.5:5001"), await StatusAsync("http://localhost:5000"), await StatusAsync("http://10.0.0.6:5000")));
    }
}
