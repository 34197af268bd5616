using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Statistics.Curves;

/// <summary>What happens to two classes as the threshold falls from above the highest score to the lowest.</summary>
/// <param name="Threshold">Rows from this score on are taken; +∞ first.</param>
/// <param name="Taken">Share of all rows that is taken, in [0, 1].</param>
/// <param name="Found">Share of positives taken: recall, the y of the receiver operating characteristic.</param>
/// <param name="Wrong">Share of negatives taken: its x.</param>
/// <param name="Precision">Share of positives among the taken; 1 when none is.</param>
public readonly record struct CurvePoint(double Threshold, double Taken, double Found, double Wrong, double Precision)
{
    /// <summary>How many times more positives are among the taken than among all; 1 for chance.</summary>
    public double Lift => Taken == 0 ? 1 : Found / Taken;
}

/// <summary>The curves of scores of two classes: receiver operating characteristic, precision over recall, lift.</summary>
public static class ScoreCurves
{
    /// <summary>The points of the curves, the strictest threshold first. Rows of equal score are taken together.</summary>
    /// <param name="most">Points kept at most, evenly over the rows taken; the first and the last are always there.</param>
    /// <returns>Empty without positives or without negatives.</returns>
    public static IReadOnlyList<CurvePoint> Of(Truth truth, double[] scores, int most = 200)
    {
        var order = RankMetrics.Sorted(scores);
        var (n, positives) = (order.Length, truth.Values.Count(y => y > 0.5));
        var negatives = n - positives;
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        var points = new List<CurvePoint> { new(double.PositiveInfinity, 0, 0, 0, 1) };
        var (found, taken, kept) = (0, 0, 0);
        for (var to = n; to > 0;)
        {
            var score = scores[order[to - 1]];
            while (to > 0 && scores[order[to - 1]] == score)
            {
                found += truth.Values[order[--to]] > 0.5 ? 1 : 0;
                taken++;
            }

            if ((long)taken * most / n > kept || to == 0)
            {
                kept = (int)((long)taken * most / n);
                points.Add(new CurvePoint(score, (double)taken / n, (double)found / positives, (double)(taken - found) / negatives, (double)found / taken));
            }
        }

        return points;
    }
}
