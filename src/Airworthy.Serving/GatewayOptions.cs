using System.Net;

namespace Airworthy.Serving;

/// <summary>How the gateway is run.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where it speaks gRPC; null: nowhere but on the port of HTTP, and there only with a certificate. Port 0 takes a free one.</summary>
    public IPEndPoint? Grpc { get; init; }

    /// <summary>Whether callers beyond this machine may ask which gRPC calls there are.</summary>
    public bool GrpcReflection { get; init; }

    /// <summary>Servers that may be asked for predictions: <c>host</c>, <c>host:port</c> or <c>*.example.org</c>; null where any may.</summary>
    public IReadOnlyList<string>? Upstreams { get; init; }
}
