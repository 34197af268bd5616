using Airworthy.Core.Observations;

namespace Airworthy.Core.Statistics;

/// <summary>Counts values of two samples in the same bins.</summary>
public static class PairedBins
{
    /// <summary>Bins that numbers are counted in, and categories that are counted by name.</summary>
    private const int Bins = 50, Categories = 50;

    /// <summary>Numbers, in bins that hold about as many of both samples together.</summary>
    /// <param name="first">NaN: no value.</param>
    /// <returns>Null where neither sample has a number.</returns>
    public static BinnedColumn? OfNumbers(string name, IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var all = first.Concat(second).Where(double.IsFinite).Order().ToArray();
        if (all.Length == 0)
        {
            return null;
        }

        double[] bounds = [.. Enumerable.Range(1, Bins).Select(i => all[(int)Math.Ceiling((double)i / Bins * all.Length) - 1]).Distinct()];
        long[] Count(IReadOnlyList<double> values)
        {
            var rows = new long[bounds.Length + 2];
            foreach (var value in values)
            {
                var at = double.IsFinite(value) ? Array.BinarySearch(bounds, value) : -1;
                rows[double.IsFinite(value) ? (at >= 0 ? at : ~at) + 1 : 0]++;
            }

            return rows;
        }

        return new BinnedColumn(name, Count(first), Count(second), bounds, DevSd: Spread(first), TestSd: Spread(second));
    }

    /// <summary>Categories: the most frequent by name, all others together.</summary>
    public static BinnedColumn OfTexts(string name, IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var (a, b) = (Counts(first), Counts(second));
        List<string> names = [.. a.Keys.Union(b.Keys).OrderByDescending(k => a.GetValueOrDefault(k) + b.GetValueOrDefault(k)).ThenBy(k => k, StringComparer.Ordinal).Take(Categories)];
        var (restA, restB) = (first.Count - names.Sum(n => a.GetValueOrDefault(n)), second.Count - names.Sum(n => b.GetValueOrDefault(n)));
        var hasRest = restA + restB > 0;
        return new BinnedColumn(name, [.. names.Select(n => a.GetValueOrDefault(n)), .. hasRest ? [restA] : Array.Empty<long>()], [.. names.Select(n => b.GetValueOrDefault(n)), .. hasRest ? [restB] : Array.Empty<long>()],
            Values: [.. names.Select(n => n.Length == 0 ? "empty" : n), .. hasRest ? ["any other"] : Array.Empty<string>()]);
    }

    private static Dictionary<string, long> Counts(IReadOnlyList<string> values) => values.GroupBy(v => v, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal);

    private static double Spread(IReadOnlyList<double> values)
    {
        var (n, mean, squares) = (0L, 0.0, 0.0);
        foreach (var value in values.Where(double.IsFinite))
        {
            var apart = value - mean;
            mean += apart / ++n;
            squares += apart * (value - mean);
        }

        return n < 2 ? 0 : Math.Sqrt(squares / (n - 1));
    }
}
