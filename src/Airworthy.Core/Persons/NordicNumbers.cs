using System.Text.RegularExpressions;

namespace Airworthy.Core.Persons;

/// <summary>The personal numbers of the Nordic states, which begin with the day of birth.</summary>
internal static partial class NordicNumbers
{
    private const string FinnishCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    public static IEnumerable<Recogniser> All =>
    [
        new("Swedish personal number", "national", Certainty.Proven, 1 / 10.0, HasSwedishForm, c => CheckDigits.Luhn(c.Compact.AsSpan(c.Compact.Length - 10)),
            "Folkbokföringslagen (1991:481), 18 §; Skatteverket SKV 704"),
        new("Norwegian birth number", "national", Certainty.Proven, 1 / 100.0, HasNorwegianForm, PassesNorwegian,
            "Folkeregisterforskriften, kapittel 2; two check digits modulo 11"),
        new("Danish CPR number", "national", Certainty.Proven, 1 / 11.0, c => c.Has(10) && Days.Is(c.Compact[..6], "ddmmyy"), c => CheckDigits.Weighted(c.Compact, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0,
            "CPR-kontoret, Personnummeret i CPR (modulo 11; since 2007 some numbers are given without)"),
        new("Finnish personal code", "national", Certainty.Proven, 1 / 31.0, HasFinnishForm, PassesFinnish,
            "Valtioneuvoston asetus väestötietojärjestelmästä 128/2010, 2 §; Digital and Population Data Services Agency"),
    ];

    /// <summary>Ten digits, or twelve with the century; a co-ordination number has 60 added to the day.</summary>
    private static bool HasSwedishForm(Candidate c)
    {
        if (!c.IsDigits || c.Compact.Length is not (10 or 12) || (c.Compact.Length == 12 && c.Compact[..2] is not ("18" or "19" or "20")))
        {
            return false;
        }

        var day = c.Compact.AsSpan(c.Compact.Length - 10, 6).ToArray();
        day[4] = day[4] >= '6' ? (char)(day[4] - 6) : day[4];
        return Days.Is(new string(day), "yymmdd");
    }

    /// <summary>A number of somebody who is not settled has 40 added to the day.</summary>
    private static bool HasNorwegianForm(Candidate c)
    {
        if (!c.Has(11))
        {
            return false;
        }

        var day = c.Compact[..6].ToCharArray();
        day[0] = day[0] >= '4' ? (char)(day[0] - 4) : day[0];
        return Days.Is(new string(day), "ddmmyy");
    }

    private static bool PassesNorwegian(Candidate c) =>
        CheckDigits.Weighted(c.Compact, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0 && CheckDigits.Weighted(c.Compact, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;

    private static bool HasFinnishForm(Candidate c) => c.Raw.Length == 11 && Finnish().IsMatch(c.Raw) && Days.Is(c.Raw[..6], "ddmmyy");

    private static bool PassesFinnish(Candidate c) =>
        FinnishCharacters[CheckDigits.Remainder(string.Concat(c.Raw.AsSpan(0, 6), c.Raw.AsSpan(7, 3)), 31)] == c.Raw[10];

    [GeneratedRegex("^[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]$", RegexOptions.CultureInvariant)]
    private static partial Regex Finnish();
}
