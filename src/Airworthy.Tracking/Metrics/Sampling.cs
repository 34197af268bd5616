namespace Airworthy.Tracking.Metrics;

/// <summary>Chooses few points of a long history so that a chart of them looks like a chart of all: no peak and no valley is lost.</summary>
internal static class Sampling
{
    /// <param name="points">The history.</param>
    /// <param name="most">Points at most, at least 4.</param>
    /// <returns>In the order of steps: of each of (most − 2) ⁄ 2 equally long stretches of steps the smallest and the largest value, and the first and the last point.</returns>
    public static IReadOnlyList<Point> Of(IEnumerable<Point> points, long from, long to, int most)
    {
        var inside = points.Where(p => p.Step >= from && p.Step <= to).ToList();
        if (inside.Count <= most)
        {
            return Sorted(inside);
        }

        var (first, last) = (inside[0], inside[0]);
        foreach (var point in inside)
        {
            first = Before(point, first) ? point : first;
            last = Before(last, point) ? point : last;
        }

        var stretches = Math.Max(1, (most - 2) / 2);
        var lows = new Point?[stretches];
        var highs = new Point?[stretches];
        var width = ((double)last.Step - first.Step + 1) / stretches;
        foreach (var point in inside)
        {
            if (double.IsNaN(point.Value))
            {
                continue;
            }

            var stretch = Math.Min(stretches - 1, (int)(((double)point.Step - first.Step) / width));
            lows[stretch] = lows[stretch] is { } low && low.Value <= point.Value ? low : point;
            highs[stretch] = highs[stretch] is { } high && high.Value >= point.Value ? high : point;
        }

        return Sorted([.. lows.Concat(highs).OfType<Point>().Append(first).Append(last).Distinct()]);
    }

    private static bool Before(Point a, Point b) => (a.Step, a.Timestamp).CompareTo((b.Step, b.Timestamp)) < 0;

    private static List<Point> Sorted(List<Point> points)
    {
        points.Sort((a, b) => (a.Step, a.Timestamp, a.Value).CompareTo((b.Step, b.Timestamp, b.Value)));
        return points;
    }
}
