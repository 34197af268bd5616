using System.Text.Json.Nodes;

using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

using Npgsql;

namespace Airworthy.Serving.Tests.Routing;

/// <summary>Two gateways on one PostgreSQL.</summary>
public sealed class ReplicaTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_follow_one_store_no_answer_goes_back_and_both_go_on_without_it()
    {
        var cluster = await PostgreSqlCluster.RequireAsync();
        var store = new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("replicas"));
        var isUp = true;
        await using var one = await GatewayHost.StartAsync(store);
        await using var two = await GatewayHost.StartAsync(store);
        try
        {
            await one.ReleaseAsync("usual", "constant:0.2");
            await two.LookAsync();
            Assert.Equal((200, 1, 0.2), await AskAsync(two, atLeast: 1));

            // One has switched; a caller who has seen that is not answered by what came before.
            await one.ReleaseAsync("usual", "constant:0.3");
            Assert.Equal((200, 2, 0.2), await AskAsync(one, atLeast: 2));
            if (await AskAsync(two, atLeast: 2) is { Status: not 200 } early)
            {
                Assert.Equal(503, early.Status);
                await two.LookAsync();
                Assert.Equal((200, 2, 0.2), await AskAsync(two, atLeast: 2));
            }

            Assert.Equal(503, (await AskAsync(two, atLeast: 3)).Status);

            // Several ask both to change it at once: each generation is made by one of them.
            var changes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : two).PostAsync("/api/airworthy/endpoints/usual/promote", "{}")));
            Assert.All(changes, c => Assert.True(c.Status is 200 or 400 or 409, c.Body));
            var made = (long)(await one.StatusAsync("usual"))["table"]!["generation"]!;
            Assert.Equal(2 + changes.Count(c => c.Status == 200), made);
            await one.LookAsync();
            await two.LookAsync();
            Assert.Equal((await AskAsync(one, made)).Generation, (await AskAsync(two, made)).Generation);

            await cluster.DisposeAsync();
            isUp = false;
            Assert.Equal((200, made), await AskAsync(one, made) is var first ? (first.Status, first.Generation) : default);
            Assert.Equal((200, made), await AskAsync(two, made) is var second ? (second.Status, second.Generation) : default);
            Assert.Equal(200, (int)(await two.Http.GetAsync("/v2/health/ready", Cancel)).StatusCode);
            var (status, refused) = await two.PostAsync("/api/airworthy/endpoints/usual/rollback", "{}");
            Assert.Equal(503, status);
            Assert.Contains("The store does not answer", refused, StringComparison.Ordinal);
            two.Clock.Ahead += TimeSpan.FromMinutes(5);
            var age = (await two.Http.GetStringAsync("/metrics", Cancel)).Split('\n').Single(l => l.StartsWith("airworthy_route_table_age_seconds ", StringComparison.Ordinal));
            Assert.InRange(double.Parse(age.Split(' ')[1]), 300, 400);
        }
        finally
        {
            if (isUp)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_change_is_told_to_the_other_replica_which_need_not_look_for_it()
    {
        await using var cluster = await PostgreSqlCluster.RequireAsync();
        var connection = await cluster.NewDatabaseAsync("told");
        await using var one = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(connection));
        await using var two = await GatewayHost.StartAsync(new StoreAddress.PostgreSql(connection));

        // From its next look on it does not look by itself any more.
        two.Clock.Endless = TimeSpan.FromSeconds(1);
        await one.ReleaseAsync("usual", "constant:0.2");
        await SeesAsync(1);
        await one.ReleaseAsync("usual", "constant:0.3", new { shadow_hours = 10 });
        await SeesAsync(2);
        await one.AskAsync("/api/airworthy/endpoints/usual/promote", new { reason = "to see it" });
        await SeesAsync(3);

        // What is told while its connection is lost is found when it hears again.
        await using (var admin = new NpgsqlConnection(connection))
        {
            await admin.OpenAsync(Cancel);
            await using var end = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'listen%'", admin);
            Assert.Equal(2L, await end.ExecuteScalarAsync(Cancel));
        }

        await one.AskAsync("/api/airworthy/endpoints/usual/promote", new { reason = "to see it" });
        await SeesAsync(4);

        async Task SeesAsync(long generation)
        {
            for (var looks = 0; looks < 2000; looks++)
            {
                if ((await two.Http.GetAsync("/v2/models/usual", Cancel)).IsSuccessStatusCode && (await AskAsync(two, generation)).Status == 200)
                {
                    return;
                }

                await Task.Delay(5, Cancel);
            }

            Assert.Fail($"Generation {generation} was not seen.");
        }
    }

    private static async Task<(int Status, long Generation, double Score)> AskAsync(GatewayHost host, long atLeast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/usual/predict") { Content = new StringContent("""{"rows":[{"a":1}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("X-Min-Generation", $"{atLeast}");
        using var response = await host.Http.SendAsync(request, Cancel);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        if (!response.IsSuccessStatusCode)
        {
            Assert.True(response.Headers.RetryAfter?.Delta == TimeSpan.FromSeconds(1), $"{(int)response.StatusCode} {answer}");
            return ((int)response.StatusCode, 0, 0);
        }

        Assert.True((long)answer["generation"]! >= atLeast);
        return (200, (long)answer["generation"]!, (double)answer["predictions"]![0]!);
    }
}
