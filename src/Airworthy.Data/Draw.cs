using System.Globalization;

namespace Airworthy.Data;

/// <summary>
/// The draw that parts rows by a key, the same on every machine, in every engine and in any language: a row's place is the number that the first 15
/// hexadecimal digits of MD5 (RFC 1321) over <c>airworthy-split-1|SEED|LENGTH:VALUE…</c> in UTF-8 write, in [0, 2⁶⁰). It depends on the key alone, so a
/// row keeps its place whatever rows come or go.
/// </summary>
public static class Draw
{
    /// <summary>Stands in front of every key, so that a changed way of writing keys would be another draw.</summary>
    public const string Name = "airworthy-split-1";

    private const double Places = 1L << 60;

    /// <summary>A row's place.</summary>
    /// <param name="key">Makes the text of the key, such as <see cref="Key"/>.</param>
    public static string Place(long seed, string key) =>
        Sql.StableHash($"'{Name}|{seed.ToString(CultureInfo.InvariantCulture)}|' || {key}");

    /// <summary>The text of some columns of a row: each value behind its length in characters, a null as a dash. Two keys are equal only when all values are.</summary>
    public static string Key(IEnumerable<Column> columns) => string.Join(" || ", columns.Select(c => Part(Sql.CanonicalText(c))));

    /// <summary>The text of a row's position, for tables without an id.</summary>
    public static string Position => Part("cast(rowid as varchar)");

    /// <summary>The number, from 1 on, of the stretch that a place falls into.</summary>
    /// <param name="ends">Where each stretch ends, as a share of all; ascending, the last is 1.</param>
    public static string Stretch(string place, IReadOnlyList<double> ends) =>
        $"case {string.Join(' ', ends.SkipLast(1).Select((end, i) => $"when {place} < {((long)(end * Places)).ToString(CultureInfo.InvariantCulture)} then {i + 1}"))} else {ends.Count} end";

    /// <summary>Where each share ends: 0.7, 0.15, 0.15 end at 0.7, 0.85 and 1. The last is 1 whatever rounding made of the sum.</summary>
    public static IReadOnlyList<double> Ends(IReadOnlyList<double> shares)
    {
        var ends = new double[shares.Count];
        var sum = 0m;
        for (var i = 0; i < ends.Length; i++)
        {
            sum += (decimal)shares[i];
            ends[i] = i == ends.Length - 1 ? 1 : (double)sum;
        }

        return ends;
    }

    private static string Part(string text) => $"coalesce(cast(length({text}) as varchar) || ':' || {text}, '-')";
}
