using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using Airworthy.Core.Checklist;
using Airworthy.Core.Records;

namespace Airworthy.Core.Statements;

/// <summary>
/// What was seen of the addresses that statements name. Looking at one leaves a record: <c>Met</c> when something answered there, <c>Unmet</c> when the
/// answer was 404 or 410, <c>Unknown</c> when nothing could be told. That something answers proves nothing about what it says.
/// </summary>
public static partial class LinkLooks
{
    /// <summary>Days for which a look at an address counts; before, nobody asks there again.</summary>
    public const int EveryDays = 7;

    /// <summary>Days after which an address that could not be reached is tried again.</summary>
    public const int AgainDays = 1;

    /// <summary>Days that an address may be gone before the statement that names it no longer counts.</summary>
    public const int GraceDays = 30;

    /// <summary>Characters of an address; a longer one is passed over.</summary>
    private const int MaxLength = 2_000;

    /// <summary>The measured number of a record: the HTTP status, 100 to 599.</summary>
    public const string StatusName = "http_status";

    /// <summary>The addresses that a statement names, in its links and in its words, each once.</summary>
    public static IReadOnlyList<string> AddressesOf(Statement statement) =>
    [
        .. (statement.Links ?? []).Select(l => l.Url?.Trim()).OfType<string>()
            .Where(u => u.StartsWith("http", StringComparison.OrdinalIgnoreCase) && u.Length <= MaxLength && Uri.IsWellFormedUriString(u, UriKind.Absolute))
            .Concat(Address().Matches(statement.Says).Select(m => m.Value.TrimEnd('.', ',', ';', ':', '!', '?')))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Under which name looks at an address are recorded.</summary>
    public static string CheckOf(string address) => $"links/{Digest(address)[..16]}";

    /// <summary>Digests of what such a record is about.</summary>
    public static IReadOnlyDictionary<string, string> SubjectOf(string address) => new Dictionary<string, string> { ["address"] = "sha256:" + Digest(address) };

    /// <summary>Whether it is time to look at an address again.</summary>
    public static bool IsDue(string address, IEnumerable<CheckRecord> records, DateTimeOffset now)
    {
        var looks = Of(address, records, now);
        return !looks.Any(r => now - r.At < TimeSpan.FromDays(r.Answer == Answer.Unknown ? AgainDays : EveryDays));
    }

    /// <summary>Since when an address is gone: the first 404 or 410 after which nothing ever answered there; null when it is not known to be gone.</summary>
    public static DateTimeOffset? GoneSince(string address, IEnumerable<CheckRecord> records, DateTimeOffset now)
    {
        DateTimeOffset? since = null;
        foreach (var look in Of(address, records, now))
        {
            since = look.Answer switch { Answer.Unmet => since ?? look.At, Answer.Met => null, _ => since };
        }

        return since;
    }

    /// <summary>Whether what a statement rests on has been gone for too long to count.</summary>
    public static bool IsTooLong(DateTimeOffset since, DateTimeOffset now) => now - since > TimeSpan.FromDays(GraceDays);

    private static IReadOnlyList<CheckRecord> Of(string address, IEnumerable<CheckRecord> records, DateTimeOffset now)
    {
        var check = CheckOf(address);
        return [.. records.Where(r => r.Check == check && r.At <= now && r.By.Kind != WriterKind.Drill).OrderBy(r => r.At)];
    }

    private static string Digest(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)));

    [GeneratedRegex("""https?://[^\s\p{C}<>"'`)\]}]{1,1990}""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
