using System.Buffers;
using System.Text.RegularExpressions;

namespace Airworthy.Core.Persons;

/// <summary>How often one kind was recognised among the different values of a column.</summary>
/// <param name="Formed">Values with a piece of its form.</param>
/// <param name="Passed">Values whose first such piece has the right check digits; as many as formed where there are none.</param>
/// <param name="Rows">Rows whose value passed.</param>
/// <param name="Chance">Share that passes by chance: as stated by the kind, or more where the column's own digits bring more.</param>
/// <param name="Example">One of them, masked.</param>
public sealed record Recognised(Recogniser By, long Formed, long Passed, long Rows, double Chance, string Example);

/// <summary>Looks for personal values among the different values of a column.</summary>
public static partial class Recognition
{
    /// <summary>A value that is longer is read up to here.</summary>
    private const int Longest = 4000;

    /// <summary>Text shorter than this is one candidate; a longer one with spaces is read in pieces as well.</summary>
    private const int Whole = 16;

    private static readonly SearchValues<char> s_breaks = SearchValues.Create(" \t\n,;<(:");

    /// <param name="values">Different values, each with the rows that have it.</param>
    public static IReadOnlyList<Recognised> In(IEnumerable<(string Value, long Rows)> values)
    {
        var all = Recogniser.All;
        var formed = all.Select(_ => new List<string>()).ToArray();
        var (passed, rows, examples) = (new long[all.Count], new long[all.Count], new string?[all.Count]);
        foreach (var (value, count) in values)
        {
            var (whole, pieces) = Candidates(value);
            for (var i = 0; i < all.Count; i++)
            {
                // Only the first piece of a form counts, so that chance has one try per value.
                if (First(all[i], whole, pieces) is not { } candidate)
                {
                    continue;
                }

                formed[i].Add(candidate.Raw);
                if (all[i].Passes(candidate))
                {
                    passed[i]++;
                    rows[i] += count;
                    examples[i] = examples[i] is { } known && string.CompareOrdinal(known, candidate.Raw) <= 0 ? known : candidate.Raw;
                }
            }
        }

        return [.. all.Select((by, i) => (Passed: passed[i], Known: new Recognised(by, formed[i].Count, passed[i], rows[i], passed[i] == 0 ? by.Chance : Chance(by, formed[i]), Masked.Of(examples[i] ?? ""))))
            .Where(r => r.Passed > 0).Select(r => r.Known)];
    }

    /// <summary>
    /// How many would pass if the last two characters had nothing to do with those before: each value is tried with the end of three others. Numbers that
    /// are counted in hundreds, for instance, all end alike, and some check digits are right more often than others.
    /// </summary>
    private static double Chance(Recogniser by, List<string> formed)
    {
        if (by.Certainty != Certainty.Proven || formed.Count < 8)
        {
            return by.Chance;
        }

        formed.Sort(StringComparer.Ordinal);
        var (tries, passed) = (0, 0);
        for (var quarter = 1; quarter <= 3; quarter++)
        {
            for (var i = 0; i < formed.Count; i++)
            {
                var end = formed[(i + (formed.Count * quarter / 4)) % formed.Count];
                if (end.Length == formed[i].Length)
                {
                    tries++;
                    passed += by.Passes(Candidate.Of(string.Concat(formed[i].AsSpan(0, end.Length - 2), end.AsSpan(end.Length - 2)))) ? 1 : 0;
                }
            }
        }

        var share = tries == 0 ? 0 : (double)passed / tries;
        return share <= by.Chance ? by.Chance : Math.Min(0.99, share + (3 * Math.Sqrt(share * (1 - share) / tries)));
    }

    private static Candidate? First(Recogniser by, Candidate whole, List<Candidate> pieces)
    {
        if (by.HasForm(whole))
        {
            return whole;
        }

        // In running text a name or a street is found by its neighbours, not word by word.
        if (by.Topic is not ("name" or "address"))
        {
            foreach (var piece in pieces)
            {
                if (by.HasForm(piece))
                {
                    return piece;
                }
            }
        }

        return null;
    }

    private static (Candidate Whole, List<Candidate> Pieces) Candidates(string value)
    {
        var text = (value.Length > Longest ? value[..Longest] : value).Trim();
        var pieces = new List<Candidate>();
        if (text.Length >= Whole && text.AsSpan().ContainsAny(s_breaks))
        {
            foreach (var word in text.Split((char[])[' ', '\t', '\n', '\r', ',', ';', '<', '>', '(', ')', '"', '\'', '|', '=', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
            {
                var bare = word.Trim('.', ':', '!', '?');
                if (bare.Length >= 7)
                {
                    pieces.Add(Candidate.Of(bare));
                }
            }

            foreach (Match match in Grouped().Matches(text))
            {
                pieces.Add(Candidate.Of(match.Value.Trim()));
            }
        }

        return (Candidate.Of(text), pieces);
    }

    [GeneratedRegex(@"[+(]?[0-9][0-9 ().\-/]{7,26}[0-9]|\b[A-Z]{2}[0-9]{2}(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3})?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
