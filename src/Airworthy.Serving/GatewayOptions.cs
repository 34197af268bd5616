using System.Net;

namespace Airworthy.Serving;

/// <summary>How the gateway is run.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where it speaks gRPC; null: nowhere but on the port of HTTP, and there only with a certificate. Port 0 takes a free one.</summary>
    public IPEndPoint? Grpc { get; init; }

    /// <summary>Whether callers beyond this machine may ask which gRPC calls there are.</summary>
    public bool GrpcReflection { get; init; }

    /// <summary>How long it still answers after it was told to stop, while it says that it is not ready: as long as those who send requests here take to notice.</summary>
    public TimeSpan StopWait { get; init; }

    /// <summary>Predictions per second that one caller may ask for, over a while; a second's worth at once. Null: as many as can be answered.</summary>
    public int? Quota { get; init; }

    /// <summary>Of requests that wait, the newest is answered first: under overload some are answered in time and the oldest are given up, where in their order all may be late.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Connections that are open at once; one more is closed as it comes.</summary>
    public long MostConnections { get; init; } = 10_000;

    /// <summary>Servers that may be asked for predictions: <c>host</c>, <c>host:port</c> or <c>*.example.org</c>; null where any may.</summary>
    public IReadOnlyList<string>? Upstreams { get; init; }
}
