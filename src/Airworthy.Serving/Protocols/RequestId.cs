using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>What names a request: the caller's own id, its header, or one made here. It is always given back.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int Longest = 200;

    /// <exception cref="InferenceRefusedException">It is longer than 200 characters, or has control characters.</exception>
    public static string Of(HttpContext context, string? inBody)
    {
        var id = inBody is { Length: > 0 } ? inBody : context.Request.Headers[Header] is [{ Length: > 0 } header] ? header : Guid.CreateVersion7().ToString("N");
        if (id.Length > Longest || id.Any(char.IsControl))
        {
            throw InferenceRefusedException.Invalid($"The id of the request is longer than {Longest} characters, or holds control characters.");
        }

        if (id.All(char.IsAscii))
        {
            context.Response.Headers[Header] = id;
        }

        return id;
    }
}
