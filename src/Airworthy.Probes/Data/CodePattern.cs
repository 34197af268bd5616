using System.Text;

namespace Airworthy.Probes.Data;

/// <summary>Guesses from a few texts the regular expression that they all match: well-known ones first, then runs of letters, digits and signs.</summary>
internal static class CodePattern
{
    private const int MostRuns = 8;

    private const int MostLength = 40;

    private static readonly (string Is, string Pattern)[] s_known =
    [
        ("an e-mail address", @"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
        ("a web address", @"^https?://\S+$"),
        ("a UUID", "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"),
        ("an IPv4 address", @"^([0-9]{1,3}\.){3}[0-9]{1,3}$"),
        ("a date such as 2026-01-31", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        ("a date such as 31.01.2026", @"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"),
        ("a date such as 31/01/2026", "^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    ];

    private enum Run { Upper, Lower, Digit, Sign }

    private readonly record struct Piece(Run Run, int Least, int Most, char? Only);

    /// <summary>What the pattern stands for and the pattern, likeliest first. Whether all rows match is for the caller to ask.</summary>
    public static IEnumerable<(string Is, string Pattern)> Guess(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            yield break;
        }

        foreach (var (name, pattern) in s_known)
        {
            if (texts.All(t => System.Text.RegularExpressions.Regex.IsMatch(t, pattern, System.Text.RegularExpressions.RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))))
            {
                yield return (name, pattern);
                yield break;
            }
        }

        List<Piece>? pieces = null;
        foreach (var text in texts)
        {
            var own = Runs(text);
            if (text.Length > MostLength || own.Count > MostRuns || (pieces is not null && !pieces.Select(p => p.Run).SequenceEqual(own.Select(p => p.Run))))
            {
                yield break;
            }

            pieces = pieces is null ? own : [.. pieces.Zip(own, (a, b) => new Piece(a.Run, Math.Min(a.Least, b.Least), Math.Max(a.Most, b.Most), a.Only == b.Only ? a.Only : null))];
        }

        // Signs must be the same everywhere, or they are part of language.
        if (pieces is { Count: > 0 } && pieces.TrueForAll(p => p.Run != Run.Sign || p.Only is not null))
        {
            yield return (pieces is [{ Run: Run.Digit }] ? "made of digits" : "a code", $"^{string.Concat(pieces.Select(Written))}$");
        }
    }

    private static List<Piece> Runs(string text)
    {
        var runs = new List<Piece>();
        foreach (var c in text)
        {
            var run = c is >= 'A' and <= 'Z' ? Run.Upper : c is >= 'a' and <= 'z' ? Run.Lower : c is >= '0' and <= '9' ? Run.Digit : Run.Sign;
            if (runs.Count > 0 && runs[^1].Run == run)
            {
                runs[^1] = runs[^1] with { Least = runs[^1].Least + 1, Most = runs[^1].Most + 1, Only = null };
            }
            else
            {
                runs.Add(new Piece(run, 1, 1, c));
            }
        }

        return runs;
    }

    private static string Written(Piece piece)
    {
        var text = new StringBuilder();
        if (piece.Only is { } only && piece.Run != Run.Digit)
        {
            return text.Append(char.IsAsciiLetterOrDigit(only) || only is ' ' or '_' ? "" : only < 128 ? "\\" : "").Append(only).ToString();
        }

        text.Append(piece.Run switch { Run.Upper => "[A-Z]", Run.Lower => "[a-z]", _ => "[0-9]" });
        return text.Append(piece is { Least: 1, Most: 1 } ? "" : piece.Least == piece.Most ? $"{{{piece.Most}}}" : $"{{{piece.Least},{piece.Most}}}").ToString();
    }
}
