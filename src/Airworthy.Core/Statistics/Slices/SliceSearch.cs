using MathNet.Numerics.Distributions;

namespace Airworthy.Core.Statistics.Slices;

/// <summary>One condition of a slice: a column, and one of its bins.</summary>
public readonly record struct SliceTerm(int Column, int Bin);

/// <summary>A group of rows on which the loss is larger than elsewhere.</summary>
/// <param name="Terms">One or two conditions that all hold.</param>
/// <param name="Rows">Rows of it, on both halves.</param>
/// <param name="Loss">Its mean loss, on the half that it was not found on.</param>
/// <param name="Elsewhere">The mean loss of all other rows of that half.</param>
/// <param name="Score">SliceLine's σ, on the half that it was found on.</param>
/// <param name="P">One-sided, of a larger mean loss on the other half; corrected by Holm over all that were looked at there.</param>
/// <param name="Effect">Cohen's d on the other half: the difference in standard deviations of the loss.</param>
public sealed record FoundSlice(IReadOnlyList<SliceTerm> Terms, long Rows, double Loss, double Elsewhere, double Score, double P, double Effect)
{
    /// <summary>Whether it shows on rows that did not suggest it.</summary>
    public bool IsConfirmed => P < 0.05;
}

/// <summary>Looks for groups of rows, named by one or two columns, on which a model is worse.</summary>
public static class SliceSearch
{
    /// <summary>Weight of the loss against the size in the score.</summary>
    private const double Alpha = 0.95;

    /// <summary>Share of false ones accepted among those that are found.</summary>
    private const double Q = 0.05;

    /// <summary>How many times the effect of each of its terms that of a pair must be.</summary>
    private const double Sharper = 1.25;

    /// <summary>Fewest rows of a slice, whatever the share.</summary>
    public const int LeastRows = 32;

    /// <summary>Smallest share of all rows.</summary>
    public const double LeastShare = 0.01;

    /// <summary>Searches one half of the rows and asks the other.</summary>
    /// <remarks>
    /// σ = α(ē_S ⁄ ē − 1) − (1 − α)(n ⁄ |S| − 1). Stands out: Welch's test of the loss against all other rows, Benjamini and Hochberg at 5 % over all slices
    /// tested, d ≥ 0.1; of two terms only where d is a quarter larger than that of each term alone. Those with the largest σ are asked again on the other half.
    /// <para>Sources: Sagadeeva and Boehm (2021), SliceLine, SIGMOD, 2290–2299; Welch (1947), Biometrika 34, 28–35; Holm (1979), Scand. J. Stat. 6, 65–70.</para>
    /// </remarks>
    /// <param name="loss">Per row, ≥ 0.</param>
    /// <param name="bins">Per column, for each row its bin.</param>
    /// <param name="counts">Per column how many bins there are.</param>
    /// <param name="isFirst">Per row, whether it belongs to the half that is searched. Rows that belong together must be on one side.</param>
    /// <param name="most">Slices that are asked on the other half and returned at most, worst first.</param>
    /// <param name="tested">How many slices were tested.</param>
    public static IReadOnlyList<FoundSlice> Find(double[] loss, IReadOnlyList<byte[]> bins, IReadOnlyList<int> counts, bool[] isFirst, int most, out int tested)
    {
        var (first, second) = (Rows(isFirst, true), Rows(isFirst, false));
        var here = Moments.Of(loss, first);
        var there = Moments.Of(loss, second);
        tested = 0;
        if (first.Length < 2 * LeastRows || second.Length < 2 * LeastRows || here.Mean <= 0)
        {
            return [];
        }

        var least = Math.Max(LeastRows / 2.0, LeastShare * first.Length);
        var singles = bins.Select((b, c) => Singles(loss, b, counts[c], first)).ToArray();
        var scored = new List<(SliceTerm[] Terms, Moments Of, double Score, double P)>();
        for (var c = 0; c < bins.Count; c++)
        {
            for (var k = 0; k < counts[c]; k++)
            {
                if (singles[c][k].Rows >= least && singles[c][k].Rows < here.Rows)
                {
                    scored.Add(([new SliceTerm(c, k)], singles[c][k], Score(singles[c][k], here), Welch(singles[c][k], here)));
                }
            }
        }

        var pairs = Enumerable.Range(0, bins.Count).SelectMany(a => Enumerable.Range(a + 1, bins.Count - a - 1).Select(b => (a, b))).ToArray();
        var found = new List<(SliceTerm[], Moments, double, double)>[pairs.Length];
        Parallel.For(0, pairs.Length, p =>
        {
            var (a, b) = pairs[p];
            var cells = Pairs(loss, bins[a], bins[b], counts[a], counts[b], first);
            found[p] = [];
            for (var i = 0; i < counts[a]; i++)
            {
                for (var j = 0; j < counts[b]; j++)
                {
                    var cell = cells[(i * counts[b]) + j];
                    if (cell.Rows >= least && cell.Rows < 0.98 * Math.Min(singles[a][i].Rows, singles[b][j].Rows))
                    {
                        found[p].Add(([new SliceTerm(a, i), new SliceTerm(b, j)], cell, Score(cell, here), Welch(cell, here)));
                    }
                }
            }
        });
        scored.AddRange(found.SelectMany(f => f));
        tested = scored.Count;

        var bound = Shift.Threshold(scored.Select(s => s.P), Q);
        var worst = scored.Where(s => s.P <= bound && s.P < 0.5 && Effect(s.Of, here) >= 0.1)
            .Where(s => s.Terms.Length == 1 || s.Terms.All(t => Effect(s.Of, here) > Sharper * Effect(singles[t.Column][t.Bin], here)))
            .OrderByDescending(s => s.Score)
            .Select(s => (s.Terms, s.Of, s.Score, Again: Moments.Of(loss, [.. second.Where(i => s.Terms.All(t => bins[t.Column][i] == t.Bin))])))
            .Where(s => s.Again.Rows >= LeastRows / 2).Take(most).ToList(); // one that the other half lacks cannot be asked there
        var p = Holm([.. worst.Select(s => Welch(s.Again, there))]);
        return [.. worst.Select((s, i) => new FoundSlice(s.Terms, (long)(s.Of.Rows + s.Again.Rows), s.Again.Mean, there.Without(s.Again).Mean, s.Score, p[i], Effect(s.Again, there)))];
    }

    /// <summary>What each p-value is worth when none of all may be false with more than the same probability. In the order given.</summary>
    /// <remarks>p₍ᵢ₎ · (k − i + 1), made monotone from the smallest up, at most 1. Source: Holm (1979).</remarks>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var (largest, left) = (0.0, p.Count);
        foreach (var (value, at) in p.Select((v, i) => (v, i)).OrderBy(x => x.v))
        {
            largest = Math.Max(largest, Math.Min(1, value * left--));
            adjusted[at] = largest;
        }

        return adjusted;
    }

    /// <summary>One-sided p of a larger mean in the slice than in all other rows; 1 where it cannot be told.</summary>
    public static double Welch(Moments slice, Moments all)
    {
        var rest = all.Without(slice);
        var (a, b) = (slice.Variance / slice.Rows, rest.Variance / rest.Rows);
        if (slice.Rows < 2 || rest.Rows < 2 || !(a + b > 0))
        {
            return 1;
        }

        var t = (slice.Mean - rest.Mean) / Math.Sqrt(a + b);
        var freedom = (a + b) * (a + b) / ((a * a / (slice.Rows - 1)) + (b * b / (rest.Rows - 1)));
        return freedom > 5_000 ? Normal.CDF(0, 1, -t) : StudentT.CDF(0, 1, freedom, -t);
    }

    private static double Effect(Moments slice, Moments all)
    {
        var rest = all.Without(slice);
        var pooled = ((slice.Variance * (slice.Rows - 1)) + (rest.Variance * (rest.Rows - 1))) / Math.Max(1, slice.Rows + rest.Rows - 2);
        return slice.Rows < 2 || pooled <= 0 ? 0 : (slice.Mean - rest.Mean) / Math.Sqrt(pooled);
    }

    private static double Score(Moments slice, Moments all) => slice.Rows == 0 ? double.NegativeInfinity
        : (Alpha * ((slice.Mean / all.Mean) - 1)) - ((1 - Alpha) * ((all.Rows / slice.Rows) - 1));

    private static int[] Rows(bool[] isFirst, bool wanted) => [.. Enumerable.Range(0, isFirst.Length).Where(i => isFirst[i] == wanted)];

    private static Moments[] Singles(double[] loss, byte[] bin, int bins, int[] rows)
    {
        var cells = new Moments[bins];
        foreach (var i in rows)
        {
            cells[bin[i]] = cells[bin[i]].With(loss[i]);
        }

        return cells;
    }

    private static Moments[] Pairs(double[] loss, byte[] a, byte[] b, int countA, int countB, int[] rows)
    {
        var cells = new Moments[countA * countB];
        foreach (var i in rows)
        {
            ref var cell = ref cells[(a[i] * countB) + b[i]];
            cell = cell.With(loss[i]);
        }

        return cells;
    }
}

/// <summary>Rows, sum and sum of squares of a number.</summary>
public readonly record struct Moments(double Rows, double Sum, double Squares)
{
    public double Mean => Rows == 0 ? double.NaN : Sum / Rows;

    /// <summary>Of a sample: over rows less one; 0 for fewer than two.</summary>
    public double Variance => Rows < 2 ? 0 : Math.Max(0, (Squares - (Sum * Sum / Rows)) / (Rows - 1));

    public Moments With(double value) => new(Rows + 1, Sum + value, Squares + (value * value));

    public Moments Without(Moments part) => new(Rows - part.Rows, Sum - part.Sum, Squares - part.Squares);

    public static Moments Of(double[] values, IReadOnlyList<int> rows)
    {
        var all = default(Moments);
        foreach (var i in rows)
        {
            all = all.With(values[i]);
        }

        return all;
    }
}
