namespace Airworthy.Data.Versions;

/// <summary>Cuts bytes into chunks at places that their content decides, so that an insertion moves no cut but its neighbours.</summary>
/// <remarks>
/// A rolling hash over the last 64 bytes, fp ← 2·fp + gear[byte], cuts where its top bits are zero: <see cref="StrictBits"/> of them before the
/// wished length and <see cref="EasyBits"/> behind it, which gathers lengths around the wish ("normalised chunking", level 2).
/// Where the paper spreads the bits it asks for over the word, these are the highest: each depends on at least 46 bytes.
/// <para>Source: Xia et al. (2016), FastCDC, USENIX ATC, 101–114.</para>
/// </remarks>
internal static class Chunker
{
    /// <summary>Bytes; a chunk is shorter only at the end of its file.</summary>
    public const int Least = 16 * 1024;

    /// <summary>Bytes of a chunk on average, about.</summary>
    public const int Wished = 64 * 1024;

    /// <summary>Bytes; no chunk is longer.</summary>
    public const int Most = 256 * 1024;

    private const int StrictBits = 18;
    private const int EasyBits = 14;

    private static readonly ulong[] s_gear = Gear();

    /// <summary>The length of the first chunk.</summary>
    /// <param name="bytes">What follows the last cut; at least <see cref="Most"/> bytes unless the file ends within them.</param>
    /// <returns>In [1, <see cref="Most"/>]; 0 for no bytes.</returns>
    public static int Cut(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, Most);
        if (length <= Least)
        {
            return length;
        }

        var gear = s_gear;
        var print = 0UL;
        var at = Least - 64;
        for (; at < Least; at++)
        {
            print = (print << 1) + gear[bytes[at]];
        }

        var wished = Math.Min(length, Wished);
        for (; at < wished; at++)
        {
            print = (print << 1) + gear[bytes[at]];
            if (print >> (64 - StrictBits) == 0)
            {
                return at + 1;
            }
        }

        for (; at < length; at++)
        {
            print = (print << 1) + gear[bytes[at]];
            if (print >> (64 - EasyBits) == 0)
            {
                return at + 1;
            }
        }

        return length;
    }

    /// <summary>256 numbers without pattern, the same for ever: other numbers would cut elsewhere, and every chunk would be new.</summary>
    /// <remarks>Source: SplitMix64; Steele, Lea and Flood (2014), OOPSLA, 453–472.</remarks>
    private static ulong[] Gear()
    {
        var gear = new ulong[256];
        var state = 0x61697277_6F727468UL;
        for (var i = 0; i < gear.Length; i++)
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            gear[i] = z ^ (z >> 31);
        }

        return gear;
    }
}
