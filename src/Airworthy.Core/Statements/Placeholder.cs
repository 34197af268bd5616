using System.Text.RegularExpressions;

using Airworthy.Core.Contracts;

namespace Airworthy.Core.Statements;

/// <summary>Tells texts that say something from texts that fill a field. It catches laziness, not lies.</summary>
public static partial class Placeholder
{
    private static readonly HashSet<string> s_empty = new(StringComparer.OrdinalIgnoreCase)
    {
        "tbd", "todo", "tba", "n/a", "na", "none", "nil", "later", "soon", "yes", "ok", "okay", "done", "see above", "same", "unknown", "test", "foo", "bar",
        "xxx", "lorem", "lorem ipsum", "-", "?", ".", "...", "…", "fixme", "placeholder", "to be defined", "to be done", "to do", "asdf", "fill me", "change me",
    };

    /// <summary>Why a text does not count; null when it does.</summary>
    /// <param name="minimum">Characters after trimming; under the policy <c>light</c> never more than 20.</param>
    public static string? WhyNot(string text, int minimum, Policy policy)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return "is empty";
        }

        if (IsEmptyPhrase(trimmed))
        {
            return $"is the placeholder \"{(trimmed.Length > 30 ? trimmed[..30] + "…" : trimmed)}\"";
        }

        var least = policy == Policy.Light ? Math.Min(minimum, 20) : minimum;
        return trimmed.Length < least ? $"has {trimmed.Length} characters, and at least {least} are asked" : null;
    }

    /// <summary>Share of words that two texts have in common, in [0, 1] (Jaccard index of their sets of words).</summary>
    public static double Overlap(string a, string b)
    {
        var x = Words(a);
        var y = Words(b);
        var either = x.Union(y).Count();
        return either == 0 ? 0 : (double)x.Intersect(y).Count() / either;
    }

    private static bool IsEmptyPhrase(string text)
    {
        var bare = text.Trim(' ', '.', '!', '?', '-', '<', '>', '[', ']', '_', '…').ToLowerInvariant();
        if (bare.Length == 0 || s_empty.Contains(text) || s_empty.Contains(bare))
        {
            return true;
        }

        var words = Word().Matches(bare).Select(m => m.Value).Distinct().ToList();
        return words.Count <= 2 && words.All(s_empty.Contains);
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}/]+")]
    private static partial Regex Word();
}
