using System.Text.Json.Nodes;

namespace Airworthy.Serving.Tests.Replicas;

/// <summary>What a replica answered at the endpoint <c>usual</c>.</summary>
/// <param name="Generation">0 where it answered nothing.</param>
internal sealed record Asked(int Status, long Generation, JsonNode Answer)
{
    /// <param name="atLeast">The generation that the caller has seen; null: it says nothing of it.</param>
    public static async Task<Asked> OfAsync(GatewayHost host, long? atLeast = null, string row = """{"a":1}""")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/models/usual/predict") { Content = new StringContent($$"""{"rows":[{{row}}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        if (atLeast is { } least)
        {
            request.Headers.Add("X-Min-Generation", $"{least}");
        }

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return new Asked((int)response.StatusCode, (long?)answer["generation"] ?? 0, answer);
    }

    /// <summary>Looks until something is so.</summary>
    /// <param name="missing">What is missing; null when it is so.</param>
    public static async Task UntilAsync(Func<Task<string?>> missing)
    {
        for (var looks = 0; await missing() is { } still; looks++)
        {
            Assert.True(looks < 4000, still);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<int> ReadyAsync(GatewayHost host)
    {
        using var ready = await host.Http.GetAsync("/v2/health/ready", TestContext.Current.CancellationToken);
        return (int)ready.StatusCode;
    }
}
