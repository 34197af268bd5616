namespace Airworthy.Serving.Models;

/// <summary>Reads the numbers that clients write, nearly all of which are short, several times as fast as numbers of any length are read; others are left to who reads those.</summary>
/// <remarks>
/// Of up to 15 digits and as many behind the point, digits and power of ten are both exact as doubles, so that one division gives the nearest double.
/// <para>Source: Clinger (1990), How to read floating point numbers accurately, PLDI '90, 92–101: the fast path.</para>
/// </remarks>
internal static class ShortDecimal
{
    private const int MostDigits = 15;

    /// <summary>Bits of a double that a float has no room for, and the pattern of them that lies in the middle between two floats.</summary>
    private const ulong Behind = (1UL << 29) - 1, Middle = 1UL << 28;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <param name="json">A number as JSON has it, already known to be one.</param>
    /// <param name="value">The nearest double.</param>
    /// <returns>False: it is too long, or has an exponent.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out double value)
    {
        value = 0;
        var isNegative = json.Length > 0 && json[0] == '-';
        var (digits, count, point) = (0L, 0, -1);
        foreach (var sign in isNegative ? json[1..] : json)
        {
            if (sign == '.' && point < 0)
            {
                point = count;
            }
            else if (sign - (uint)'0' <= 9 && count < MostDigits)
            {
                digits = (digits * 10) + (sign - '0');
                count++;
            }
            else
            {
                return false;
            }
        }

        value = point < 0 ? digits : digits / s_powers[count - point];
        value = isNegative ? -value : value;
        return count > 0;
    }

    /// <param name="json">A number as JSON has it, already known to be one.</param>
    /// <param name="value">The nearest float.</param>
    /// <returns>False: it is too long, has an exponent, or is so near the middle between two floats that the double does not tell which is nearer.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out float value)
    {
        var isRead = TryRead(json, out double wide);
        value = (float)wide;
        return isRead && (BitConverter.DoubleToUInt64Bits(wide) & Behind) != Middle;
    }
}
