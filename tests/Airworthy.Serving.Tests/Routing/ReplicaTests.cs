using System.Text.Json.Nodes;

using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

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
