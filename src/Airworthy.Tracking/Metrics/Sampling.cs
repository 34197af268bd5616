using System.Runtime.InteropServices;

namespace Airworthy.Tracking.Metrics;

/// <summary>Chooses few points of a long history so that a chart of them looks like a chart of all: no peak and no valley is lost.</summary>
internal static class Sampling
{
    /// <param name="points">The history; put into the order of steps here.</param>
    /// <param name="from">Steps below are left out.</param>
    /// <param name="to">Steps above are left out.</param>
    /// <param name="most">Points at most, at least 4.</param>
    /// <returns>In the order of steps: of each of (most − 2) ⁄ 2 equally long stretches of steps the smallest and the largest value, and the first and the last point.</returns>
    public static IReadOnlyList<Point> Of(List<Point> points, long from, long to, int most)
    {
        if (from != long.MinValue || to != long.MaxValue)
        {
            points.RemoveAll(p => p.Step < from || p.Step > to);
        }

        if (points.Count <= most)
        {
            return Sorted(points);
        }

        var all = CollectionsMarshal.AsSpan(points);
        var (first, last) = (0, 0);
        for (var i = 1; i < all.Length; i++)
        {
            first = Before(all[i], all[first]) ? i : first;
            last = Before(all[i], all[last]) ? last : i;
        }

        var stretches = Math.Max(1, (most - 2) / 2);
        var (lows, highs) = (new int[stretches], new int[stretches]);
        Array.Fill(lows, -1);
        Array.Fill(highs, -1);
        var (start, perStep) = (all[first].Step, stretches / ((double)all[last].Step - all[first].Step + 1));
        for (var i = 0; i < all.Length; i++)
        {
            var value = all[i].Value;
            if (double.IsNaN(value))
            {
                continue;
            }

            var stretch = Math.Min(stretches - 1, (int)((all[i].Step - (double)start) * perStep));
            if (lows[stretch] < 0 || value < all[lows[stretch]].Value)
            {
                lows[stretch] = i;
            }

            if (highs[stretch] < 0 || value > all[highs[stretch]].Value)
            {
                highs[stretch] = i;
            }
        }

        return Sorted([.. lows.Concat(highs).Append(first).Append(last).Where(i => i >= 0).Distinct().Select(i => points[i])]);
    }

    private static bool Before(Point a, Point b) => a.Step != b.Step ? a.Step < b.Step : a.Timestamp < b.Timestamp;

    private static List<Point> Sorted(List<Point> points)
    {
        points.Sort((a, b) => (a.Step, a.Timestamp, a.Value).CompareTo((b.Step, b.Timestamp, b.Value)));
        return points;
    }
}
