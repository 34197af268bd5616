using Airworthy.Models.Tabular;

namespace Airworthy.Models.Learners;

/// <summary>A column cut into bins, each with a level per output.</summary>
/// <param name="Column">Its position among the numbers.</param>
/// <param name="Bounds">Ascending upper bounds, inclusive; the first is that of missing values. At least one.</param>
/// <param name="Levels">One more than bounds.</param>
internal sealed record BinnedColumn(int Column, float[] Bounds, float[][] Levels)
{
    /// <summary>The bin of a value; a missing one falls into the first.</summary>
    public static int BinOf(float value, float[] bounds)
    {
        if (float.IsNaN(value))
        {
            return 0;
        }

        var at = Array.BinarySearch(bounds, value);
        return at >= 0 ? at : ~at;
    }

    public void Fill(ReadOnlySpan<float> row, Span<double> sums)
    {
        var level = Levels[BinOf(row[Column], Bounds)];
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] = level[k];
        }
    }

    /// <summary>The same as a balanced tree for each output.</summary>
    /// <param name="column">The position of the column among the numbers that the trees will read.</param>
    public IReadOnlyList<Tree> Trees(int column, float missing)
    {
        System.Diagnostics.Debug.Assert(Bounds[0] == missing, "The first bound is that of missing values.");
        var (threshold, left, right) = (new List<float>(), new List<int>(), new List<int>());
        Grow(0, Bounds.Length);
        int[] feature = [.. threshold.Select(_ => column)];
        return [.. Levels[0].Select((_, k) => new Tree(feature, [.. threshold], [.. left], [.. right], [.. Levels.Select(l => (double)l[k])]))];

        // The bins from `from` to `to`, both inclusive: a split at the bound in the middle, or the leaf.
        int Grow(int from, int to)
        {
            if (from == to)
            {
                return -1 - from;
            }

            var (middle, node) = ((from + to) / 2, threshold.Count);
            threshold.Add(Bounds[middle]);
            left.Add(0);
            right.Add(0);
            left[node] = Grow(from, middle);
            right[node] = Grow(middle + 1, to);
            return node;
        }
    }
}
