namespace Airworthy.Tracking.Metrics;

/// <summary>Chooses few points of a long history so that a chart of them looks like a chart of all: no peak and no valley is lost.</summary>
internal static class Sampling
{
    /// <param name="points">The history, in any order; one that is there twice counts once.</param>
    /// <param name="from">Steps below are left out.</param>
    /// <param name="to">Steps above are left out.</param>
    /// <param name="most">Points at most, at least 4.</param>
    /// <returns>In the order of steps: of each of (most − 2) ⁄ 2 equally long stretches of steps the smallest and the largest value, and the first and the last point.</returns>
    public static IReadOnlyList<Point> Of(ReadOnlySpan<Point> points, long from, long to, int most)
    {
        var (first, last, inside) = (-1, -1, 0);
        for (var i = 0; i < points.Length; i++)
        {
            if (points[i].Step < from || points[i].Step > to)
            {
                continue;
            }

            inside++;
            first = first < 0 || Before(points[i], points[first]) ? i : first;
            last = last >= 0 && Before(points[i], points[last]) ? last : i;
        }

        var chosen = new List<Point>();
        if (inside <= most)
        {
            foreach (var point in points)
            {
                if (point.Step >= from && point.Step <= to)
                {
                    chosen.Add(point);
                }
            }

            return Sorted(chosen);
        }

        var stretches = Math.Max(1, (most - 2) / 2);
        var (lows, highs) = (new int[stretches], new int[stretches]);
        Array.Fill(lows, -1);
        Array.Fill(highs, -1);
        var (start, perStep) = (points[first].Step, stretches / ((double)points[last].Step - points[first].Step + 1));
        for (var i = 0; i < points.Length; i++)
        {
            var (_, step, value) = points[i];
            if (double.IsNaN(value) || step < from || step > to)
            {
                continue;
            }

            var stretch = Math.Min(stretches - 1, (int)((step - (double)start) * perStep));
            if (lows[stretch] < 0 || value < points[lows[stretch]].Value)
            {
                lows[stretch] = i;
            }

            if (highs[stretch] < 0 || value > points[highs[stretch]].Value)
            {
                highs[stretch] = i;
            }
        }

        foreach (var i in (ReadOnlySpan<int>)[.. lows, .. highs, first, last])
        {
            if (i >= 0)
            {
                chosen.Add(points[i]);
            }
        }

        return Sorted(chosen);
    }

    private static bool Before(Point a, Point b) => a.Step != b.Step ? a.Step < b.Step : a.Timestamp < b.Timestamp;

    private static IReadOnlyList<Point> Sorted(List<Point> points) => [.. points.Distinct().OrderBy(p => p.Step).ThenBy(p => p.Timestamp).ThenBy(p => p.Value)];
}
