using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>Statistics of versions, as the extension of the inference protocol prints them.</summary>
public sealed class StatsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_versions_did_is_told_of_one_of_all_and_of_those_loaded()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.RegisterAsync("late", TestModels.Broken());
        await host.ReleaseAsync("late", "models:/late/1");
        await host.ReleaseAsync("usual", "constant:0.2");
        async Task<JsonArray> StatsAsync(string path) => JsonNode.Parse(await host.Http.GetStringAsync(path, Cancel))!["model_stats"]!.AsArray();
        Assert.Equal("""{"name":"late","version":"1","last_inference":0,"inference_count":0,"execution_count":0,"inference_stats":{"success":{"count":0,"ns":0},"fail":{"count":0,"ns":0},"queue":{"count":0,"ns":0},"compute_input":{"count":0,"ns":0},"compute_infer":{"count":0,"ns":0},"compute_output":{"count":0,"ns":0},"cache_hit":{"count":0,"ns":0}},"batch_stats":[]}""",
            Assert.Single(await StatsAsync("/v2/models/late/stats"))!.ToJsonString());

        var before = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var ages in (int[][])[[40, 50, 60], [70], [2000]])
        {
            await host.PostAsync("/models/late/predict", System.Text.Json.JsonSerializer.Serialize(new { rows = ages.Select(age => new { age, origin = "ORD", at = 0 }) }));
        }

        var stats = Assert.Single(await StatsAsync("/v2/models/late/versions/1/stats"))!;
        Assert.Equal((4, 2), ((int)stats["inference_count"]!, (int)stats["execution_count"]!));
        Assert.InRange((long)stats["last_inference"]!, before - 1, host.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1);
        long Of(string what, string part) => (long)stats["inference_stats"]![what]![part]!;
        Assert.Equal((2, 1, 2, 2), (Of("success", "count"), Of("fail", "count"), Of("queue", "count"), Of("compute_infer", "count")));
        Assert.True(Of("compute_infer", "ns") > 0 && Of("fail", "ns") > 0);
        Assert.Equal(Of("success", "ns"), Of("queue", "ns") + Of("compute_infer", "ns"));

        var client = new Wire.GRPCInferenceService.GRPCInferenceServiceClient(Grpc.Net.Client.GrpcChannel.ForAddress(host.Grpc));
        var byGrpc = (await client.ModelStatisticsAsync(new() { Name = "late", Version = "1" }, cancellationToken: Cancel)).ModelStats.Single();
        Assert.Equal(("late", "1", 4, 2, 2, 1), (byGrpc.Name, byGrpc.Version, (int)byGrpc.InferenceCount, (int)byGrpc.ExecutionCount, (int)byGrpc.InferenceStats.Success.Count, (int)byGrpc.InferenceStats.Fail.Count));
        Assert.Equal((Of("queue", "ns"), Of("compute_infer", "ns")), ((long)byGrpc.InferenceStats.Queue.Ns, (long)byGrpc.InferenceStats.ComputeInfer.Ns));
        Assert.Equal(["late", "usual"], (await client.ModelStatisticsAsync(new(), cancellationToken: Cancel)).ModelStats.Select(s => s.Name));
        Assert.Equal(Grpc.Core.StatusCode.NotFound, (await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => client.ModelStatisticsAsync(new() { Name = "none" }, cancellationToken: Cancel).ResponseAsync)).StatusCode);

        Assert.Equal(["late", "usual"], (await StatsAsync("/v2/models/stats")).Select(s => (string)s!["name"]!));
        foreach (var missing in (string[])["/v2/models/late/versions/7/stats", "/v2/models/none/stats"])
        {
            using var response = await host.Http.GetAsync(missing, Cancel);
            Assert.Equal(404, (int)response.StatusCode);
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error"]);
        }
    }

    [Theory]
    [InlineData("/v2/models/usual/infer", "gzip, deflate")]
    [InlineData("/models/usual/predict", "gzip, deflate")]
    [InlineData("/endpoints/usual/invocations", "gzip, deflate")]
    [InlineData("/models/usual/feedback", "identity")]
    [InlineData("/api/airworthy/endpoints/usual/releases", "identity")]
    [InlineData("/api/2.0/mlflow/runs/create", "identity")]
    public async Task A_body_in_an_encoding_that_is_not_read_is_refused_with_those_that_are(string path, string accepted)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.ReleaseAsync("usual", "constant:0.2");
        async Task<HttpResponseMessage> SendAsync(string? encoding, string type)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}")) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            if (encoding is not null)
            {
                content.Headers.ContentEncoding.Add(encoding);
            }

            return await host.Http.PostAsync(path, content, Cancel);
        }

        using var refused = await SendAsync("br", "application/json");
        Assert.Equal((415, accepted), ((int)refused.StatusCode, string.Join(", ", refused.Headers.NonValidated["Accept-Encoding"])));
        using var strange = await SendAsync(null, "application/x-strange");
        Assert.False(strange.Headers.NonValidated.Contains("Accept-Encoding")); // another kind of content, and no encoding, was the trouble
    }
}
