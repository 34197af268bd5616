using System.Globalization;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Serving.Protocols;

/// <summary>How long a caller waits: the <c>timeout</c> of the request in microseconds, a header in milliseconds, or one with the time at which nobody waits any more; the shortest of them, and never longer than the endpoint allows.</summary>
internal static class Deadline
{
    public const string Milliseconds = "X-Deadline-Ms", Instant = "X-Deadline";

    private const double Longest = 3_600_000;

    /// <exception cref="InferenceRefusedException">A header is no time (400), or the time has passed (504).</exception>
    public static InferRequest Of(HttpContext context, InferRequest request)
    {
        var headers = context.Request.Headers;
        if (headers[Milliseconds] is [{ } number])
        {
            request = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and <= Longest
                ? Within(request, TimeSpan.FromMilliseconds(milliseconds))
                : throw InferenceRefusedException.Invalid($"{Milliseconds} is no number of milliseconds above 0 and up to {Longest:0}.");
        }

        if (headers[Instant] is [{ } text])
        {
            var left = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
                ? until - context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()
                : throw InferenceRefusedException.Invalid($"{Instant} is no time such as 2026-01-31T12:00:00.250Z; a number of milliseconds goes into {Milliseconds}.");
            request = left > TimeSpan.Zero ? Within(request, left) : throw new InferenceRefusedException(504, $"The time in {Instant} has passed.");
        }

        return request;
    }

    private static InferRequest Within(InferRequest request, TimeSpan wait) => request.Timeout is { } own && own <= wait ? request : request with { Timeout = wait };
}
