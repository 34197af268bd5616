using System.Globalization;

using Airworthy.Tracking.Protocol;

using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Airworthy.Serving.Protocols.Grpc;

/// <summary>Says what is refused in the status codes of gRPC.</summary>
/// <remarks>Sources: gRPC, status codes and their use; gRFC A6, <c>grpc-retry-pushback-ms</c>, which is to gRPC what Retry-After is to HTTP.</remarks>
internal sealed class GrpcRefusals : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (InferenceRefusedException refused)
        {
            if (refused.RetryAfter is { } wait)
            {
                context.ResponseTrailers.Add("grpc-retry-pushback-ms", ((long)Math.Ceiling(Math.Max(1, wait.TotalMilliseconds))).ToString(CultureInfo.InvariantCulture));
            }

            RequestId.GiveBack(context.GetHttpContext(), request is Wire.ModelInferRequest infer ? infer.Id : null);
            throw new RpcException(new Status(Code(refused), refused.Message));
        }
        catch (RefusedException refused)
        {
            throw new RpcException(new Status(refused.Code == "PERMISSION_DENIED" ? StatusCode.PermissionDenied : StatusCode.InvalidArgument, refused.Message));
        }
    }

    private static StatusCode Code(InferenceRefusedException refused) => refused.Status switch
    {
        404 => StatusCode.NotFound,
        429 => StatusCode.ResourceExhausted,
        503 => refused.IsShed ? StatusCode.ResourceExhausted : StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        >= 500 => StatusCode.Internal,
        _ => StatusCode.InvalidArgument,
    };
}
