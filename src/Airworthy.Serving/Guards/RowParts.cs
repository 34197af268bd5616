using Airworthy.Serving.Models;

namespace Airworthy.Serving.Guards;

/// <summary>Rows taken out of tensors, and put together again from answers of different models.</summary>
internal static class RowParts
{
    /// <summary>Whether every tensor has one part per row.</summary>
    public static bool CanSplit(IReadOnlyList<Tensor> tensors, int rows)
    {
        for (var t = 0; t < tensors.Count; t++)
        {
            if (tensors[t].Shape.Length == 0 || tensors[t].Rows != rows)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The tensors of some rows, in their order.</summary>
    public static IReadOnlyList<Tensor> Take(IReadOnlyList<Tensor> tensors, int[] rows)
    {
        var parts = new Tensor[tensors.Count];
        for (var t = 0; t < parts.Length; t++)
        {
            var (source, width) = (tensors[t], tensors[t].Width);
            var values = Elements.Of(source.Type).New(rows.Length * width);
            for (var r = 0; r < rows.Length; r++)
            {
                Array.Copy(source.Values, rows[r] * width, values, r * width, width);
            }

            parts[t] = source with { Shape = [rows.Length, .. source.Shape.AsSpan(1)], Values = values };
        }

        return parts;
    }

    /// <summary>Outputs of the same form for all rows of a request, each without an answer yet: NaN, 0 or the empty text.</summary>
    public static IReadOnlyList<Tensor> Like(IReadOnlyList<Tensor> form, int rows) =>
    [
        .. form.Select(f =>
        {
            var values = Elements.Of(f.Type).New(rows * f.Width);
            switch (values)
            {
                case float[] floats:
                    Array.Fill(floats, float.NaN);
                    break;
                case double[] doubles:
                    Array.Fill(doubles, double.NaN);
                    break;
                case string[] texts:
                    Array.Fill(texts, "");
                    break;
            }

            return f with { Shape = [rows, .. f.Shape.AsSpan(1)], Values = values };
        }),
    ];

    /// <summary>Puts the answer of one row in its place. Another form is translated: a score is a probability of yes, and a decision is made of it.</summary>
    /// <param name="threshold">A score of at least this is a yes.</param>
    /// <returns>False: the answer cannot be said in this form.</returns>
    public static bool Put(IReadOnlyList<Tensor> into, int row, IReadOnlyList<Tensor> from, int at, double threshold)
    {
        var deciding = Scores.Deciding(from);
        var needed = Scores.Deciding(into);
        foreach (var place in into)
        {
            var width = place.Width;
            if (from.FirstOrDefault(f => f.Name == place.Name && f.Type == place.Type && f.Width == width) is { } same)
            {
                Array.Copy(same.Values, at * width, place.Values, row * width, width);
            }
            else if (deciding is not { Width: 1 } || width > 2)
            {
                if (ReferenceEquals(place, needed))
                {
                    return false;
                }
            }
            else if (place.Type is DataType.Fp32 or DataType.Fp64)
            {
                var score = Scores.At(deciding, at);
                Set(place.Values, row * width, width == 2 ? 1 - score : score);
                if (width == 2)
                {
                    Set(place.Values, (row * width) + 1, score);
                }
            }
            else if (width == 1 && place.Values is long[] labels)
            {
                labels[row] = Scores.Decision(deciding, at, threshold);
            }
        }

        return true;
    }

    private static void Set(Array values, int at, double value)
    {
        if (values is float[] floats)
        {
            floats[at] = (float)value;
        }
        else
        {
            ((double[])values)[at] = value;
        }
    }
}
