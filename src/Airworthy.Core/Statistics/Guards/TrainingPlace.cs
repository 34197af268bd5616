namespace Airworthy.Core.Statistics.Guards;

/// <summary>Where a value lies among those that a model has learnt from.</summary>
/// <param name="Percentile">Of a number: the share of training rows below it, in percent, from 0 (below the first percentile) to 100; null for a name.</param>
/// <param name="Share">Of a name, or of a missing value: the share of training rows that have it; null for a number.</param>
public readonly record struct TrainingPlace(double? Percentile, double? Share)
{
    /// <summary>Percentiles that are kept of a column: 1 to 99.</summary>
    public const int Kept = 99;

    /// <summary>The percentiles of a column of numbers.</summary>
    /// <returns>Null where no row has a number.</returns>
    public static IReadOnlyList<float>? Percentiles(FloatMatrix rows, int column)
    {
        var values = new float[rows.Rows];
        var n = 0;
        for (var i = 0; i < rows.Rows; i++)
        {
            if (float.IsFinite(rows[i, column]))
            {
                values[n++] = rows[i, column];
            }
        }

        Array.Sort(values, 0, n);
        return n == 0 ? null : [.. Enumerable.Range(1, Kept).Select(p => values[(int)((long)(n - 1) * p / (Kept + 1))])];
    }

    /// <summary>The place of a number; NaN is a missing one.</summary>
    /// <returns>Null where the profile does not tell.</returns>
    public static TrainingPlace? Of(ColumnProfile column, double number)
    {
        if (double.IsNaN(number))
        {
            return new TrainingPlace(null, Missing(column));
        }

        if (column.Percentiles is not { Count: Kept } known)
        {
            return null;
        }

        // Of a value that many rows share, the middle of its percentiles.
        var (below, upTo) = (known.Count(k => k < number), known.Count(k => k <= number));
        return new TrainingPlace(upTo == 0 ? 0 : below == Kept ? 100 : (below + 1 + Math.Max(upTo, below + 1)) / 2.0, null);
    }

    /// <summary>The place of a name; an empty one is missing.</summary>
    /// <returns>Null where the column holds no names.</returns>
    public static TrainingPlace? Of(ColumnProfile column, string name)
    {
        if (name.Length == 0)
        {
            return new TrainingPlace(null, Missing(column));
        }

        if (column.Categories is not { } names)
        {
            return null;
        }

        // What a name adds to the distance is −2 ln of its share over the largest one.
        static double Weight(double surprise) => Math.Exp(-surprise / 2);
        var all = column.Surprises.Sum(Weight);
        for (var c = 0; c < names.Count; c++)
        {
            if (names[c] == name)
            {
                return new TrainingPlace(null, (1 - Missing(column)) * Weight(column.Surprises[c]) / all);
            }
        }

        return new TrainingPlace(null, 0);
    }

    /// <summary>The commonest name; null where there is none.</summary>
    public static string? Commonest(ColumnProfile column) => column.Categories is { Count: > 0 } names ? names[column.Surprises.Index().MinBy(s => s.Item).Index] : null;

    private static double Missing(ColumnProfile column)
    {
        var (gone, there) = (Math.Exp(-column.Missing / 2), Math.Exp(-column.Present / 2));
        return gone / (gone + there);
    }
}
