using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Learners;

/// <summary>A rule on one column: the column whose values, or tenths of values, tell most about the label.</summary>
/// <remarks>Source: Holte (1993), Machine Learning 11, 63–90, Very Simple Classification Rules Perform Well on Most Commonly Used Datasets.</remarks>
public static class OneColumn
{
    /// <summary>Bins that a number is cut into, with about as many rows each.</summary>
    public const int Bins = 16;

    /// <summary>Rows that bounds of bins are found from.</summary>
    private const int MostForBounds = 100_000;

    /// <summary>Rows that a bin is imagined to have more, all like the average.</summary>
    private const double Imagined = 20;

    /// <summary>Learns the rule.</summary>
    /// <param name="encoder">How the columns were encoded; a column of texts is used by its levels.</param>
    /// <param name="matrix">The rows, encoded for learning.</param>
    /// <returns>The column of the table that the rule reads, the encoder of that column alone, and the rule over its numbers.</returns>
    public static (string Column, Encoder Encoder, Learnt Rule) Learn(Encoder encoder, FloatMatrix matrix, Target target)
    {
        ArgumentOutOfRangeException.ThrowIfZero(encoder.Encodings.Count);
        var prior = target.Prior();
        var best = (Loss: double.PositiveInfinity, Encoding: encoder.Encodings[0], At: 0, Tree: (IReadOnlyList<Tree>?)null, Missing: 0f);
        var at = 0;
        foreach (var encoding in encoder.Encodings)
        {
            if (encoding is Encoding.Rates)
            {
                var from = at;
                var loss = Loss(matrix, target, (row, sums) =>
                {
                    for (var k = 0; k < sums.Length; k++)
                    {
                        sums[k] = row[from + k];
                    }
                });
                best = loss < best.Loss ? (loss, encoding, 0, null, 0) : best;
            }
            else
            {
                for (var made = 0; made < encoding.Made.Count; made++)
                {
                    var (missing, bounds) = Bounds(matrix, at + made);
                    var bins = new BinnedColumn(at + made, bounds, Filled(matrix, target, prior, at + made, bounds));
                    var loss = Loss(matrix, target, bins.Fill);
                    best = loss < best.Loss ? (loss, encoding, made, bins.Trees(made, missing), missing) : best;
                }
            }

            at += encoding.Made.Count;
        }

        return (best.Encoding.Column, new Encoder([best.Encoding]), best.Tree is { } trees ? OfBins(trees, best.Encoding.Made.Count, best.At, best.Missing, target) : OfLevels(target));
    }

    /// <summary>The levels of a text are sums already.</summary>
    private static Learnt OfLevels(Target target)
    {
        var (n, link) = (target.Outputs, Sums.LinkOf(target.Scale));
        var weights = Enumerable.Range(0, n).Select(k => Enumerable.Range(0, n).Select(c => c == k ? 1.0 : 0).ToArray()).ToList();
        return new Learnt(new Formula.Linear(new float[n], [.. Enumerable.Repeat(1f, n)], weights, new double[n], link), rows => Sums.Answer(rows, n, link, (row, sums) =>
        {
            for (var k = 0; k < n; k++)
            {
                sums[k] = row[k];
            }
        }));
    }

    private static Learnt OfBins(IReadOnlyList<Tree> trees, int made, int at, float missing, Target target)
    {
        var link = Sums.LinkOf(target.Scale);
        var formula = new Formula.Trees([.. Enumerable.Repeat(missing, made)], [.. trees.Select(t => (IReadOnlyList<Tree>)[t])], new double[trees.Count], link);
        return new Learnt(formula, rows => Sums.Answer(rows, trees.Count, link, (row, sums) =>
        {
            var value = float.IsNaN(row[at]) ? missing : row[at];
            for (var k = 0; k < sums.Length; k++)
            {
                var node = 0;
                while (node >= 0)
                {
                    node = value <= trees[k].Threshold[node] ? trees[k].Left[node] : trees[k].Right[node];
                }

                sums[k] = trees[k].Leaves[-1 - node];
            }
        }));
    }

    private static double Loss(FloatMatrix matrix, Target target, SumsOf sumsOf)
    {
        var (sums, link, all) = (new double[target.Outputs], Sums.LinkOf(target.Scale), 0.0);
        for (var row = 0; row < matrix.Rows; row++)
        {
            sumsOf(matrix.Row(row), sums);
            Sums.Link(sums, link);
            all += Sums.Loss(sums, target.Scale, target.Values[row]);
        }

        return all;
    }

    /// <summary>What stands for a missing value, below all others, and the upper bounds of the bins: the first is of missing values alone, the last bin has none.</summary>
    private static (float Missing, float[] Bounds) Bounds(FloatMatrix matrix, int column)
    {
        var step = Math.Max(1, matrix.Rows / MostForBounds);
        var seen = new List<float>();
        for (var row = 0; row < matrix.Rows; row += step)
        {
            if (float.IsFinite(matrix[row, column]))
            {
                seen.Add(matrix[row, column]);
            }
        }

        seen.Sort();
        const float Missing = -float.MaxValue;
        var bounds = Enumerable.Range(1, Bins - 1).Where(_ => seen.Count > 0).Select(b => seen[(int)((long)b * (seen.Count - 1) / Bins)]).Distinct().Where(b => b > Missing && b < seen[^1]);
        return (Missing, [Missing, .. bounds]);
    }

    private static float[][] Filled(FloatMatrix matrix, Target target, double[] prior, int column, float[] bounds)
    {
        var (rows, sums) = (new double[bounds.Length + 1], new double[(bounds.Length + 1) * target.Outputs]);
        for (var row = 0; row < matrix.Rows; row++)
        {
            var bin = BinnedColumn.BinOf(matrix[row, column], bounds);
            rows[bin]++;
            target.Add(target.Values[row], sums.AsSpan(bin * target.Outputs, target.Outputs));
        }

        return [.. rows.Select((n, bin) => target.Level(n, sums.AsSpan(bin * target.Outputs, target.Outputs), prior, Imagined))];
    }
}
