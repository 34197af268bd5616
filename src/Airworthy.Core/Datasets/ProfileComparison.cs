using Airworthy.Core.Statistics;

namespace Airworthy.Core.Datasets;

/// <summary>How other rows differ from those that a profile was made of.</summary>
/// <param name="Columns">Farthest from the reference first.</param>
/// <param name="Label">The label's shift; null where one of them has none.</param>
/// <param name="Lacking">Columns of the profile that the other rows do not have.</param>
/// <param name="SeenBefore">About which share of the other rows, each different one counted once, are in the reference; null where their columns differ.</param>
public sealed record ProfileComparison(long Rows, IReadOnlyList<ComparedColumn> Columns, ComparedColumn? Label, IReadOnlyList<string> Lacking, double? SeenBefore)
{
    /// <param name="other">Counted in the bins of <paramref name="reference"/>.</param>
    public static ProfileComparison Of(ReferenceProfile reference, ReferenceProfile other)
    {
        var pairs = reference.Columns.Select(c => (Was: c, Is: other.Columns.FirstOrDefault(o => o.Name == c.Name))).ToList();
        var both = pairs.Where(p => p.Is is not null).ToList();
        var moved = Moved.Of([.. both.Select(p => p.Was.With(p.Is!))]);
        var lacking = pairs.Where(p => p.Is is null).Select(p => p.Was.Name).ToList();
        return new ProfileComparison(
            other.Rows,
            [.. both.Select((p, i) => Compared(moved[i], p.Was, p.Is!)).OrderByDescending(c => c.Moved.Size).ThenByDescending(c => c.Moved.OfGate).ThenBy(c => c.Name, StringComparer.Ordinal)],
            reference.Label is { } was && other.Label is { } now ? Compared(Moved.Of([was.With(now)])[0], was, now) : null,
            lacking,
            lacking.Count == 0 ? reference.Sketch.ShareOf(other.Sketch) : null);
    }

    private static ComparedColumn Compared(Moved moved, ProfiledColumn was, ProfiledColumn now)
    {
        double rows = Math.Max(1, now.Missing + now.Counts.Sum() + now.Other + now.BelowAll + now.AboveAll);
        // A domain that was not seen whole cannot be left.
        var isNew = was is { IsOrdered: false, Other: 0 } ? now.Other : 0;
        var isOutside = was.IsOrdered && (now.Min < was.Min || now.Max > was.Max);
        return new ComparedColumn(was.Name, moved, isNew / rows, isOutside);
    }
}

/// <param name="NewValues">Share of the other rows whose category the reference does not have, in [0, 1]; 0 where it had more than a profile keeps.</param>
/// <param name="IsOutside">Whether some value lies below the smallest or above the largest of the reference.</param>
public sealed record ComparedColumn(string Name, Moved Moved, double NewValues, bool IsOutside);
