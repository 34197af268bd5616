namespace Airworthy.Core.Persons;

/// <summary>Check digits of published numbering schemes, over texts of the digits 0 to 9.</summary>
public static class CheckDigits
{
    /// <summary>d(j, k) of the dihedral group of ten elements.</summary>
    private static readonly int[,] s_dihedral = Dihedral();

    /// <summary>The permutation of Verhoeff's code, applied once per place.</summary>
    private static readonly int[] s_permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    /// <summary>Whether the last digit is right by the formula of Luhn.</summary>
    /// <remarks>Every second digit from the right, the check digit not counted, is doubled and its digits are added; the sum is a multiple of 10.
    /// <para>Source: ISO/IEC 7812-1:2017, annex B (Luhn, US patent 2,950,048, 1960).</para></remarks>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : (2 * digit) - 9;
        }

        return digits.Length > 1 && sum % 10 == 0;
    }

    /// <summary>Whether the last digit is right by the code of Verhoeff, which catches every swap of neighbours.</summary>
    /// <remarks>Source: Verhoeff (1969), Error Detecting Decimal Codes, Mathematical Centre Tract 29, Amsterdam.</remarks>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            for (var times = i % 8; times > 0; times--)
            {
                digit = s_permutation[digit];
            }

            check = s_dihedral[check, digit];
        }

        return digits.Length > 1 && check == 0;
    }

    /// <summary>Whether the last digit is right by ISO/IEC 7064, MOD 11,10.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>The remainder of a long number; letters count as two digits from A = 10 to Z = 35, as in ISO/IEC 7064.</summary>
    public static int Remainder(ReadOnlySpan<char> number, int modulus)
    {
        var rest = 0;
        foreach (var character in number)
        {
            rest = char.IsAsciiDigit(character)
                ? ((rest * 10) + (character - '0')) % modulus
                : ((rest * 100) + (char.ToUpperInvariant(character) - 'A' + 10)) % modulus;
        }

        return rest;
    }

    /// <summary>The sum of digits times weights; as many digits count as there are weights.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum;
    }

    private static int[,] Dihedral()
    {
        var table = new int[10, 10];
        for (var j = 0; j < 10; j++)
        {
            for (var k = 0; k < 10; k++)
            {
                table[j, k] = j < 5
                    ? (k < 5 ? (j + k) % 5 : 5 + ((j + k) % 5))
                    : (k < 5 ? 5 + ((j - k + 5) % 5) : (j - k + 5) % 5);
            }
        }

        return table;
    }
}
