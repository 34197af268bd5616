using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Airworthy.Core.Persons;

/// <summary>What only looks personal: names, addresses of houses and machines.</summary>
internal static partial class Likenesses
{
    private static readonly FrozenSet<string> s_given = Given();

    public static IEnumerable<Recogniser> All =>
    [
        Recogniser.OfForm("IP address", "ip", Certainty.Alike, IsInternet, "RFC 791; RFC 4291, section 2.2"),
        Recogniser.OfForm("postal address", "address", Certainty.Alike, IsPostal, "Universal Postal Union, S42: a thoroughfare's type beside a house number"),
        Recogniser.OfForm("person's name", "name", Certainty.Alike, IsNamed, "a lexicon of given names"),
    ];

    private static bool IsInternet(Candidate c)
    {
        if (c.Raw.Length is < 3 or > 45)
        {
            return false;
        }

        return c.Raw.Count(x => x == '.') == 3 && char.IsAsciiDigit(c.Raw[0])
            ? Quad().IsMatch(c.Raw) && c.Raw.Split('.').All(part => part.Length == 1 || (part[0] != '0' && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) <= 255))
            : c.Raw.Count(x => x == ':') >= 3 && c.Raw.All(x => char.IsAsciiHexDigit(x) || x is ':' or '.') && IPAddress.TryParse(c.Raw, out var address) && address.GetAddressBytes().Length == 16;
    }

    private static bool IsPostal(Candidate c) => !c.IsDigits && c.Raw.Length is >= 6 and <= 120 && c.Raw.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && (StreetBehind().IsMatch(c.Raw) || StreetBefore().IsMatch(c.Raw));

    /// <summary>At most five words of letters, one of them a frequent given name, each beginning with a capital or all of them written small or large.</summary>
    private static bool IsNamed(Candidate c)
    {
        if (c.Raw.Length is < 2 or > 60 || c.Raw.AsSpan().IndexOfAnyInRange('0', '9') >= 0)
        {
            return false;
        }

        var words = c.Raw.Split((char[])[' ', ',', '.', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 1 and <= 8 && words.Any(w => s_given.Contains(w.ToUpperInvariant()));
    }

    private static FrozenSet<string> Given()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("GivenNames.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(l => !l.StartsWith('#')).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(n => n.ToUpperInvariant()).ToFrozenSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Quad();

    [GeneratedRegex(@"(?:^|[ ,])[0-9]{1,5}[A-Za-z]?,? (?:[\p{L}0-9.'-]+ ){0,4}(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|dr\.?|boulevard|blvd\.?|court|ct\.?|way|place|highway|hwy\.?|parkway|square|crescent|terrace)(?:$|[ ,.])|\b[0-9]{1,4}(?: ?bis)?,? (?:rue|avenue|chemin|impasse|allée|quai)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StreetBehind();

    [GeneratedRegex(@"(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|gatan|vägen|vej|gade|veien|katu)[ ]+[0-9]{1,4}[a-z]?\b|\b(?:via|viale|piazza|corso|calle|avenida|paseo|rua|travessa|ulica|ul\.|jalan)[ ]+[\p{L}.' -]{2,40}[ ,]+[0-9]{1,4}[a-z]?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StreetBefore();
}
