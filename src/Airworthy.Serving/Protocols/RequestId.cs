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
        var id = inBody is { Length: > 0 } ? inBody : context.Request.Headers[Header] is [{ Length: > 0 } header] ? header : Made();
        var isPlain = System.Text.Ascii.IsValid(id);
        if (id.Length > Longest || (isPlain ? id.AsSpan().ContainsAnyInRange('\0', '\x1f') || id.Contains('\x7f') : id.Any(char.IsControl)))
        {
            throw InferenceRefusedException.Invalid($"The id of the request is longer than {Longest} characters, or holds control characters.");
        }

        if (isPlain)
        {
            context.Response.Headers[Header] = id;
        }

        return id;
    }

    /// <summary>A UUID of version 7. It need not be hard to guess, so no random bytes are asked of the system: that would cost more than reading a request.</summary>
    private static string Made()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(now >> (8 * (5 - i)));
        }

        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return Convert.ToHexStringLower(bytes);
    }
}
