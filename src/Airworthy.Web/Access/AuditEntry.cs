using System.Security.Cryptography;
using System.Text.Json;

namespace Airworthy.Web.Access;

/// <summary>One line of the audit log.</summary>
public sealed record AuditEntry
{
    public long No { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Time { get; init; }

    /// <summary>Who: an account's name, <c>console:…</c>, or empty.</summary>
    public string Account { get; init; } = "";

    /// <summary>What: <c>sign-in</c>, <c>token-made</c>, or the path of a call.</summary>
    public string Action { get; init; } = "";

    /// <summary>To what: an account, a token, an experiment, a model.</summary>
    public string Subject { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>From where.</summary>
    public string Address { get; init; } = "";

    /// <summary>SHA-256 over the hash of the entry before and all of this one, 64 hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What the hash of this entry must be behind another.</summary>
    public string HashAfter(string before)
    {
        // A JSON list, so that no two entries are the same text.
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(before);
            writer.WriteNumberValue(Time);
            foreach (var part in (ReadOnlySpan<string>)[Account, Action, Subject, Detail, Address])
            {
                writer.WriteStringValue(part);
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(text.ToArray()));
    }
}
