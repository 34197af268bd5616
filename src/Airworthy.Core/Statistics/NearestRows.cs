namespace Airworthy.Core.Statistics;

/// <summary>How far a row lies from the nearest of the rows that are known: far from all of them, a model has nothing to go by.</summary>
/// <remarks>
/// The distance to the k-th nearest known row; numbers in standard deviations of the known rows, categories 0 or 1, a missing value 1 from any that is there.
/// <para>Source: Ramaswamy, Rastogi and Shim (2000), SIGMOD, 427–438.</para>
/// </remarks>
public sealed class NearestRows
{
    /// <summary>Neighbours looked for.</summary>
    public const int Neighbours = 10;

    private readonly FloatMatrix _known;
    private readonly bool[] _isCategory;
    private readonly float[] _scale;

    /// <param name="known">At least <see cref="Neighbours"/> rows.</param>
    /// <param name="isCategory">For each column whether its numbers are names.</param>
    public NearestRows(FloatMatrix known, IReadOnlyList<bool> isCategory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(known.Rows, Neighbours);
        (_known, _isCategory) = (known, [.. isCategory]);
        _scale = [.. Enumerable.Range(0, known.Columns).Select(c => isCategory[c] ? 1 : Scale(known, c))];
    }

    /// <summary>The distance of each row to its k-th nearest known row; at least 0.</summary>
    public double[] Distances(FloatMatrix rows)
    {
        var distances = new double[rows.Rows];
        var nearest = new float[Neighbours];
        for (var i = 0; i < rows.Rows; i++)
        {
            Array.Fill(nearest, float.MaxValue);
            var row = rows.Row(i);
            for (var j = 0; j < _known.Rows; j++)
            {
                Insert(nearest, Squared(row, _known.Row(j), nearest[^1]));
            }

            distances[i] = Math.Sqrt(nearest[^1]);
        }

        return distances;
    }

    /// <summary>The known rows nearest to a row, the nearest first, with their distances.</summary>
    /// <param name="count">How many, from 1.</param>
    public IReadOnlyList<(int Row, double Distance)> To(ReadOnlySpan<float> row, int count)
    {
        var nearest = new PriorityQueue<int, float>();
        for (var j = 0; j < _known.Rows; j++)
        {
            nearest.TryPeek(out _, out var farthest);
            var squared = Squared(row, _known.Row(j), nearest.Count < count ? float.MaxValue : -farthest);
            if (nearest.Count < count)
            {
                nearest.Enqueue(j, -squared);
            }
            else if (squared < -farthest)
            {
                nearest.EnqueueDequeue(j, -squared);
            }
        }

        return [.. nearest.UnorderedItems.Select(n => (n.Element, Math.Sqrt(-n.Priority))).OrderBy(n => n.Item2).ThenBy(n => n.Element)];
    }

    /// <summary>Sum of squares, left off once it is too large to matter.</summary>
    private float Squared(ReadOnlySpan<float> one, ReadOnlySpan<float> other, float most)
    {
        var sum = 0f;
        for (var c = 0; c < one.Length && sum < most; c++)
        {
            var (a, b) = (one[c], other[c]);
            if (_isCategory[c] || float.IsNaN(a) || float.IsNaN(b))
            {
                sum += a.Equals(b) ? 0 : 1;
            }
            else
            {
                var gap = (a - b) * _scale[c];
                sum += gap * gap;
            }
        }

        return sum;
    }

    private static void Insert(float[] nearest, float squared)
    {
        if (squared >= nearest[^1])
        {
            return;
        }

        var at = nearest.Length - 1;
        for (; at > 0 && nearest[at - 1] > squared; at--)
        {
            nearest[at] = nearest[at - 1];
        }

        nearest[at] = squared;
    }

    /// <summary>One over the standard deviation; 0 for a column that does not vary.</summary>
    private static float Scale(FloatMatrix rows, int column)
    {
        var (n, sum, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rows.Rows; i++)
        {
            double x = rows[i, column];
            if (!double.IsNaN(x))
            {
                (n, sum, squares) = (n + 1, sum + x, squares + (x * x));
            }
        }

        var variance = n > 1 ? (squares - (sum * sum / n)) / (n - 1) : 0;
        return variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 0;
    }
}
