using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Web.Access;

/// <summary>Random secrets that prove who calls. Only their hashes are kept.</summary>
internal static class Secret
{
    /// <summary>What every API token begins with, so that programs that look for leaked secrets know one.</summary>
    public const string TokenPrefix = "awt_";

    /// <summary>256 random bits as 43 characters that may stand in a header and in a cookie.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 as 64 hexadecimal digits. Enough without salt or stretching: nobody guesses 256 bits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
