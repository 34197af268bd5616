namespace Airworthy.Core.Checklist;

/// <summary>One thing that is no longer what it was when something was judged or signed.</summary>
/// <param name="Kind">What kind of subject it belongs to: <c>contract</c>, <c>code</c> …</param>
/// <param name="Name">The path of the field or file; null when nothing tells which it was.</param>
public sealed record Difference(string Kind, string? Name);

/// <summary>The commit that made something what it is now.</summary>
/// <param name="Commit">Null while the change is not committed.</param>
/// <param name="By">The handle of its author, or the name in git.</param>
public sealed record Origin(string? Commit = null, string By = "", DateOnly On = default);

/// <summary>Says why evidence is stale: which field or file changed, and, where git knows, by which commit and whose.</summary>
public static class Cause
{
    private const int Named = 3;

    /// <summary>What changed of the kinds named since a part was judged.</summary>
    /// <param name="state">The state in which it was judged; null when its record names none.</param>
    public static IReadOnlyList<Difference> OfState(Item item, IReadOnlyList<string> kinds, string? state, Evidence evidence) =>
        Changes(item, kinds, _ => MakeupOf(state, evidence), _ => [], evidence);

    /// <summary>What changed of the kinds named since a statement was bound to their digests.</summary>
    public static IReadOnlyList<Difference> OfBinding(Item item, IReadOnlyList<string> kinds, IReadOnlyDictionary<string, string> binds, Evidence evidence) => Changes(
        item,
        kinds,
        kind => MakeupOf(evidence.Records.LastOrDefault(r => r.State is not null && r.Subject.GetValueOrDefault(kind) == binds.GetValueOrDefault(kind)
            && (kind != Makeup.ContractKind || r.Part.Item == item.Id))?.State, evidence),
        kind => [.. (evidence.SinceSigned.GetValueOrDefault(item.Id) ?? []).Where(c => c.Kind == kind && (kind != Makeup.ContractKind || item.Read.Any(r => Makeup.Concerns(r, c.Name!)))).Select(c => c.Name!)],
        evidence);

    /// <summary>The changes as the end of a sentence: <c>code changed: src/features.sql (1f3c9a4 by ana, 2026-11-20)</c>.</summary>
    public static string Say(IReadOnlyList<Difference> changes, Evidence evidence)
    {
        var names = changes.Where(c => c.Name is not null).ToList();
        var kinds = string.Join(" and ", changes.Select(c => c.Kind).Distinct());
        return names.Count == 0
            ? $"{kinds} changed"
            : $"{kinds} changed: {string.Join(", ", names.Take(Named).Select(c => Say(c, evidence)))}{(names.Count > Named ? $" and {names.Count - Named} more" : "")}";
    }

    private static string Say(Difference change, Evidence evidence)
    {
        var name = change.Kind == Makeup.ContractKind ? $"{change.Name} in {evidence.Contract.Source.File}" : change.Name;
        return evidence.Origins.GetValueOrDefault(change) switch
        {
            null => $"{name}",
            { Commit: null } => $"{name} (not committed yet)",
            var origin => $"{name} ({origin.Commit} by {origin.By}, {origin.On:yyyy-MM-dd})",
        };
    }

    private static IReadOnlyList<Difference> Changes(
        Item item, IReadOnlyList<string> kinds, Func<string, Makeup?> then, Func<string, IReadOnlyList<string>> otherwise, Evidence evidence) =>
    [
        .. kinds.SelectMany(kind =>
        {
            var names = then(kind) is { } old ? evidence.Subjects.Makeup.ChangedSince(old, kind, item.Read) : [];
            names = names.Count > 0 ? names : otherwise(kind);
            return names.Count > 0 ? names.Select(n => new Difference(kind, n)) : [new Difference(kind, null)];
        }),
    ];

    private static Makeup? MakeupOf(string? state, Evidence evidence) => state is not null
        && evidence.Records.FirstOrDefault(r => r.State == state && r.MadeOf is not null) is { MadeOf: { } kinds } ? new Makeup(kinds) : null;
}
