using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Protocols.Grpc.Wire;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;

using Grpc.Core;

using Microsoft.AspNetCore.Authorization;

namespace Airworthy.Serving.Protocols.Grpc;

/// <summary>The Open Inference Protocol v2 over gRPC. Who calls, and what they may do, is found out as for HTTP: by the metadata <c>authorization: Bearer …</c>.</summary>
/// <remarks>Source: kserve/open-inference-protocol, inference_grpc.md; <c>ModelStatistics</c> is of Triton's statistics extension.</remarks>
internal sealed class GrpcInference(Gateway gateway, Tallies tallies, TimeProvider clock) : GRPCInferenceService.GRPCInferenceServiceBase
{
    [AllowAnonymous]
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    [AllowAnonymous]
    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) => Task.FromResult(new ServerReadyResponse { Ready = gateway.IsReady });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse { Name = InferCalls.ServerName, Version = InferCalls.ServerVersion });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        NeedView(context);
        _ = Asked(gateway.RouteOf(request.Name), request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = true });
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        NeedView(context);
        var route = gateway.RouteOf(request.Name);
        var asked = Asked(route, request.Version);
        var told = new ModelMetadataResponse { Name = route.Table.Endpoint, Platform = asked.Model.Platform };
        told.Versions.AddRange(new[] { route.Live.Version, route.Other?.Version }.OfType<string>().Distinct());
        told.Inputs.AddRange(asked.Model.Signature.Inputs.Select(GrpcWriting.Described));
        told.Outputs.AddRange(asked.Model.Signature.Outputs.Select(GrpcWriting.Described));
        return Task.FromResult(told);
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        NeedView(context);
        var route = gateway.RouteOf(request.ModelName).AtLeast(context.GetHttpContext());
        var version = request.ModelVersion is { Length: > 0 } named ? named : null;
        var asked = Asked(route, request.ModelVersion);
        TimeSpan? left = context.Deadline == DateTime.MaxValue ? null : context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero)
        {
            throw new InferenceRefusedException(504, "The deadline was over before the request was read.");
        }

        var read = Subjects.Of(context.GetHttpContext(), ReadBy.Signature(version is null ? route : null, asked.Model, (Request: request, Left: left), static (what, signature, anything) => GrpcReading.Read(what.Request, what.Left, signature, anything)));
        var id = RequestId.Of(context.GetHttpContext(), read.Id);
        var answered = version is null
            ? await gateway.AnswerAsync(route, read, id, context.CancellationToken)
            : await Gateway.AnswerByAsync(route, version, read, id, context.CancellationToken);
        return GrpcWriting.Write(read, answered);
    }

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        NeedView(context);
        var told = new ModelStatisticsResponse();
        told.ModelStats.AddRange(VersionStats.Of(request.Name, request.Version, gateway, tallies, clock).Select(GrpcWriting.Told));
        return Task.FromResult(told);
    }

    private static Loaded Asked(Route route, string version) => version.Length > 0 ? Gateway.OfVersion(route, version) : route.Live;

    private static void NeedView(ServerCallContext context) => (context.GetHttpContext().Features.Get<Caller>() ?? Caller.Anyone).Need(Right.View);
}
