using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;

using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics;

/// <summary>Gathers how much worse old models were than fresh ones on the same windows of time, and says for each age how much is lost.</summary>
/// <param name="metric">What is measured.</param>
/// <param name="isLess">Whether less of it is better.</param>
/// <param name="windowDays">Days of a window.</param>
public sealed class AgeGaps(PredictionMetric metric, bool isLess, double windowDays)
{
    private readonly List<(int Age, double Gap, double Error)> _pairs = [];

    /// <summary>Compares an old model with a fresh one on the rows of one window.</summary>
    /// <param name="age">Whole windows from the old model's cut-off to the window's begin; at least 1.</param>
    /// <param name="units">What rows belong to: where rows of a day or of an entity resemble each other, the error is larger.</param>
    /// <returns>The metric of both; null where it is not defined on these rows.</returns>
    public (double Old, double Fresh)? Add(int age, Truth truth, Answers old, Answers fresh, RowUnits units)
    {
        if (metric.Compare(truth, old, fresh) is not { } compared)
        {
            return null;
        }

        double[] errors = [.. new[] { units.Day, units.Entity }.OfType<int[]>().Where(u => u.Length == compared.Influence.Length).Select(u => BlockedMean.Of(compared.Influence, u).BlockError),
            BlockedMean.Of(compared.Influence, new int[compared.Influence.Length]).RowError];
        _pairs.Add((age, isLess ? compared.First - compared.Second : compared.Second - compared.First, errors.Where(double.IsFinite).DefaultIfEmpty(0).Max()));
        return (compared.First, compared.Second);
    }

    /// <summary>For each age the mean gap, youngest first, with an interval that holds for all ages together at 95 %; empty when nothing was compared.</summary>
    public IReadOnlyList<StalenessAge> Ages()
    {
        // All ages together are wrong one time in twenty at most: Bonferroni.
        var groups = _pairs.GroupBy(p => p.Age).OrderBy(g => g.Key).ToList();
        var z = groups.Count == 0 ? 0 : Normal.InvCDF(0, 1, 1 - (0.025 / groups.Count));
        return [.. groups.Select(g => Age(g.Key, [.. g.Select(p => (p.Gap, p.Error))], z))];
    }

    /// <summary>Points lost per 30 days; NaN for fewer than two ages.</summary>
    public static double Slope(IReadOnlyList<StalenessAge> ages) => 30 * TheilSen.Slope([.. ages.Select(a => a.Days)], [.. ages.Select(a => a.Gap)]);

    /// <summary>Windows are disjoint, so their errors add like those of independent rows; how far the pairs lie apart counts too, since models differ.</summary>
    private StalenessAge Age(int age, List<(double Gap, double Error)> pairs, double z)
    {
        var mean = pairs.Average(p => p.Gap);
        var ofRows = Math.Sqrt(pairs.Sum(p => p.Error * p.Error)) / pairs.Count;
        var apart = pairs.Count < 3 ? 0 : Math.Sqrt(pairs.Sum(p => (p.Gap - mean) * (p.Gap - mean)) / (pairs.Count - 1) / pairs.Count);
        var error = Math.Max(ofRows, apart);
        return new StalenessAge((age + 0.5) * windowDays, pairs.Count, mean, mean - (z * error), mean + (z * error));
    }
}
