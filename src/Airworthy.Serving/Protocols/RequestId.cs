using System.Text.Json;

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
        if (!IsRight(id, out var isPlain))
        {
            throw InferenceRefusedException.Invalid($"The id of the request is longer than {Longest} characters, or holds control characters.");
        }

        if (isPlain)
        {
            context.Response.Headers[Header] = id;
        }

        return id;
    }

    /// <summary>Gives back the id of a request that is refused, unless that was done before: the one in its body, else in its header, else one made here.</summary>
    public static void GiveBack(HttpContext context, string? inBody)
    {
        if (!context.Response.Headers.ContainsKey(Header))
        {
            var id = inBody is { Length: > 0 } ? inBody : context.Request.Headers[Header].ToString();
            if (IsRight(id, out var isPlain) && isPlain) // others a header cannot carry
            {
                context.Response.Headers[Header] = id.Length > 0 ? id : Made();
            }
        }
    }

    /// <summary>The id in the body of a request that cannot be answered, wherever in it that stands.</summary>
    /// <returns>Null: there is none, or the body breaks off before it.</returns>
    public static string? In(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body, OipReading.Strict);
            if (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var isId = json.ValueTextEquals("id"u8);
                    json.Read();
                    if (isId)
                    {
                        return json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= 4 * Longest ? json.GetString() : null;
                    }

                    json.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It breaks off, or its text is no UTF-8.
        }

        return null;
    }

    private static bool IsRight(string id, out bool isPlain)
    {
        isPlain = System.Text.Ascii.IsValid(id);
        return id.Length <= Longest && !(isPlain ? id.AsSpan().ContainsAnyInRange('\0', '\x1f') || id.Contains('\x7f') : id.Any(char.IsControl));
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
