using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>How long a caller waits: the <c>timeout</c> of the request in microseconds, or its header in milliseconds; the shorter of both, and never longer than the endpoint allows.</summary>
internal static class Deadline
{
    public const string Header = "X-Deadline-Ms";

    private const double Longest = 3_600_000;

    /// <exception cref="InferenceRefusedException">The header is no time.</exception>
    public static InferRequest Of(HttpContext context, InferRequest request)
    {
        if (context.Request.Headers[Header] is not [{ } text])
        {
            return request;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and <= Longest
            ? request.Timeout is { } own && own.TotalMilliseconds <= milliseconds ? request : request with { Timeout = TimeSpan.FromMilliseconds(milliseconds) }
            : throw InferenceRefusedException.Invalid($"{Header} is no number of milliseconds above 0 and up to {Longest:0}.");
    }
}
