using System.Numerics;

namespace Airworthy.Core.Statistics;

/// <summary>Finds texts that are nearly the same without comparing each with each.</summary>
/// <remarks>
/// A text is the set of its shingles: three words that follow each other. Two sets A and B resemble each other by J = |A ∩ B| ⁄ |A ∪ B|. For each of 128
/// random functions the smallest value over a set is kept; two sets have the same smallest value with probability J. The 128 are cut into 32 bands
/// of 4; sets that agree on a whole band are compared, which happens with probability 1 − (1 − J⁴)³²: half of the pairs at J ≈ 0.38, 1 − 2 · 10⁻⁸ at 0.8.
/// <para>Source: Broder (1997), On the resemblance and containment of documents, SEQUENCES 1997, 21–29.</para>
/// </remarks>
public static class MinHash
{
    /// <summary>Functions.</summary>
    public const int Size = 128;

    /// <summary>Bands; each holds <see cref="Size"/> ÷ 32 = 4 values.</summary>
    public const int Bands = 32;

    /// <summary>Words of a shingle.</summary>
    public const int Words = 3;

    private const int Rows = Size / Bands;

    /// <summary>The shingles of a text as numbers, each once and ascending; upper and lower case and signs between words make no difference.</summary>
    /// <returns>Empty for a text of fewer words than <see cref="Words"/>.</returns>
    public static ulong[] Shingles(string text)
    {
        var words = new List<ulong>();
        var hash = 14695981039346656037UL; // FNV-1a
        var inWord = false;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211UL;
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(hash);
                (hash, inWord) = (14695981039346656037UL, false);
            }
        }

        if (inWord)
        {
            words.Add(hash);
        }

        var shingles = new SortedSet<ulong>();
        for (var i = 0; i + Words <= words.Count; i++)
        {
            shingles.Add(Mixed(Mixed(Mixed(words[i]) + words[i + 1]) + words[i + 2]));
        }

        return [.. shingles];
    }

    /// <summary>The smallest value of each function over a set.</summary>
    /// <param name="shingles">At least one.</param>
    /// <param name="seed">Draws the functions; the same for all texts that are compared.</param>
    public static ulong[] Signature(ReadOnlySpan<ulong> shingles, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shingles.Length);
        var signature = new ulong[Size];
        for (var i = 0; i < Size; i++)
        {
            var (factor, offset) = (Mixed(seed + (2 * (ulong)i)) | 1, Mixed(seed + (2 * (ulong)i) + 1));
            var least = ulong.MaxValue;
            foreach (var shingle in shingles)
            {
                // A product of odd factor permutes the numbers; its high half is well mixed after the turn.
                var value = BitOperations.RotateLeft((shingle ^ offset) * factor, 32) * factor;
                least = Math.Min(least, value);
            }

            signature[i] = least;
        }

        return signature;
    }

    /// <summary>One number per band; texts that share one are worth comparing.</summary>
    public static IEnumerable<(int Band, ulong Key)> BandsOf(ulong[] signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, Size);
        return Enumerable.Range(0, Bands).Select(b => (b, signature.Skip(b * Rows).Take(Rows).Aggregate((ulong)b, (key, value) => Mixed(key ^ value))));
    }

    /// <summary>The resemblance of two sets, in [0, 1]; 0 when both are empty.</summary>
    /// <param name="a">Ascending, each number once.</param>
    /// <param name="b">The same.</param>
    public static double Jaccard(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var (i, j, both) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            both += a[i] == b[j] ? 1 : 0;
            (i, j) = a[i] == b[j] ? (i + 1, j + 1) : a[i] < b[j] ? (i + 1, j) : (i, j + 1);
        }

        return a.Length + b.Length == 0 ? 0 : (double)both / (a.Length + b.Length - both);
    }

    /// <summary>A number whose every bit depends on all bits of the given one.</summary>
    /// <remarks>Source: the finalizer of SplitMix64, Steele, Lea and Flood (2014), OOPSLA 2014, 453–472.</remarks>
    private static ulong Mixed(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
