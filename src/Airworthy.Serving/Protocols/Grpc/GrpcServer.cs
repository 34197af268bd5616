using Airworthy.Serving.Routing;

using Grpc.AspNetCore.Server;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Protocols.Grpc;

/// <summary>Puts inference over gRPC, <c>grpc.health.v1</c> and reflection into an application that has the gateway.</summary>
public static class GrpcServer
{
    /// <summary>Bytes of one message, in and out: as much as a body over HTTP.</summary>
    public const int LargestMessage = RequestBody.Largest;

    private const string Ready = "gateway";

    private static readonly object s_port = new();

    public static void AddGatewayGrpc(this IServiceCollection things)
    {
        things.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = LargestMessage;
            grpc.MaxSendMessageSize = LargestMessage;
            grpc.Interceptors.Add<GrpcRefusals>();
        });
        things.AddGrpcReflection();
        things.AddGrpcHealthChecks(health =>
        {
            health.Services.Map("", check => check.Name == Ready);
            health.Services.Map("inference.GRPCInferenceService", check => check.Name == Ready);
        }).AddCheck<ReadyCheck>(Ready);
        things.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)); // it would say so every second

        // Who watches is told within a second of a change.
        things.Configure<HealthCheckPublisherOptions>(publish => (publish.Delay, publish.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    /// <param name="reflects">Whether callers may ask which calls there are, as grpcurl does.</param>
    public static void MapGatewayGrpc(this IEndpointRouteBuilder routes, bool reflects)
    {
        routes.MapGrpcService<GrpcInference>().WithMetadata(Predicts.Mark);
        routes.MapGrpcHealthChecksService().AllowAnonymous();
        if (reflects)
        {
            routes.MapGrpcReflectionService();
        }
    }

    /// <summary>Makes a port of gRPC alone: HTTP/2, which without TLS cannot share a port with HTTP/1.1.</summary>
    public static void ForGrpc(this ListenOptions listening)
    {
        listening.Protocols = HttpProtocols.Http2;
        listening.Use(next => connection =>
        {
            connection.Items[s_port] = true;
            return next(connection);
        });
    }

    /// <summary>Answers nothing else on such a port. Stands behind routing.</summary>
    public static void UseGrpcPort(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(s_port) != true || context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private sealed class ReadyCheck(Gateway gateway) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(gateway.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Not every endpoint has something to answer with."));
    }
}
