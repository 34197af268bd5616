namespace Airworthy.Core.Statistics;

/// <summary>Which columns carry the same information, so that taking one of them away alone would tell nothing: the others would stand in for it.</summary>
public static class FeatureGroups
{
    /// <summary>Rank correlation in size from which two columns are of one group.</summary>
    public const double Together = 0.8;

    /// <summary>Numbers whose pairs are counted over all rows; of more columns fewer rows are.</summary>
    private const double MostWork = 4e8;

    /// <summary>Groups columns whose ranks go together, also by way of others in between.</summary>
    /// <remarks>Ranks, because a column and its logarithm are the same to trees. Source: Spearman (1904), American Journal of Psychology 15, 72–101.</remarks>
    /// <param name="rows">Encoded rows; a missing number is left out of the pairs it is in.</param>
    /// <param name="column">For each number the column it is made from, from 0.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <returns>Each column once, in order; groups by their first column.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(FloatMatrix rows, int[] column, int columns)
    {
        var most = (int)Math.Clamp(MostWork / Math.Max(1, (double)rows.Columns * rows.Columns), 200, 20_000);
        var step = Math.Max(1, rows.Rows / most);
        int[] taken = [.. Enumerable.Range(0, rows.Rows).Where(r => r % step == 0)];
        var ranks = Enumerable.Range(0, rows.Columns).Select(c => Ranks([.. taken.Select(r => rows[r, c])])).ToList();
        int[] leader = [.. Enumerable.Range(0, columns)];
        int Leader(int c) => leader[c] == c ? c : leader[c] = Leader(leader[c]);
        for (var i = 0; i < rows.Columns; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (Leader(column[i]), Leader(column[j]));
                if (a != b && Math.Abs(Correlation(ranks[i], ranks[j])) > Together)
                {
                    leader[Math.Max(a, b)] = Math.Min(a, b);
                }
            }
        }

        return [.. Enumerable.Range(0, columns).GroupBy(Leader).OrderBy(g => g.Key).Select(g => (IReadOnlyList<int>)[.. g])];
    }

    /// <summary>The ranks of numbers, equal ones at their mean; NaN where there is no number.</summary>
    private static double[] Ranks(float[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !float.IsNaN(values[i])).OrderBy(i => values[i])];
        var ranks = Enumerable.Repeat(double.NaN, values.Length).ToArray();
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to < order.Length && values[order[to]] == values[order[from]])
            {
                to++;
            }

            for (var i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }

            from = to;
        }

        return ranks;
    }

    /// <summary>Pearson's correlation over the rows that have both; 0 where one does not vary or fewer than ten have.</summary>
    private static double Correlation(double[] a, double[] b)
    {
        var (n, sumA, sumB, squaresA, squaresB, products) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i], b[i]);
            if (!double.IsNaN(x) && !double.IsNaN(y))
            {
                (n, sumA, sumB, squaresA, squaresB, products) = (n + 1, sumA + x, sumB + y, squaresA + (x * x), squaresB + (y * y), products + (x * y));
            }
        }

        var (varianceA, varianceB) = (squaresA - (sumA * sumA / Math.Max(1, n)), squaresB - (sumB * sumB / Math.Max(1, n)));
        return n < 10 || varianceA <= 1e-9 || varianceB <= 1e-9 ? 0 : (products - (sumA * sumB / n)) / Math.Sqrt(varianceA * varianceB);
    }
}
