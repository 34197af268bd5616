namespace Airworthy.Core.Persons;

/// <summary>Numbers of accounts and cards.</summary>
internal static class Payments
{
    /// <summary>Length of an IBAN by country, letters of the country included.</summary>
    private static readonly Dictionary<string, int> s_lengths = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
        .Split(' ').ToDictionary(x => x[..2], x => int.Parse(x[2..], System.Globalization.CultureInfo.InvariantCulture));

    public static IEnumerable<Recogniser> All =>
    [
        new("IBAN", "account", Certainty.Proven, 1 / 97.0, HasIbanForm, c => CheckDigits.Remainder(c.Compact[4..] + c.Compact[..4], 97) == 1,
            "ISO 13616-1:2020 and the SWIFT IBAN Registry; MOD 97-10 of ISO/IEC 7064"),
        new("payment card number", "card", Certainty.Proven, 1 / 10.0, HasCardForm, c => CheckDigits.Luhn(c.Compact),
            "ISO/IEC 7812-1:2017; issuer prefixes as the card schemes publish them"),
    ];

    private static bool HasIbanForm(Candidate c) => !c.IsDigits && c.Compact.Length is >= 15 and <= 32
        && s_lengths.TryGetValue(c.Compact[..2], out var length) && c.Compact.Length == length
        && char.IsAsciiDigit(c.Compact[2]) && char.IsAsciiDigit(c.Compact[3]) && c.Compact.All(char.IsAsciiLetterOrDigit);

    /// <summary>Known prefixes at their lengths: Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay.</summary>
    private static bool HasCardForm(Candidate c)
    {
        if (!c.IsDigits || c.Compact.Length is < 13 or > 19)
        {
            return false;
        }

        var four = int.Parse(c.Compact.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        return (c.Compact.Length, four) switch
        {
            (13 or 16 or 19, >= 4000 and <= 4999) => true,
            (16, (>= 5100 and <= 5599) or (>= 2221 and <= 2720)) => true,
            (15, (>= 3400 and <= 3499) or (>= 3700 and <= 3799)) => true,
            (14, (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999)) => true,
            (16, 6011 or (>= 6440 and <= 6599)) => true,
            (16, >= 3528 and <= 3589) => true,
            ( >= 16, >= 6200 and <= 6299) => true,
            _ => false,
        };
    }
}
