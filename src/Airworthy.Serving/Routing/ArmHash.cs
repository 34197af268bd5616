using System.IO.Hashing;
using System.Text;

namespace Airworthy.Serving.Routing;

/// <summary>Where on the line from 0 to 1 a request stands: the arm is the one whose part of the line holds that place.</summary>
/// <remarks>
/// The place depends on the salt of the release and the key alone, so every replica finds the same arm, and a share that grows only ever moves keys
/// from live to candidate, never back and forth.
/// </remarks>
public static class ArmHash
{
    /// <summary>At most this much of a key counts.</summary>
    private const int MostBytes = 512;

    /// <param name="salt">Of the release: another release draws other keys.</param>
    /// <param name="key">The affinity of the caller, or the id of the request.</param>
    /// <returns>From 0 to below 1, in steps of 2⁻⁵³.</returns>
    public static double Place(long salt, ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        var taken = key.Length <= MostBytes / 3 ? key : key[..(MostBytes / 3)];
        var length = Encoding.UTF8.GetBytes(taken, bytes);
        return (XxHash64.HashToUInt64(bytes[..length], salt) >> 11) * (1.0 / (1L << 53));
    }

    /// <summary>Whether a request goes to the candidate.</summary>
    /// <param name="share">Of the candidate, 0 to 1.</param>
    public static bool IsCandidate(long salt, ReadOnlySpan<char> key, double share) => share > 0 && Place(salt, key) < share;
}
