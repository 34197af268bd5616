using System.Globalization;
using System.IO.Enumeration;
using System.Text;

namespace Airworthy.Probes.Repository.Signatures;

/// <summary>One line of <c>allowed_signers</c>: whose key it is, for what and when it may sign.</summary>
/// <param name="Principals">Patterns with <c>*</c>, <c>?</c> and a leading <c>!</c>.</param>
/// <param name="Namespaces">Patterns; null allows all.</param>
public sealed record AllowedSigner(IReadOnlyList<string> Principals, byte[] Key, IReadOnlyList<string>? Namespaces, DateTimeOffset? ValidAfter, DateTimeOffset? ValidBefore)
{
    /// <summary>Whether the line names somebody.</summary>
    public bool Is(IEnumerable<string> names) => names.Any(n => Matches(Principals, n));

    /// <summary>Whether the line allows a purpose.</summary>
    public bool Allows(string purpose) => Namespaces is null || Matches(Namespaces, purpose);

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(p => p[0] != '!' && FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false))
        && !patterns.Any(p => p[0] == '!' && FileSystemName.MatchesSimpleExpression(p.AsSpan(1), name, ignoreCase: false));
}

/// <summary>The keys that may sign: <c>.airworthy/allowed_signers</c>, in the format of OpenSSH. A line that is not understood allows nothing.</summary>
/// <remarks>Source: ssh-keygen(1), ALLOWED SIGNERS. Times without a zone are read as UTC, so that they mean the same on every machine.</remarks>
public static class AllowedSigners
{
    public const string Path = ".airworthy/allowed_signers";

    private static readonly string[] s_times = ["yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    public static IReadOnlyList<AllowedSigner> Parse(string text) =>
        [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(Line).OfType<AllowedSigner>()];

    private static AllowedSigner? Line(string line)
    {
        if (Words(line) is not { Count: >= 3 } words)
        {
            return null;
        }

        var hasOptions = !IsKind(words[1]);
        if (hasOptions && (words.Count < 4 || !IsKind(words[2])))
        {
            return null;
        }

        var (kind, blob) = hasOptions ? (words[2], words[3]) : (words[1], words[2]);
        var principals = Unquoted(words[0]).Split(',', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<string>? namespaces = null;
        DateTimeOffset? after = null, before = null;
        foreach (var option in hasOptions ? Options(words[1]) : [])
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (option, "") : (option[..equals], Unquoted(option[(equals + 1)..]));
            switch (name.ToLowerInvariant())
            {
                case "namespaces" when value.Length > 0:
                    namespaces = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
                    break;
                case "valid-after" when Time(value) is { } time:
                    after = time;
                    break;
                case "valid-before" when Time(value) is { } time:
                    before = time;
                    break;
                default:
                    return null;
            }
        }

        var key = new byte[blob.Length];
        if (principals.Length == 0 || !Convert.TryFromBase64String(blob, key, out var length))
        {
            return null;
        }

        key = key[..length];
        try
        {
            return new SshWire(key).Text() == kind ? new AllowedSigner(principals, key, namespaces, after, before) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsKind(string word) => word.StartsWith("ssh-", StringComparison.Ordinal) || word.StartsWith("ecdsa-", StringComparison.Ordinal) || word.StartsWith("sk-", StringComparison.Ordinal);

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text.TrimEnd('Z'), s_times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Words between blanks; blanks inside double quotes belong to the word.</summary>
    private static List<string> Words(string line) => Split(line, c => c is ' ' or '\t');

    private static List<string> Options(string word) => Split(word, c => c == ',');

    private static List<string> Split(string text, Func<char, bool> isBreak)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in text)
        {
            quoted ^= c == '"';
            if (!quoted && isBreak(c))
            {
                if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }

                continue;
            }

            word.Append(c);
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return quoted ? [] : words;
    }

    private static string Unquoted(string text) => text is ['"', .. var inside, '"'] ? inside : text;
}
