using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Tracking.Webhooks;

/// <summary>Signs deliveries, so that a receiver can tell that they come from here, are whole and are new.</summary>
/// <remarks>
/// <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, where the timestamp is seconds since 1970.
/// Source: standardwebhooks.com, "Signature scheme". The original sends the same under names of its own; both are sent.
/// </remarks>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The headers of one attempt.</summary>
    /// <param name="secret">Empty: nothing is signed.</param>
    public static IEnumerable<(string Name, string Value)> Headers(string id, DateTimeOffset when, string body, string secret)
    {
        var timestamp = when.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        yield return ("webhook-id", id);
        yield return ("webhook-timestamp", timestamp);
        yield return ("X-MLflow-Delivery-Id", id);
        yield return ("X-MLflow-Timestamp", timestamp);
        if (secret.Length > 0)
        {
            var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
            yield return ("webhook-signature", Sign(StandardKey(secret), signed));
            yield return ("X-MLflow-Signature", Sign(Encoding.UTF8.GetBytes(secret), signed));
        }
    }

    private static string Sign(byte[] key, byte[] signed) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));

    /// <summary>A secret that begins with <c>whsec_</c> is the base64 of the key; every other one is the key itself.</summary>
    private static byte[] StandardKey(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal) && Base64.IsValid(secret.AsSpan(Prefix.Length))
        ? Convert.FromBase64String(secret[Prefix.Length..])
        : Encoding.UTF8.GetBytes(secret);
}
