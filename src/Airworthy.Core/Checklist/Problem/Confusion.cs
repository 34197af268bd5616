namespace Airworthy.Core.Checklist.Problem;

/// <summary>The shape of a confusion matrix, read from the names of its cells.</summary>
/// <param name="Size">Cells of the whole matrix.</param>
/// <param name="Correct">Names of the cells of correct answers.</param>
/// <param name="Missing">Names of cells that a whole matrix would have.</param>
internal sealed record Confusion(int Size, IReadOnlySet<string> Correct, IReadOnlyList<string> Missing)
{
    private static readonly string[] s_short = ["fn", "fp", "tn", "tp"];

    /// <summary>
    /// Two classes: four cells of which two are named <c>true_…</c>, or <c>tp, tn, fp, fn</c>. More classes: <c>actual/predicted</c> for every pair.
    /// Null when the names are neither.
    /// </summary>
    public static Confusion? Of(IEnumerable<string> names)
    {
        var cells = names.ToHashSet(StringComparer.Ordinal);
        if (cells.Count > 0 && cells.All(c => c.Split('/') is [{ Length: > 0 }, { Length: > 0 }]))
        {
            var classes = cells.SelectMany(c => c.Split('/')).Distinct().Order(StringComparer.Ordinal).ToList();
            var whole = (from actual in classes from predicted in classes select $"{actual}/{predicted}").ToList();
            return new Confusion(whole.Count, classes.Select(c => $"{c}/{c}").ToHashSet(), [.. whole.Where(c => !cells.Contains(c))]);
        }

        if (cells.Any(s_short.Contains) && cells.IsSubsetOf(s_short))
        {
            return new Confusion(4, new HashSet<string> { "tp", "tn" }, [.. s_short.Where(c => !cells.Contains(c))]);
        }

        var correct = cells.Where(c => c.StartsWith("true_", StringComparison.Ordinal)).ToHashSet();
        if (cells.Count > 4 || correct.Count > 2 || cells.Count - correct.Count > 2)
        {
            return null;
        }

        return new Confusion(4, correct,
        [
            .. Enumerable.Repeat("the cost of a correct answer (true_…)", 2 - correct.Count),
            .. Enumerable.Repeat("the cost of a mistake", 2 - (cells.Count - correct.Count)),
        ]);
    }
}
