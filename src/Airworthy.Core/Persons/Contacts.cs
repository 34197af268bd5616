using System.Text.RegularExpressions;

namespace Airworthy.Core.Persons;

/// <summary>Ways to reach somebody: e-mail and phone.</summary>
internal static partial class Contacts
{
    public static IEnumerable<Recogniser> All =>
    [
        Recogniser.OfForm("e-mail address", "mail", Certainty.Plain, IsMail, "RFC 5321, sections 4.1.2 and 4.5.3.1"),
        Recogniser.OfForm("international phone number", "phone", Certainty.Alike, IsInternational, "ITU-T E.164 (2010), section 6.2.1; E.123 (2001) for the spaces"),
        Recogniser.OfForm("phone number", "phone", Certainty.Alike, IsNational, "ITU-T E.123 (2001); North American Numbering Plan, NPA-NXX-XXXX with N from 2 to 9"),
    ];

    private static bool IsMail(Candidate c)
    {
        var at = c.Raw.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && c.Raw.Length <= 254 && Mail().IsMatch(c.Raw);
    }

    /// <summary>A plus, or 00 and groups, then the country's code and at most 15 digits in all.</summary>
    private static bool IsInternational(Candidate c)
    {
        if (c.Raw.Length is < 9 or > 24 || !(c.Raw[0] == '+' || (c.Raw[0] == '0' && c.Raw[1] == '0' && c.Raw.Length > c.Compact.Length)) || !Phone().IsMatch(c.Raw))
        {
            return false;
        }

        var digits = c.Raw.Where(char.IsAsciiDigit).SkipWhile(d => d == '0').Count();
        return digits is >= 8 and <= 15;
    }

    /// <summary>A trunk zero and a grouped number, or an American one; without a break it is a number like any other.</summary>
    private static bool IsNational(Candidate c)
    {
        var raw = c.Raw;
        if (raw.Length is < 10 or > 20 || raw[0] is not ('0' or '(' or (>= '1' and <= '9')))
        {
            return false;
        }

        return American().IsMatch(raw) || (raw[0] is '0' or '(' && raw[1] is >= '0' and <= '9' && Trunk().IsMatch(raw) && raw.Count(char.IsAsciiDigit) is >= 9 and <= 12);
    }

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(@"^(?:\+|00)[1-9][0-9]{0,2}[ .\-]?(?:\(0?[0-9]{1,4}\)[ .\-]?)?[0-9][0-9 .\-/]{4,18}[0-9]$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^(?:1[ .\-])?(?:\([2-9][0-9]{2}\)[ ]?|[2-9][0-9]{2}[ .\-])[2-9][0-9]{2}[ .\-][0-9]{4}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex American();

    [GeneratedRegex(@"^\(?0[1-9][0-9]{0,4}\)?(?:[ .\-/]{1,3}[0-9]{2,8}){1,4}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trunk();
}
