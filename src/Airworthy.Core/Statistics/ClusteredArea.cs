namespace Airworthy.Core.Statistics;

/// <summary>A row with the score it got and the block of rows it belongs to.</summary>
public readonly record struct ScoredRow(double Score, bool Positive, int Block);

/// <summary>The area under the receiver operating characteristic with a standard error that holds where rows of a block resemble each other.</summary>
/// <param name="Area">In [0, 1]; NaN without positives or without negatives.</param>
/// <param name="Error">Standard error; at least that of an area of ½ between independent rows.</param>
public sealed record ClusteredArea(double Area, double Error)
{
    /// <summary>Standard deviations below the mean that 99 in 100 normal values lie above.</summary>
    private const double OneIn100 = 2.326348;

    /// <summary>Above this lies the true area, 99 times in 100.</summary>
    public double Lower99 => Math.Max(0, Area - (OneIn100 * Error));

    /// <summary>√((n₁ + n₀ + 1) ⁄ (12 n₁ n₀)): the standard error of an area between samples of one distribution.</summary>
    /// <remarks>Source: Mann and Whitney (1947), Ann. Math. Stat. 18, 50–60.</remarks>
    public static double NullError(double positives, double negatives) => Math.Sqrt((positives + negatives + 1) / (12 * positives * negatives));

    /// <summary>The area of scored rows.</summary>
    /// <remarks>
    /// A row's placement is the share of rows of the other kind that it stands right against. The area is the mean placement, and its variance is summed
    /// from the blocks' sums of placements.
    /// <para>Source: Obuchowski (1997), Biometrics 53, 567–578.</para>
    /// </remarks>
    public static ClusteredArea Of(IReadOnlyList<ScoredRow> rows)
    {
        double positives = rows.Count(r => r.Positive), negatives = rows.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return new ClusteredArea(double.NaN, double.NaN);
        }

        var sums = new Dictionary<int, (double Positive, double Negative, double Positives, double Negatives)>();
        var (belowPositives, belowNegatives, wins) = (0.0, 0.0, 0.0);
        foreach (var tied in rows.OrderBy(r => r.Score).GroupBy(r => r.Score))
        {
            var (p, q) = ((double)tied.Count(r => r.Positive), (double)tied.Count(r => !r.Positive));
            var ofPositive = (belowNegatives + (q / 2)) / negatives;
            var ofNegative = (positives - belowPositives - (p / 2)) / positives;
            foreach (var row in tied)
            {
                var s = sums.GetValueOrDefault(row.Block);
                sums[row.Block] = row.Positive
                    ? s with { Positive = s.Positive + ofPositive, Positives = s.Positives + 1 }
                    : s with { Negative = s.Negative + ofNegative, Negatives = s.Negatives + 1 };
            }

            wins += p * ofPositive;
            (belowPositives, belowNegatives) = (belowPositives + p, belowNegatives + q);
        }

        var area = wins / positives;
        var variance = sums.Values.Sum(s =>
        {
            var gap = ((s.Positive - (s.Positives * area)) / positives) + ((s.Negative - (s.Negatives * area)) / negatives);
            return gap * gap;
        }) * (sums.Count > 1 ? sums.Count / (sums.Count - 1.0) : 1);
        return new ClusteredArea(area, Math.Max(Math.Sqrt(variance), NullError(positives, negatives)));
    }

    /// <summary>The mean of areas of different rows, each judged apart.</summary>
    public static ClusteredArea Mean(IReadOnlyList<ClusteredArea> folds) =>
        new(folds.Average(f => f.Area), Math.Sqrt(folds.Sum(f => f.Error * f.Error)) / folds.Count);

    /// <summary>The curve: the share of positives found against the share of negatives taken for one, at so many steps from 0 to 1.</summary>
    /// <returns>Shares found at the shares 0, 1⁄steps, …, 1 of negatives; ascending.</returns>
    public static IReadOnlyList<double> Curve(IReadOnlyList<ScoredRow> rows, int steps)
    {
        double positives = rows.Count(r => r.Positive), negatives = rows.Count - positives;
        var points = new List<(double X, double Y)> { (0, 0) };
        var (found, wrong) = (0.0, 0.0);
        foreach (var tied in rows.OrderByDescending(r => r.Score).GroupBy(r => r.Score))
        {
            found += tied.Count(r => r.Positive);
            wrong += tied.Count(r => !r.Positive);
            points.Add((wrong / negatives, found / positives));
        }

        var curve = new double[steps + 1];
        var at = 0;
        for (var i = 0; i <= steps; i++)
        {
            var x = (double)i / steps;
            while (at + 1 < points.Count && points[at + 1].X <= x)
            {
                at++;
            }

            var (from, to) = (points[at], points[Math.Min(at + 1, points.Count - 1)]);
            curve[i] = to.X > from.X ? from.Y + ((to.Y - from.Y) * (x - from.X) / (to.X - from.X)) : from.Y;
        }

        return curve;
    }
}
