namespace Airworthy.Core.Statistics;

/// <summary>Spearman's correlation of ranks, with the chance of as much by chance alone.</summary>
/// <param name="Rho">In [−1, 1]; NaN where one side has a single value only.</param>
/// <param name="P">The share of orders in which the correlation is at least as large: one-sided; 1 where there is none.</param>
/// <param name="IsExact">Whether all orders were tried, not a draw of them.</param>
public sealed record RankCorrelation(double Rho, double P, bool IsExact)
{
    /// <summary>Pairs up to which all n! orders are tried.</summary>
    public const int MostExact = 9;

    private const int Draws = 50_000;

    private const int Seed = 27;

    /// <summary>Orders that give the same number but for rounding.</summary>
    private const double Same = 1e-9;

    /// <summary>The correlation of the ranks; equal values share the mean of theirs.</summary>
    /// <remarks>
    /// Up to <see cref="MostExact"/> pairs p is exact; beyond, it is (1 + hits) ⁄ (1 + draws) over seeded draws of orders, which is never too small.
    /// <para>Source: Spearman (1904), American Journal of Psychology 15, 72–101; Phipson and Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9, 39.</para>
    /// </remarks>
    /// <param name="x">At least two finite numbers.</param>
    /// <param name="y">As many.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or are shorter than two.</exception>
    public static RankCorrelation Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
        {
            throw new ArgumentException($"{x.Length} and {y.Length} numbers; two or more pairs were expected.", nameof(y));
        }

        var (a, b) = (Centred(x), Centred(y));
        var scale = Math.Sqrt(a.Sum(v => v * v) * b.Sum(v => v * v));
        if (scale == 0)
        {
            return new RankCorrelation(double.NaN, 1, x.Length <= MostExact);
        }

        var observed = Product(a, b);
        if (x.Length <= MostExact)
        {
            var (hits, all) = (0L, 0L);
            Orders(b, b.Length, () =>
            {
                all++;
                hits += Product(a, b) >= observed - Same ? 1 : 0;
            });
            return new RankCorrelation(observed / scale, (double)hits / all, true);
        }

        var random = new Random(Seed);
        var larger = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            random.Shuffle(b);
            larger += Product(a, b) >= observed - Same ? 1 : 0;
        }

        return new RankCorrelation(observed / scale, (1.0 + larger) / (1 + Draws), false);
    }

    private static double Product(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Ranks less their mean.</summary>
    private static double[] Centred(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var ranks = new double[values.Length];
        for (var i = 0; i < ranks.Length; i++)
        {
            var (first, last) = (Array.IndexOf(sorted, values[i]), Array.LastIndexOf(sorted, values[i]));
            ranks[i] = ((first + last) / 2.0) - ((values.Length - 1) / 2.0);
        }

        return ranks;
    }

    /// <summary>Brings an array into each of its orders.</summary>
    /// <remarks>Source: Heap (1963), The Computer Journal 6, 293–298.</remarks>
    private static void Orders(double[] values, int count, Action each)
    {
        if (count == 1)
        {
            each();
            return;
        }

        for (var i = 0; i < count; i++)
        {
            Orders(values, count - 1, each);
            var with = count % 2 == 0 ? i : 0;
            (values[with], values[count - 1]) = (values[count - 1], values[with]);
        }
    }
}
