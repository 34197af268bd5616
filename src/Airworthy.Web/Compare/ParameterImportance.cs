using System.Globalization;

namespace Airworthy.Web.Compare;

/// <summary>How much of the differences between runs in one metric goes with one parameter.</summary>
/// <param name="Parameter">Its key.</param>
/// <param name="Explained">Variance of the metric's ranks explained by the parameter, corrected for chance, in [0, 1].</param>
/// <param name="Correlation">Spearman's ρ in [−1, 1]; null where the parameter is no number or the metric does not vary.</param>
/// <param name="Chance">Share of shuffles that explain at least as much: a permutation p-value in (0, 1].</param>
/// <param name="Runs">Runs that have both.</param>
/// <param name="Groups">Values, or stretches of values, that were compared.</param>
public sealed record Importance(string Parameter, double Explained, double? Correlation, double Chance, int Runs, int Groups);

/// <summary>Which parameter goes with a metric, one at a time. It knows of no interplay between parameters, and of no cause.</summary>
/// <remarks>
/// The metric is replaced by its ranks (ties share their mean rank), so that one diverged run does not decide. Runs are grouped by the value of
/// the parameter; numbers with more than <see cref="MostGroups"/> values by <see cref="MostGroups"/> equally large stretches, so that an
/// optimum in the middle is seen, which a correlation misses. Explained is ε² = (SSB − (k − 1)·MSW) ⁄ SST, whose expectation is 0 for a
/// parameter that does not matter, however many values it has; below 0 it is shown as 0.
/// <para>Sources: Kelley (1935), PNAS 21, 554–559 (ε²); Spearman (1904), Am. J. Psychol. 15, 72–101; Phipson and Smyth (2010),
/// Stat. Appl. Genet. Mol. Biol. 9, 39 (p = (b + 1) ⁄ (m + 1), never 0).</para>
/// </remarks>
public static class ParameterImportance
{
    /// <summary>Stretches that the values of a number are cut into.</summary>
    public const int MostGroups = 5;

    /// <summary>Runs below which nothing is said.</summary>
    public const int LeastRuns = 6;

    private const int Shuffles = 199;

    /// <summary>Measures every parameter that varies.</summary>
    /// <param name="parameters">By key, the value in each run or null; as long as <paramref name="metric"/>.</param>
    /// <param name="metric">The metric in each run; NaN where it has none.</param>
    /// <param name="seed">Of the shuffles.</param>
    /// <returns>The most important first. Parameters with fewer than <see cref="LeastRuns"/> runs, with one value, or with another value in every run and no number are left out.</returns>
    public static IReadOnlyList<Importance> Of(IReadOnlyDictionary<string, IReadOnlyList<string?>> parameters, IReadOnlyList<double> metric, int seed) =>
        [.. parameters.Select(p => One(p.Key, p.Value, metric, new Random(seed))).OfType<Importance>().OrderByDescending(i => i.Explained).ThenBy(i => i.Chance).ThenBy(i => i.Parameter, StringComparer.Ordinal)];

    /// <summary>Spearman's rank correlation.</summary>
    /// <param name="a">Numbers, at least 2.</param>
    /// <param name="b">As many.</param>
    /// <returns>ρ in [−1, 1]; null where one of them does not vary.</returns>
    public static double? Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (x, y) = (Ranks(a), Ranks(b));
        var mean = (a.Count + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }

        return xx == 0 || yy == 0 ? null : Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    /// <summary>Ranks from 1; equal numbers share the mean of theirs.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var i = 0; i < order.Length;)
        {
            var end = i;
            while (end + 1 < order.Length && values[order[end + 1]].Equals(values[order[i]]))
            {
                end++;
            }

            for (var j = i; j <= end; j++)
            {
                ranks[order[j]] = ((i + end) / 2.0) + 1;
            }

            i = end + 1;
        }

        return ranks;
    }

    private static Importance? One(string key, IReadOnlyList<string?> values, IReadOnlyList<double> metric, Random random)
    {
        var both = Enumerable.Range(0, metric.Count).Where(i => values[i] is not null && !double.IsNaN(metric[i])).ToArray();
        if (both.Length < LeastRuns)
        {
            return null;
        }

        var y = Array.ConvertAll(both, i => metric[i]);
        var numbers = Numbers(Array.ConvertAll(both, i => values[i]!));
        var groups = numbers is null ? Categories(Array.ConvertAll(both, i => values[i]!)) : Stretches(numbers);
        var count = groups.Max() + 1;
        if (count < 2 || count == both.Length)
        {
            return null;
        }

        var ranks = Ranks(y);
        var explained = Explained(ranks, groups, count);
        var atLeast = 0;
        for (var s = 0; s < Shuffles; s++)
        {
            random.Shuffle(ranks);
            atLeast += Explained(ranks, groups, count) >= explained ? 1 : 0;
        }

        return new Importance(key, Math.Clamp(explained, 0, 1), numbers is null ? null : Spearman(numbers, y), (atLeast + 1.0) / (Shuffles + 1), both.Length, count);
    }

    private static double Explained(double[] ranks, int[] groups, int count)
    {
        var mean = (ranks.Length + 1) / 2.0;
        var sums = new double[count];
        var sizes = new int[count];
        var total = 0.0;
        for (var i = 0; i < ranks.Length; i++)
        {
            var from = ranks[i] - mean;
            sums[groups[i]] += from;
            sizes[groups[i]]++;
            total += from * from;
        }

        var between = 0.0;
        for (var g = 0; g < count; g++)
        {
            between += sums[g] * sums[g] / sizes[g];
        }

        return total == 0 ? 0 : (between - ((count - 1) * (total - between) / (ranks.Length - count))) / total;
    }

    private static double[]? Numbers(string[] values)
    {
        var numbers = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(values[i], CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static int[] Categories(string[] values)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        return Array.ConvertAll(values, v => known.TryGetValue(v, out var number) ? number : known[v] = known.Count);
    }

    // Equal numbers are never torn apart, so stretches can be fewer or unequal.
    private static int[] Stretches(double[] numbers)
    {
        var distinct = numbers.Distinct().Order().ToArray();
        if (distinct.Length <= MostGroups)
        {
            return Array.ConvertAll(numbers, n => Array.BinarySearch(distinct, n));
        }

        var ranks = Ranks(numbers);
        var raw = Array.ConvertAll(ranks, r => Math.Min(MostGroups - 1, (int)((r - 0.5) / numbers.Length * MostGroups)));
        var used = raw.Distinct().Order().ToArray();
        return Array.ConvertAll(raw, g => Array.BinarySearch(used, g));
    }
}
