using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Explaining;

/// <summary>Shapley values of an answer of any model, estimated by asking it: columns take the place of those of another row in an order drawn at random, and what each changes is noted.</summary>
/// <remarks>Each drawn order is taken forwards and backwards with the same row. Source: Štrumbelj and Kononenko (2014), Knowledge and Information Systems 41, 647–665; antithetic: Mitchell et al. (2022), JMLR 23(43).</remarks>
public static class SampledParts
{
    /// <summary>Takes the answer to one row apart.</summary>
    /// <param name="rows">The row last, before it the rows compared with; at least one of those.</param>
    /// <param name="answer">Answers rows, one number per output.</param>
    /// <param name="orders">Orders that are drawn, at least 2.</param>
    /// <returns>The parts, in the unit of the answers, and the standard error of each column's part.</returns>
    public static (Parts Parts, IReadOnlyList<double[]> Errors) Of(RawRows rows, Func<RawRows, FloatMatrix> answer, int orders, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Rows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, 2);
        var (random, columns, own) = (new Random(seed), rows.Columns.Count, rows.Rows - 1);
        var walks = new List<(int[] Order, int Other)>();
        for (var i = 0; i < orders; i++)
        {
            int[] order = [.. Enumerable.Range(0, columns)];
            random.Shuffle(order);
            var other = random.Next(own);
            walks.Add((order, other));
            walks.Add(([.. order.Reverse()], other));
        }

        // Of each walk: the other row, then one more column of the own row with each step.
        var from = Enumerable.Range(0, columns).Select(_ => new List<int>()).ToList();
        foreach (var (order, other) in walks)
        {
            var taken = new bool[columns];
            for (var step = 0; step <= columns; step++)
            {
                if (step > 0)
                {
                    taken[order[step - 1]] = true;
                }

                for (var c = 0; c < columns; c++)
                {
                    from[c].Add(taken[c] ? own : other);
                }
            }
        }

        var said = answer(new RawRows(from.Count == 0 ? 0 : from[0].Count, [.. rows.Columns.Select((c, i) => c.Of(from[i]))]));
        var outputs = said.Columns;
        var (sum, squares, start) = (Empty(columns, outputs), Empty(columns, outputs), new double[outputs]);
        for (var w = 0; w < walks.Count; w += 2)
        {
            for (var k = 0; k < outputs; k++)
            {
                start[k] += said[w * (columns + 1), k] / (double)orders;
                var part = new double[columns];
                for (var way = w; way < w + 2; way++)
                {
                    for (var step = 0; step < columns; step++)
                    {
                        var at = (way * (columns + 1)) + step;
                        part[walks[way].Order[step]] += ((double)said[at + 1, k] - said[at, k]) / 2;
                    }
                }

                for (var c = 0; c < columns; c++)
                {
                    sum[c][k] += part[c];
                    squares[c][k] += part[c] * part[c];
                }
            }
        }

        return (new Parts(start, [.. sum.Select(s => s.Select(v => v / orders).ToArray())]),
            [.. sum.Select((s, c) => s.Select((v, k) => Math.Sqrt(Math.Max(0, squares[c][k] - (v * v / orders)) / (orders - 1) / orders)).ToArray())]);
    }

    private static double[][] Empty(int columns, int outputs) => [.. Enumerable.Range(0, columns).Select(_ => new double[outputs])];
}
