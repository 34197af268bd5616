using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Evaluations;

/// <summary>A metric by groups of rows, and how far two groups are apart.</summary>
public static class GroupLevels
{
    /// <summary>Rows of a group, and of its rarer class where there are two, before its metric is judged.</summary>
    public const int LeastRows = 100, LeastRarest = 20;

    /// <summary>The largest difference between two groups.</summary>
    /// <remarks>
    /// Groups have no row in common, so the error of a difference is √(se₁² + se₂²). The interval is Bonferroni's over all pairs, because the pair was chosen for being the
    /// largest; its upper end is the largest over all pairs.
    /// </remarks>
    /// <param name="confidence">A share.</param>
    /// <returns>Null with fewer than two groups that have a number.</returns>
    public static GroupGap? Gap(IReadOnlyList<GroupLevel> levels, double confidence)
    {
        var known = levels.Where(l => l.Metric is { Error: >= 0 } m && double.IsFinite(m.Value)).ToList();
        if (known.Count < 2)
        {
            return null;
        }

        var z = Estimate.Quantile(double.PositiveInfinity, 1 - ((1 - confidence) / (known.Count * (known.Count - 1) / 2.0)), isStudent: false);
        var (best, worst) = (known.MaxBy(l => l.Metric!.Value)!, known.MinBy(l => l.Metric!.Value)!);
        double Error(GroupLevel a, GroupLevel b) => Math.Sqrt((a.Metric!.Error * a.Metric.Error) + (b.Metric!.Error * b.Metric.Error));
        var gap = best.Metric!.Value - worst.Metric!.Value;
        var high = known.SelectMany(a => known.Where(b => b != a).Select(b => Math.Abs(a.Metric!.Value - b.Metric!.Value) + (z * Error(a, b)))).Max();
        return new GroupGap(best.Group, worst.Group, gap, Math.Max(0, gap - (z * Error(best, worst))), high);
    }

    /// <summary>Whether a group has rows enough.</summary>
    public static bool IsEnough(Truth truth) => truth.Rows >= LeastRows
        && (truth.Classes != 2 || Math.Min(truth.Values.Count(y => y > 0.5), truth.Values.Count(y => y <= 0.5)) >= LeastRarest);
}
