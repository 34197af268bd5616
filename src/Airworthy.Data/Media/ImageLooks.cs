using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Airworthy.Data.Media;

/// <summary>
/// A picture in 272 hexadecimal digits that stay nearly the same when it is scaled, recompressed or a little brightened: 64 signs of its slowest
/// waves to find candidates, and a thumbnail of 16 × 16 shades to compare them by.
/// </summary>
/// <remarks>
/// The signs are those of the 8 × 8 lowest coefficients of a discrete cosine transform of 32 × 32 means of luma, against their median; Zauner (2010),
/// Implementation and benchmarking of perceptual image hash functions. Two pictures are near when at most <see cref="MostSigns"/> signs differ and
/// their thumbnails correlate by <see cref="Alike"/> or more. A picture that was turned, mirrored or cropped is another one.
/// </remarks>
public readonly record struct ImageLooks
{
    /// <summary>Cells along a side of the grid that pictures are brought to.</summary>
    public const int Cells = 32;

    /// <summary>Signs that may differ between near pictures, of 64.</summary>
    public const int MostSigns = 10;

    /// <summary>Correlation of the thumbnails of near pictures.</summary>
    public const double Alike = 0.95;

    /// <summary>Shades along a side of the thumbnail.</summary>
    private const int Thumb = 16;

    /// <summary>Waves along a side that give signs.</summary>
    private const int Waves = 8;

    /// <summary>Standard deviation of luma over the cells, of 255, below which a picture is one colour and looks like all others that are.</summary>
    private const double Flat = 2.5;

    private static readonly double[] s_cosines = [.. from u in Enumerable.Range(0, Waves) from x in Enumerable.Range(0, Cells) select Math.Cos(((2 * x) + 1) * u * Math.PI / (2 * Cells))];

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly ulong _signs;
    private readonly float[] _shades;

    private ImageLooks(ulong signs, float[] shades) => (_signs, _shades) = (signs, shades);

    /// <summary>The digits of a picture.</summary>
    /// <param name="luma">Cells × Cells means, row by row.</param>
    /// <returns>Null for one that is as good as one colour.</returns>
    internal static string? Of(double[] luma)
    {
        var mean = luma.Average();
        if (Math.Sqrt(luma.Average(l => (l - mean) * (l - mean))) < Flat)
        {
            return null;
        }

        var waves = WavesOf(luma);
        var median = waves.Skip(1).Order().ElementAt(waves.Length / 2);
        var signs = waves.Select((w, i) => w > median ? 1UL << i : 0).Aggregate((a, b) => a | b);
        var shades = new double[Thumb * Thumb];
        for (var i = 0; i < luma.Length; i++)
        {
            shades[(i / Cells / 2 * Thumb) + (i % Cells / 2)] += luma[i] / 4;
        }

        var sd = Math.Sqrt(shades.Average(s => (s - mean) * (s - mean)));
        return signs.ToString("x16", CultureInfo.InvariantCulture) + string.Concat(shades.Select(s => Digit(sd == 0 ? 0 : (s - mean) / sd)));

        // Two and a half standard deviations to either side in 16 steps.
        static char Digit(double z) => "0123456789abcdef"[(int)Math.Clamp(Math.Round((z + 2.5) * 3), 0, 15)];
    }

    /// <summary>Reads digits that were made before.</summary>
    public static ImageLooks? Read(string digits)
    {
        if (digits.Length != 16 + (Thumb * Thumb) || !ulong.TryParse(digits.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var signs) || digits.AsSpan(16).ContainsAnyExcept(s_digits))
        {
            return null;
        }

        var shades = digits.Skip(16).Select(c => (float)(c <= '9' ? c - '0' : c - 'a' + 10)).ToArray();
        var mean = shades.Average();
        var norm = MathF.Sqrt(shades.Sum(s => (s - mean) * (s - mean)));
        return norm == 0 ? null : new ImageLooks(signs, [.. shades.Select(s => (s - mean) / norm)]);
    }

    /// <summary>Whether one could have been made from the other.</summary>
    public bool IsNear(ImageLooks other) =>
        BitOperations.PopCount(_signs ^ other._signs) <= MostSigns && Correlation(_shades, other._shades) >= Alike;

    private static float Correlation(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double[] WavesOf(double[] luma)
    {
        var rows = new double[Cells * Waves];
        for (var y = 0; y < Cells; y++)
        {
            for (var u = 0; u < Waves; u++)
            {
                for (var x = 0; x < Cells; x++)
                {
                    rows[(y * Waves) + u] += luma[(y * Cells) + x] * s_cosines[(u * Cells) + x];
                }
            }
        }

        var waves = new double[Waves * Waves];
        for (var v = 0; v < Waves; v++)
        {
            for (var u = 0; u < Waves; u++)
            {
                for (var y = 0; y < Cells; y++)
                {
                    waves[(v * Waves) + u] += rows[(y * Waves) + u] * s_cosines[(v * Cells) + y];
                }
            }
        }

        return waves;
    }
}
