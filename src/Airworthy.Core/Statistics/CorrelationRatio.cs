namespace Airworthy.Core.Statistics;

/// <summary>Rows of a group with the sum of a number and of its square.</summary>
public readonly record struct Moments(double Rows, double Sum, double SumOfSquares)
{
    public double Mean => Rows == 0 ? 0 : Sum / Rows;

    /// <summary>Sum of squared distances from the group's mean, ≥ 0.</summary>
    public double Scatter => Rows == 0 ? 0 : Math.Max(0, SumOfSquares - (Sum * Sum / Rows));

    public static Moments operator +(Moments a, Moments b) => new(a.Rows + b.Rows, a.Sum + b.Sum, a.SumOfSquares + b.SumOfSquares);
}

/// <summary>How much of the variance of a number its groups explain.</summary>
/// <remarks>
/// ε² = 1 − (scatter within ⁄ (n − k)) ⁄ (scatter in all ⁄ (n − 1)), for k groups over n rows: the correlation ratio η², less what k groups
/// explain of pure noise. <para>Source: Kelley (1935), Proc. Natl. Acad. Sci. 21, 554–559.</para>
/// </remarks>
public static class CorrelationRatio
{
    /// <summary>Rows that a group needs to count as one; smaller ones are pooled, or joined with their neighbours.</summary>
    public const double Enough = 20;

    /// <summary>The share explained.</summary>
    /// <returns>At most 1; about 0 when the groups say nothing; 0 when there is nothing to explain.</returns>
    public static double Of(IReadOnlyCollection<Moments> groups)
    {
        var kept = groups.Where(g => g.Rows > 0).ToList();
        var all = kept.Aggregate(default(Moments), (a, b) => a + b);
        if (all.Rows <= kept.Count || all.Scatter <= 0)
        {
            return 0;
        }

        return 1 - (kept.Sum(g => g.Scatter) / (all.Rows - kept.Count) / (all.Scatter / (all.Rows - 1)));
    }

    /// <summary>Pools groups that are too small.</summary>
    public static IReadOnlyCollection<Moments> Pool(IReadOnlyCollection<Moments> groups) =>
        [.. groups.Where(g => g.Rows >= Enough), groups.Where(g => g.Rows < Enough).Aggregate(default(Moments), (a, b) => a + b)];

    /// <summary>Joins neighbours until each group is large enough.</summary>
    public static IReadOnlyCollection<Moments> Join(IReadOnlyCollection<Moments> groups, int most = 100)
    {
        var least = Math.Max(groups.Sum(g => g.Rows) / most, Enough);
        var joined = new List<Moments>();
        Moments open = default;
        foreach (var group in groups)
        {
            open += group;
            if (open.Rows >= least)
            {
                joined.Add(open);
                open = default;
            }
        }

        return [.. joined, open];
    }
}
