namespace Airworthy.Core.Statistics;

/// <summary>How many rows of a group have the label and how many have not.</summary>
public readonly record struct LabelCount(double Positives, double Negatives)
{
    public double Rows => Positives + Negatives;

    /// <summary>Share of positives, in [0, 1]; 0 for an empty group.</summary>
    public double Rate => Rows == 0 ? 0 : Positives / Rows;

    public static LabelCount operator +(LabelCount a, LabelCount b) => new(a.Positives + b.Positives, a.Negatives + b.Negatives);
}

/// <summary>The area under the receiver operating characteristic (AUC), from counts per group of equal score.</summary>
/// <remarks>
/// AUC = P(score of a positive &gt; score of a negative) + ½ P(equal); it is the Mann–Whitney U divided by the number of pairs.
/// <para>Source: Hanley and McNeil (1982), Radiology 143, 29–36.</para>
/// </remarks>
public static class AreaUnderCurve
{
    /// <summary>The area for groups in ascending order of score.</summary>
    /// <param name="groups">Lowest score first; the order within a group counts as a tie.</param>
    /// <returns>In [0, 1]; NaN when there are no positives or no negatives.</returns>
    public static double Ordered(IEnumerable<LabelCount> groups)
    {
        double below = 0, positives = 0, wins = 0;
        foreach (var group in groups)
        {
            wins += group.Positives * (below + (group.Negatives / 2));
            below += group.Negatives;
            positives += group.Positives;
        }

        return wins / (positives * below);
    }

    /// <summary>The area for groups that have no order: they are put in order of their own share of positives.</summary>
    /// <remarks>
    /// The order is learnt from the rows it is judged on. With at least <see cref="Enough"/> expected rows of the rarer kind per group the
    /// area of a column that says nothing stays below about 0.59.
    /// </remarks>
    public static double BestOrder(IEnumerable<LabelCount> groups) => Ordered(groups.OrderBy(g => g.Rate));

    /// <summary>Rows times p(1 − p) that a group needs before its own rate may order it.</summary>
    public const double Enough = 10;

    /// <summary>Pools groups that are too small to be ordered by their own rate into one.</summary>
    public static IEnumerable<LabelCount> Pool(IReadOnlyCollection<LabelCount> groups)
    {
        var all = groups.Aggregate(default(LabelCount), (a, b) => a + b);
        var least = Enough / Math.Max(all.Rate * (1 - all.Rate), 1e-12);
        var pooled = groups.Where(g => g.Rows < least).Aggregate(default(LabelCount), (a, b) => a + b);
        return groups.Where(g => g.Rows >= least).Append(pooled);
    }

    /// <summary>Joins neighbours until each group is large enough to be ordered by its own rate.</summary>
    /// <param name="groups">In ascending order of value.</param>
    /// <param name="most">Groups that may be left, at least 1.</param>
    public static IReadOnlyList<LabelCount> Join(IReadOnlyCollection<LabelCount> groups, int most = 50)
    {
        var all = groups.Aggregate(default(LabelCount), (a, b) => a + b);
        var least = Math.Max(all.Rows / most, Enough / Math.Max(all.Rate * (1 - all.Rate), 1e-12));
        var joined = new List<LabelCount>();
        LabelCount open = default;
        foreach (var group in groups)
        {
            open += group;
            if (open.Rows >= least)
            {
                joined.Add(open);
                open = default;
            }
        }

        if (joined.Count == 0 || open.Rows == 0)
        {
            return open.Rows == 0 ? joined : [open];
        }

        joined[^1] += open;
        return joined;
    }

    /// <summary>The interval of an area by its standard error.</summary>
    /// <remarks>
    /// se² = (A(1−A) + (n₁−1)(Q₁−A²) + (n₀−1)(Q₂−A²)) ⁄ n₁n₀ with Q₁ = A⁄(2−A), Q₂ = 2A²⁄(1+A). Rows count as independent.
    /// <para>Source: Hanley and McNeil (1982), formula 2.</para>
    /// </remarks>
    /// <param name="area">In [0, 1].</param>
    /// <param name="positives">At least 1.</param>
    /// <param name="negatives">At least 1.</param>
    public static Interval HanleyMcNeil(double area, double positives, double negatives, double z = 1.959964)
    {
        var square = area * area;
        var variance = ((area * (1 - area)) + ((positives - 1) * ((area / (2 - area)) - square)) + ((negatives - 1) * ((2 * square / (1 + area)) - square)))
            / (positives * negatives);
        var half = z * Math.Sqrt(Math.Max(0, variance));
        return new Interval(Math.Max(0, area - half), Math.Min(1, area + half));
    }
}
