using System.Security.Cryptography;
using System.Text;

namespace Airworthy.Data;

/// <summary>
/// A digest over which rows a relation holds, whatever their order: each row becomes four numbers of 60 bits, these are added up over all rows, and
/// the sums are digested with the number of rows.
/// </summary>
/// <remarks>
/// It is the incremental hash by addition of Bellare and Micciancio (1997), EUROCRYPT, <em>A New Paradigm for Collision-Free Hashing</em>, with rows as
/// a multiset. It shows that rows came, went or changed; it is no seal against somebody who builds two tables on purpose.
/// </remarks>
internal static class SplitDigest
{
    private const int Lanes = 4;

    /// <summary>The columns that a relation of rows with the text <c>__key</c> is added up into.</summary>
    public static string Sums => string.Join(", ", Enumerable.Range(1, Lanes).Select(i => $"sum({Sql.StableHash($"'{i}|' || __key")})"));

    /// <summary>The digest of what <see cref="Sums"/> gave.</summary>
    /// <param name="sums">As whole numbers in decimal; none for no rows.</param>
    public static string Of(long rows, IEnumerable<string> sums) => Of($"{rows}|{string.Join('|', sums)}");

    /// <summary>One digest over several.</summary>
    public static string Of(params IEnumerable<string> digests) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', digests))));
}
