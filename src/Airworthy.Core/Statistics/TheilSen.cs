namespace Airworthy.Core.Statistics;

/// <summary>The slope of a line that few odd points cannot bend.</summary>
/// <remarks>Source: Sen (1968), Journal of the American Statistical Association 63, 1379–1389.</remarks>
public static class TheilSen
{
    /// <summary>The median of the slopes between all pairs of points with different x; NaN when there is none.</summary>
    /// <param name="y">As many as <paramref name="x"/>.</param>
    public static double Slope(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var slopes = new List<double>();
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = i + 1; j < x.Count; j++)
            {
                if (x[i] != x[j])
                {
                    slopes.Add((y[j] - y[i]) / (x[j] - x[i]));
                }
            }
        }

        slopes.Sort();
        return slopes.Count == 0 ? double.NaN : (slopes[(slopes.Count - 1) / 2] + slopes[slopes.Count / 2]) / 2;
    }
}
