using System.Net;

using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

public sealed class LimitTests
{
    private const string Ask = "experiments/get?experiment_id=0";

    [Fact]
    public async Task A_password_cannot_be_tried_for_long_whichever_way_it_is_sent()
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Rates = new() { SignInsPerAccountAndAddress = 5, SignIns = 8 } });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(401, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("admin", $"guess {i} guess"))).Status);
            if (i < 2)
            {
                Assert.Equal(401, (await server.FormAsync("/login", "login", null, [("name", "admin"), ("password", $"form guess {i}"), ("returnUrl", "/")])).Status);
            }
        }

        // The sixth, right or wrong, is not looked at.
        var basic = await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("ADMIN", AccessServer.Password));
        Assert.Equal((429, "REQUEST_LIMIT_EXCEEDED"), (basic.Status, basic.Code));
        Assert.InRange(int.Parse(basic.Header("Retry-After"), null), 1, 60);
        var form = await server.FormAsync("/login", "login", null, [("name", "admin"), ("password", AccessServer.Password), ("returnUrl", "/")]);
        Assert.Equal((429, null), (form.Status, AccessServer.Cookie(form, "airworthy")));
        Assert.Contains("Too many attempts", form.Text);

        // Others are let in; and one place cannot go through all accounts with one password.
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("viewer", AccessServer.Password))).Status);
        var names = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            names.Add((await server.SendAsync("GET", Ask, authorization: AccessServer.Basic($"name{i}", "Password12345"))).Status);
        }

        Assert.Equal(429, names[^1]);

        // Whoever is in already stays in.
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: AccessServer.Basic("viewer", AccessServer.Password))).Status);
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: "Bearer " + await server.TokenAsync("admin"))).Status);
    }

    [Fact]
    public async Task One_account_cannot_take_the_server_from_the_others()
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Rates = new() { PerAccount = 2, PerAddress = 2 } });
        var (greedy, other) = ("Bearer " + await server.TokenAsync("editor"), "Bearer " + await server.TokenAsync("viewer"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => server.SendAsync("GET", Ask, authorization: greedy)));
        var limited = Assert.Single(answers.Where(a => a.Status != 200).Select(a => (a.Status, a.Code, a.Header("Retry-After"))).Distinct());
        Assert.Equal((429, "REQUEST_LIMIT_EXCEEDED", "1"), limited);
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: other)).Status);

        var strangers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => server.SendAsync("GET", Ask, authorization: $"Bearer guess{i}")));
        Assert.Equal([401, 429], strangers.Select(a => a.Status).Distinct().Order());
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: other)).Status);
    }

    [Fact]
    public async Task Predictions_count_against_a_quota_of_their_own_and_fill_no_audit_log()
    {
        await using var server = await AccessServer.StartAsync(AccessServer.NewFolder(), new() { Rates = new() { PerAccount = 1 } });
        var token = "Bearer " + await server.TokenAsync("viewer");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.SendAsync("POST", "/models/nobody/predict", """{"rows":[{}]}""", authorization: token)));
        Assert.Equal([404, 429], answers.Select(a => a.Status).Distinct().Order());
        Assert.Equal(AccessServer.Quota, answers.Count(a => a.Status == 404), tolerance: 3);
        Assert.All(answers.Where(a => a.Status == 429), a => Assert.Equal(("1", "\"predictions\";q=20;w=1", "\"predictions\";r=0;t=1"), (a.Header("Retry-After"), a.Header("RateLimit-Policy"), a.Header("RateLimit"))));
        Assert.Equal(200, (await server.SendAsync("GET", Ask, authorization: token)).Status);
        Assert.DoesNotContain(await server.Database.ReadAsync(s => s.ListAsync<string>("select action from audit"), TestContext.Current.CancellationToken), a => a.Contains("predict", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void Addresses_that_one_person_has_count_together(string address, string place) => Assert.Equal(place, Limits.Place(IPAddress.Parse(address)));
}
