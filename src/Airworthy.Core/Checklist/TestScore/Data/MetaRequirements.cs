using Airworthy.Core.Contracts;

namespace Airworthy.Core.Checklist.TestScore.Data;

public static partial class MetaRequirements
{
    /// <summary>The names that no model may read, or new ones no longer; null when neither list is written.</summary>
    private static List<(string Pattern, string Kind)>? Patterns(ProjectContract contract) => contract.Features is not { Forbidden: not null } and not { Deprecated: not null } ? null
        : [.. (contract.Features.Forbidden ?? []).Select(p => (p, "forbidden")), .. (contract.Features.Deprecated ?? []).Select(p => (p, "deprecated"))];

    private static List<string> Matches(IEnumerable<string> names, IEnumerable<(string Pattern, string Kind)> patterns) =>
        [.. names.SelectMany(name => patterns.Where(p => ColumnPattern.IsMatch(p.Pattern, name)).Take(1).Select(p => $"{name} ({p.Kind}: {p.Pattern})"))];

    private static string List(List<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
