using System.Text.RegularExpressions;

namespace Airworthy.Core.Persons;

/// <summary>Numbers that a state gives to each person, with the check digits that it published.</summary>
internal static partial class NationalNumbers
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    /// <summary>What each character at an odd place of a codice fiscale counts: 0 to 9 as A to J, then K to Z.</summary>
    private static readonly int[] s_odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public static IEnumerable<Recogniser> All =>
    [
        new("German tax number (IdNr)", "national", Certainty.Proven, 1 / 10.0, HasGermanForm, c => CheckDigits.Mod11And10(c.Compact),
            "Abgabenordnung § 139b; Steueridentifikationsnummerverordnung (check digit MOD 11,10 of ISO/IEC 7064)"),
        new("French social security number (NIR)", "national", Certainty.Proven, 1 / 97.0, c => c.Compact.Length == 15 && French().IsMatch(c.Compact), PassesFrench,
            "INSEE, Répertoire national d'identification des personnes physiques: key 97 − (number mod 97)"),
        new("Italian tax code (codice fiscale)", "national", Certainty.Proven, 1 / 26.0, c => c.Compact.Length == 16 && Italian().IsMatch(c.Compact), PassesItalian,
            "Decreto del Ministro delle Finanze 23 dicembre 1976, n. 13813"),
        new("Spanish identity number (DNI, NIE)", "national", Certainty.Proven, 1 / 23.0, c => c.Compact.Length == 9 && Spanish().IsMatch(c.Compact), PassesSpanish,
            "Real Decreto 1553/2005, article 11; Orden INT/2058/2008 for the NIE (letter by number mod 23)"),
        new("Dutch citizen number (BSN)", "national", Certainty.Proven, 1 / 11.0, c => c.Has(9) && c.Compact != "000000000", c => CheckDigits.Weighted(c.Compact, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0,
            "Wet algemene bepalingen burgerservicenummer; Logisch Ontwerp BSN, the eleven-test"),
        new("British NHS number", "national", Certainty.Proven, 1 / 11.0, c => c.Has(10) && c.Compact[0] != '0', c => (11 - (CheckDigits.Weighted(c.Compact, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 11 == c.Compact[9] - '0',
            "NHS Data Model and Dictionary, attribute NHS NUMBER (modulus 11)"),
        new("Polish PESEL", "national", Certainty.Proven, 1 / 10.0, HasPolishForm, c => CheckDigits.Weighted(c.Compact, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0,
            "Ustawa z dnia 24 września 2010 r. o ewidencji ludności, art. 15–19"),
        new("Belgian national number", "national", Certainty.Proven, 2 / 97.0, c => c.Has(11) && Days.Is(c.Compact[..6], "yymmdd"), PassesBelgian,
            "Arrêté royal du 3 avril 1984, article 1: 97 − (number mod 97), from 2000 on with a 2 in front"),
        new("Brazilian CPF", "national", Certainty.Proven, 1 / 100.0, c => c.Has(11) && c.Compact.Distinct().Count() > 1, PassesBrazilian,
            "Instrução Normativa RFB nº 2.172/2024; two check digits modulo 11"),
        new("Indian Aadhaar number", "national", Certainty.Proven, 1 / 10.0, c => c.Has(12) && c.Compact[0] >= '2', c => CheckDigits.Verhoeff(c.Compact),
            "UIDAI, A UID Numbering Scheme (2010); Verhoeff (1969)"),
        new("Swiss AHV number", "national", Certainty.Proven, 1 / 10.0, c => c.Has(13) && c.Compact.StartsWith("756", StringComparison.Ordinal), c => CheckDigits.Weighted(c.Compact, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0,
            "AHVV (SR 831.101), article 133; check digit as in GS1 GTIN-13"),
        new("Chinese resident number", "national", Certainty.Proven, 1 / 10.0, c => c.Compact.Length == 18 && Chinese().IsMatch(c.Compact) && Days.Is(c.Compact.Substring(6, 8), "yyyymmdd"), PassesChinese,
            "GB 11643-1999; MOD 11-2 of ISO/IEC 7064"),
        Recogniser.OfForm("US social security number", "national", Certainty.Alike, IsAmerican, "20 CFR 422.103; SSA: no area 000, 666 or 900–999, no group 00, no serial 0000"),
    ];

    /// <summary>Eleven digits, the first not 0; of the first ten one digit comes twice or three times, all others at most once.</summary>
    private static bool HasGermanForm(Candidate c)
    {
        if (!c.Has(11) || c.Compact[0] == '0')
        {
            return false;
        }

        Span<int> counts = stackalloc int[10];
        foreach (var digit in c.Compact.AsSpan(0, 10))
        {
            counts[digit - '0']++;
        }

        var (repeated, most) = (0, 0);
        foreach (var count in counts)
        {
            repeated += count > 1 ? 1 : 0;
            most = Math.Max(most, count);
        }

        return repeated == 1 && most is 2 or 3;
    }

    private static bool PassesFrench(Candidate c)
    {
        // The two departments of Corsica are written 2A and 2B and count as 19 and 18.
        var number = c.Compact[..13].Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        return 97 - CheckDigits.Remainder(number, 97) == CheckDigits.Remainder(c.Compact.AsSpan(13), 100);
    }

    private static bool PassesItalian(Candidate c)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(c.Compact[i]) ? c.Compact[i] - '0' : c.Compact[i] - 'A';
            sum += i % 2 == 0 ? s_odd[value] : value;
        }

        return sum % 26 == c.Compact[15] - 'A';
    }

    private static bool PassesSpanish(Candidate c)
    {
        var number = c.Compact[0] is 'X' or 'Y' or 'Z' ? (char)('0' + (c.Compact[0] - 'X')) + c.Compact[1..8] : c.Compact[..8];
        return DniLetters[CheckDigits.Remainder(number, 23)] == c.Compact[8];
    }

    private static bool HasPolishForm(Candidate c)
    {
        if (!c.Has(11))
        {
            return false;
        }

        // The century is in the month: 01–12 for 1900, 21–32 for 2000, 81–92 for 1800.
        var month = ((c.Compact[2] - '0') * 10) + c.Compact[3] - '0';
        var day = ((c.Compact[4] - '0') * 10) + c.Compact[5] - '0';
        return month % 20 is >= 1 and <= 12 && day is >= 1 and <= 31;
    }

    private static bool PassesBelgian(Candidate c)
    {
        var check = CheckDigits.Remainder(c.Compact.AsSpan(9), 100);
        return 97 - CheckDigits.Remainder(c.Compact.AsSpan(0, 9), 97) == check || 97 - CheckDigits.Remainder("2" + c.Compact[..9], 97) == check;
    }

    private static bool PassesBrazilian(Candidate c)
    {
        static int Digit(int sum) => sum * 10 % 11 % 10;
        return Digit(CheckDigits.Weighted(c.Compact, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == c.Compact[9] - '0'
            && Digit(CheckDigits.Weighted(c.Compact, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == c.Compact[10] - '0';
    }

    private static bool PassesChinese(Candidate c)
    {
        var sum = CheckDigits.Weighted(c.Compact, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
        return "10X98765432"[sum % 11] == c.Compact[17];
    }

    /// <summary>Written with its hyphens; without them any nine digits would do.</summary>
    private static bool IsAmerican(Candidate c) => c.Raw.Length == 11 && American().IsMatch(c.Raw)
        && c.Raw[..3] is not ("000" or "666") && c.Raw[0] != '9' && c.Raw.Substring(4, 2) != "00" && c.Raw[7..] != "0000";

    [GeneratedRegex("^[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}(?:0[1-9]|[1-8][0-9]|9[0-7])$", RegexOptions.CultureInvariant)]
    private static partial Regex French();

    [GeneratedRegex("^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$", RegexOptions.CultureInvariant)]
    private static partial Regex Italian();

    [GeneratedRegex("^[0-9XYZ][0-9]{7}[TRWAGMYFPDXBNJZSQVHLCKE]$", RegexOptions.CultureInvariant)]
    private static partial Regex Spanish();

    [GeneratedRegex("^[1-9][0-9]{16}[0-9X]$", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();

    [GeneratedRegex("^[0-9]{3}-[0-9]{2}-[0-9]{4}$", RegexOptions.CultureInvariant)]
    private static partial Regex American();
}
