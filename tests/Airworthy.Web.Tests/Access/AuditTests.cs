using System.Data.Common;

using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

namespace Airworthy.Web.Tests.Access;

public sealed class AuditTests(AccessFixture servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task It_says_who_did_what_when_and_from_where(string engine)
    {
        var server = await servers.OnAsync(engine);
        var name = "u" + Guid.NewGuid().ToString("N");
        var admin = await server.SignInAsync("admin");
        await server.FormAsync("/access/accounts", "add", admin, [("name", name), ("role", "editor"), ("password", AccessServer.Password)]);
        await server.SendAsync("GET", "/access", authorization: AccessServer.Basic(name, "a wrong password"));
        var cookie = await server.SignInAsync(name);
        await server.FormAsync("/access", "token", cookie, [("label", "nightly"), ("role", "editor"), ("experiments", ""), ("days", "7")]);
        var token = "Bearer " + await server.TokenAsync(name);
        var experiment = (await server.SendAsync("POST", "experiments/create", $$"""{"name": "{{name}}"}""", token)).Json.GetProperty("experiment_id").GetString();
        var run = (await server.SendAsync("POST", "runs/create", $$"""{"experiment_id": "{{experiment}}"}""", token)).Json.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
        await server.SendAsync("POST", "runs/log-metric", $$"""{"run_id": "{{run}}", "key": "m", "value": 1, "timestamp": 1}""", token);
        await server.SendAsync("PUT", $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/a.txt", "hello", token);
        await server.SendAsync("DELETE", $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/a.txt", null, token);
        await server.SendAsync("POST", "/ajax-api/2.0/mlflow/runs/delete", $$"""{"run_id": "{{run}}"}""", token);
        await server.SendAsync("POST", "experiments/delete", """{"experiment_id": "987654321"}""", token);
        await server.FormAsync("/logout", "logout", cookie, []);

        var entries = await server.Audit.NewestAsync(100, null, name, Cancel);
        Assert.Equal(
        [
            (name, "sign-out", name, "127.0.0.1"),
            (name, "POST runs/delete", $"run_id {run}", "127.0.0.1"),
            (name, $"DELETE mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/a.txt", "", "127.0.0.1"),
            (name, "POST experiments/create", $"name {name}", "127.0.0.1"),
            (Actor.Console.Account, "token-made", name, "console"),
            (name, "token-made", name, "127.0.0.1"),
            (name, "sign-in", name, "127.0.0.1"),
            ("", "sign-in-failed", name, "127.0.0.1"),
            ("admin", "account-made", name, "127.0.0.1"),
        ], entries.Select(e => (e.Account, e.Action, e.Subject, e.Address)));
        Assert.All(entries, e => Assert.InRange(e.Time, DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        Assert.Null((await server.Audit.WalkAsync(Cancel)).BrokenAt);
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task What_it_says_is_not_taken_back(string engine)
    {
        var server = await servers.OnAsync(engine);
        foreach (var slip in (string[])["delete from audit", "update audit set account = 'somebody'", .. engine == "sqlite" ? Array.Empty<string>() : ["truncate audit"]])
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => server.Database.WriteAsync(s => s.ExecuteAsync(slip), Cancel));
            Assert.Contains("the audit log only grows", refused.Message);
        }
    }

    [Fact]
    public async Task Writers_at_once_leave_one_whole_chain_and_a_change_by_force_shows()
    {
        var server = await servers.OnAsync("postgresql");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => server.Audit.AddAsync(new($"writer{i}", "10.0.0.1"), "tried", "x", "", Cancel)));
        var whole = await server.Audit.WalkAsync(Cancel);
        Assert.Null(whole.BrokenAt);

        await using var own = await AccessServer.StartAsync(AccessServer.NewFolder());
        await own.Audit.AddAsync(new("eve", "10.0.0.1"), "experiments/delete", "7", "", Cancel);
        await own.Audit.AddAsync(new("ana", "10.0.0.2"), "tried", "x", "", Cancel);
        var last = (await own.Audit.NewestAsync(1, null, null, Cancel))[0].No;
        async Task<AuditChain> AfterAsync(string sql)
        {
            await own.Database.WriteAsync(async s =>
            {
                await s.ExecuteAsync("drop trigger if exists audit_stays");
                await s.ExecuteAsync("drop trigger if exists audit_remains");
                await s.ExecuteAsync(sql);
            }, Cancel);
            return await own.Audit.WalkAsync(Cancel);
        }

        Assert.Equal(last - 1, (await AfterAsync("update audit set account = 'ana' where account = 'eve'")).BrokenAt);
        await AfterAsync("update audit set account = 'eve' where subject = '7'");
        Assert.Null((await own.Audit.WalkAsync(Cancel)).BrokenAt);
        Assert.Equal(last, (await AfterAsync($"delete from audit where no = {last}")).BrokenAt);
    }

    [Fact]
    public async Task Odd_texts_are_kept_and_bounded()
    {
        foreach (var engine in (string[])["sqlite", "postgresql"])
        {
            var server = await servers.OnAsync(engine);
            await server.Audit.AddAsync(new("a\0b\nc", "10.0.0.1"), "tried", new string('x', 5000), "\ud83d half of a pair", Cancel);
            var kept = Assert.Single(await server.Audit.NewestAsync(1, null, "a b c", Cancel));

            Assert.Equal((501, "\ufffd half of a pair"), (kept.Subject.Length, kept.Detail));
            Assert.Null((await server.Audit.WalkAsync(Cancel)).BrokenAt);
        }
    }

    [Theory, MemberData(nameof(AccessFixture.Both), MemberType = typeof(AccessFixture))]
    public async Task The_last_admin_stays_also_when_two_go_at_once(string engine)
    {
        await using var own = await servers.NewAsync(engine);
        await own.NewAccountAsync("second", Right.Administer);

        var outcomes = await Task.WhenAll(new[] { "admin", "second" }.Select(async name =>
        {
            try
            {
                await own.Accounts.ChangeRoleAsync(name, Right.View, Actor.Console, Cancel);
                return true;
            }
            catch (RefusedException refused)
            {
                Assert.Contains("last account that administers", refused.Message);
                return false;
            }
        }));
        Assert.Single(outcomes, o => o);
        Assert.True(await own.Accounts.HasAdminAsync(Cancel));
    }
}
