using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>How many predictions one caller may ask for: 429 with Retry-After beyond that, whatever else the server has to do.</summary>
/// <remarks>A caller is an account; where nobody is asked for one, an address. Sources: RFC 6585, section 4; draft-ietf-httpapi-ratelimit-headers (RateLimit-Policy, RateLimit).</remarks>
internal sealed class Quotas : IDisposable
{
    private readonly int _perSecond;
    private readonly PartitionedRateLimiter<string>? _limiter;

    public Quotas(GatewayOptions options)
    {
        if (options.Quota is not { } quota)
        {
            return;
        }

        // Ten times a second at most: what is fewer comes one at a time.
        _perSecond = quota;
        var (tokens, period) = quota >= 10 ? (quota / 10, TimeSpan.FromMilliseconds(100)) : (1, TimeSpan.FromSeconds(1.0 / quota));
        _limiter = PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new() { TokenLimit = quota, TokensPerPeriod = tokens, ReplenishmentPeriod = period, QueueLimit = 0 }));
    }

    /// <summary>Stands behind admission.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (_limiter is null || context.GetEndpoint()?.Metadata.GetMetadata<Predicts>() is null)
        {
            return next(context);
        }

        var who = context.Features.Get<Caller>()?.Account is { } account ? "account " + account : "address " + context.Connection.RemoteIpAddress;
        using var lease = _limiter.AttemptAcquire(who);
        return lease.IsAcquired ? next(context) : RefuseAsync(context, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    private async Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        var response = context.Response;
        RequestId.GiveBack(context, null);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var says = $"More than {_perSecond} requests for predictions per second came. Try again in {seconds} s.";
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
        {
            // The end of a call without an answer, which gRPC says in headers.
            response.ContentType = "application/grpc";
            (response.Headers["grpc-status"], response.Headers["grpc-message"]) = ("8", says);
            response.Headers["grpc-retry-pushback-ms"] = ((int)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            return;
        }

        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.ContentType = "application/json";
        response.Headers.RetryAfter = seconds;
        response.Headers["RateLimit-Policy"] = $"\"predictions\";q={_perSecond};w=1";
        response.Headers["RateLimit"] = $"\"predictions\";r=0;t={seconds}";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", says);
        json.WriteString("error_code", "REQUEST_LIMIT_EXCEEDED"); // where MLflow's clients look
        json.WriteString("message", says);
        json.WriteEndObject();
    }

    public void Dispose() => _limiter?.Dispose();
}
