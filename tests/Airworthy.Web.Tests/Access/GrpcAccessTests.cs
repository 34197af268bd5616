using System.Net;
using System.Net.Http.Headers;

namespace Airworthy.Web.Tests.Access;

/// <summary>gRPC asks who calls as HTTP does. Spoken by its frames alone.</summary>
public sealed class GrpcAccessTests(AccessFixture servers)
{
    [Fact]
    public async Task A_call_needs_a_token_unless_it_only_asks_whether_the_server_lives()
    {
        var server = await servers.OnAsync("sqlite");

        Assert.Equal((401, ""), await CallAsync(server, "inference.GRPCInferenceService/ServerMetadata", null));
        Assert.Equal((401, ""), await CallAsync(server, "inference.GRPCInferenceService/ServerMetadata", "awt_" + new string('x', 43)));
        Assert.Equal((200, "0"), await CallAsync(server, "inference.GRPCInferenceService/ServerMetadata", await server.TokenAsync("viewer")));
        Assert.Equal((200, "0"), await CallAsync(server, "inference.GRPCInferenceService/ServerLive", null));
        Assert.Equal((200, "0"), await CallAsync(server, "grpc.health.v1.Health/Check", null));
        Assert.Equal((200, "5"), await CallAsync(server, "inference.GRPCInferenceService/ModelInfer", await server.TokenAsync("viewer"))); // there is no endpoint
    }

    private static async Task<(int Http, string Grpc)> CallAsync(AccessServer server, string call, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Running.GrpcAddress}/{call}") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(new byte[5]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        _ = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.TryGetValues("grpc-status", out var early) || response.TrailingHeaders.TryGetValues("grpc-status", out early) ? early.Single() : "");
    }
}
