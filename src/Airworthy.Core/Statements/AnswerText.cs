using Airworthy.Core.Reading;

namespace Airworthy.Core.Statements;

/// <summary>Writes statements, waivers, not-applicable files and decisions as people would: one claim per file, keys in one order.</summary>
public static class AnswerText
{
    /// <summary>The file of a statement; comments and wording of an existing one stay where nothing changed.</summary>
    public static string Of(Statement statement, string? existing = null, Statement? old = null) =>
        KeyedText.Write(existing, old is null ? [] : Keys(old), Keys(statement));

    /// <inheritdoc cref="Of(Statement, string?, Statement?)"/>
    public static string Of(Waiver waiver, string? existing = null, Waiver? old = null) =>
        KeyedText.Write(existing, old is null ? [] : Keys(old), Keys(waiver));

    /// <inheritdoc cref="Of(Statement, string?, Statement?)"/>
    public static string Of(NotApplicable claim, string? existing = null, NotApplicable? old = null) =>
        KeyedText.Write(existing, old is null ? [] : Keys(old), Keys(claim));

    /// <summary>The file of a decision at a stop. It is written once and never changed.</summary>
    public static string Of(StopDecision decision) => KeyedText.Write(null, [], Keys(decision));

    /// <summary>Where a statement lies, from the project's folder.</summary>
    public static string StatementPath(string item) => $".airworthy/statements/{item}.yaml";

    /// <summary>Where a waiver lies: the date is in the name, so that a listing shows what ends when.</summary>
    public static string WaiverPath(string item, DateOnly until) => $".airworthy/waivers/{item}--{Day(until)}.yaml";

    /// <summary>Where a not-applicable file lies.</summary>
    public static string NotApplicablePath(string item) => $".airworthy/not-applicable/{item}.yaml";

    /// <summary>Where a decision at a stop lies.</summary>
    /// <param name="number">1 for the first of that day.</param>
    public static string StopPath(Checklist.Stop stop, DateOnly on, int number = 1) => $"{StopFolder}/{WordAttribute.Of(stop)}--{Day(on)}{(number == 1 ? "" : $"-{number}")}.yaml";

    /// <summary>The folder of all decisions.</summary>
    public const string StopFolder = ".airworthy/stops";

    private static List<(string, string?)> Keys(Statement s) =>
    [
        ("item", KeyedText.Plain(s.Item)),
        ("kind", s.Kind == StatementKind.Attestation ? null : WordAttribute.Of(s.Kind)),
        ("says", KeyedText.Block(s.Says)),
        ("result", s.Result is { } result ? WordAttribute.Of(result) : null),
        ("distributed_to", s.DistributedTo is { Count: > 0 } to ? KeyedText.List("distributed_to", [.. to.Select(KeyedText.Plain)]) : null),
        ("by", KeyedText.Plain(s.By)),
        ("role", s.Role is { } role ? WordAttribute.Of(role) : null),
        ("on", Day(s.On)),
        ("until", s.Until is { } until ? Day(until) : null),
        ("binds", s.Binds is null ? null : s.Binds.Count == 0 ? "{}" : string.Concat(s.Binds.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"\n  {b.Key}: {KeyedText.Plain(b.Value)}"))),
        ("links", s.Links is { Count: > 0 } links ? KeyedText.List("links", [.. links.Select(Written)]) : null),
        ("saw", s.Saw is { } saw ? $"{{renewal: {saw.Renewal}, changes_since_last: [{string.Join(", ", saw.ChangesSinceLast ?? [])}]}}" : null),
        ("written", s.Written is { } written ? Moment(written) : null),
    ];

    private static List<(string, string?)> Keys(Waiver w) =>
    [
        ("item", KeyedText.Plain(w.Item)),
        ("risk", Sentence(w.Risk)),
        ("because", Sentence(w.Because)),
        ("mitigation", Sentence(w.Mitigation)),
        ("by", KeyedText.Plain(w.By)),
        ("approved_by", OneOrMany(w.ApprovedBy)),
        ("on", Day(w.On)),
        ("until", Day(w.Until)),
        ("ticket", w.Ticket is null ? null : KeyedText.Plain(w.Ticket)),
    ];

    private static List<(string, string?)> Keys(NotApplicable n) =>
    [
        ("item", KeyedText.Plain(n.Item)),
        ("because", KeyedText.Block(n.Because)),
        ("by", KeyedText.Plain(n.By)),
        ("approved_by", KeyedText.Plain(n.ApprovedBy)),
        ("on", Day(n.On)),
        ("until", Day(n.Until)),
        ("unless", n.Unless is null ? null : KeyedText.Plain(n.Unless)),
    ];

    private static List<(string, string?)> Keys(StopDecision d) =>
    [
        ("stop", WordAttribute.Of(d.Stop!.Value)),
        ("decision", WordAttribute.Of(d.Decision!.Value)),
        ("because", d.Because is null ? null : Sentence(d.Because)),
        ("by", KeyedText.List("by", [.. d.By!.Select(KeyedText.Plain)])),
        ("on", Day(d.On)),
        ("commit", d.Commit),
        ("done", Names("done", d.Done)),
        ("failing", Map(d.Failing)),
        ("open", Map(d.Open)),
        ("not_merged", Names("not_merged", d.NotMerged)),
        ("waived", Map(d.Waived)),
        ("confirmed", Map(d.Confirmed)),
    ];

    private static string? Names(string key, IReadOnlyList<string>? names) => names is { Count: > 0 } ? KeyedText.List(key, [.. names.Select(KeyedText.Plain)]) : null;

    private static string? Map(IReadOnlyDictionary<string, string>? map) => map is { Count: > 0 } ? string.Concat(map.Select(e => $"\n  {e.Key}: {KeyedText.Plain(e.Value)}")) : null;

    private static string Written(Link link)
    {
        (string Key, string? Value)[] keys = [("title", link.Title), ("url", link.Url), ("kept", link.Kept), ("sha256", link.Sha256)];
        return $"{{{string.Join(", ", keys.Where(k => k.Value is not null).Select(k => $"{k.Key}: {KeyedText.Plain(k.Value!)}"))}}}";
    }

    private static string? OneOrMany(IReadOnlyList<string>? names) => names switch
    {
        null or [] => null,
        [var only] => KeyedText.Plain(only),
        _ => KeyedText.List("approved_by", [.. names.Select(KeyedText.Plain)]),
    };

    private static string Sentence(string text) =>
        text.Length < 90 && !text.Contains('\n', StringComparison.Ordinal) ? KeyedText.Plain(text) : KeyedText.Block(text);

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
