using Airworthy.Core.Statistics;
using Airworthy.Models.Tabular;

namespace Airworthy.Models.Explaining;

/// <summary>An answer taken apart: what each column moves it by, from what the model says of the other rows on average.</summary>
/// <param name="Base">What the formula sums up to, on average over the rows compared with; one per output.</param>
/// <param name="Of">For each column and output what it adds; base and parts together are the sum of the row.</param>
public sealed record Parts(double[] Base, IReadOnlyList<double[]> Of)
{
    /// <summary>What the row sums up to, per output.</summary>
    public double[] Sum => [.. Base.Select((b, k) => b + Of.Sum(p => p[k]))];
}

/// <summary>
/// Shapley values of a formula's sums, before the link: the mean over all orders in which the columns of the row could take the place of those of another row,
/// and over all rows compared with, of what each column changes. Exact, for trees and for linear formulas.
/// </summary>
/// <remarks>
/// Sources: Shapley (1953), A Value for n-Person Games; Lundberg and Lee (2017), NIPS 30, 4765–4774; of trees leaf by leaf with the rows compared with
/// (interventional): Lundberg et al. (2020), Nature Machine Intelligence 2, 56–67. A leaf that is reached when the columns A come from the row and the columns B from
/// the other one gives (|A|−1)!·|B|! ⁄ (|A|+|B|)! of its value to each of A, and takes |A|!·(|B|−1)! ⁄ (|A|+|B|)! from each of B.
/// </remarks>
public static class ShapleyParts
{
    /// <summary>Takes the answer of one row apart.</summary>
    /// <param name="column">For each encoded number the column it is made from, counted from 0.</param>
    /// <param name="row">The row, encoded.</param>
    /// <param name="others">Rows compared with, encoded; at least one.</param>
    public static Parts Of(Formula formula, int[] column, ReadOnlySpan<float> row, FloatMatrix others)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(others.Rows, 1);
        var columns = column.Length == 0 ? 0 : column.Max() + 1;
        return formula switch
        {
            Formula.Constant constant => new Parts([.. constant.Answers.Select(a => (double)a)], [.. Enumerable.Range(0, columns).Select(_ => new double[constant.Answers.Length])]),
            Formula.Linear linear => Linear(linear, column, columns, row, others),
            Formula.Trees trees => Trees(trees, column, columns, row, others),
            _ => throw new System.Diagnostics.UnreachableException(formula.GetType().Name),
        };
    }

    /// <summary>What sums become as answers.</summary>
    /// <param name="sums">One per output, as <see cref="Parts.Sum"/>.</param>
    public static double[] Linked(double[] sums, Formula formula)
    {
        static double Sigmoid(double s) => 1 / (1 + Math.Exp(-s));
        var trees = (formula as Formula.Trees)?.Outputs;
        switch (formula switch { Formula.Trees t => t.Link, Formula.Linear l => l.Link, _ => Link.None })
        {
            case Link.Sigmoid:
                return [.. sums.Select(Sigmoid)];
            case Link.SigmoidShares:
                var all = sums.Where((_, k) => trees![k].Count > 0).Sum(Sigmoid);
                return [.. sums.Select((s, k) => trees![k].Count == 0 ? 0 : Sigmoid(s) / all)];
            case Link.Softmax:
                var most = sums.Max();
                return [.. sums.Select(s => Math.Exp(s - most) / sums.Sum(o => Math.Exp(o - most)))];
            default:
                return sums;
        }
    }

    private static Parts Linear(Formula.Linear linear, int[] column, int columns, ReadOnlySpan<float> row, FloatMatrix others)
    {
        float One(float value, int number) => (value - linear.Centre[number]) / linear.Scale[number] is var x && float.IsNaN(x) ? 0 : Math.Clamp(x, -linear.Reach, linear.Reach);
        var outputs = linear.Weights.Count;
        var (start, parts) = ((double[])linear.Bias.Clone(), Empty(columns, outputs));
        for (var i = 0; i < column.Length; i++)
        {
            var mean = 0.0;
            for (var r = 0; r < others.Rows; r++)
            {
                mean += One(others[r, i], i) / (double)others.Rows;
            }

            for (var k = 0; k < outputs; k++)
            {
                start[k] += linear.Weights[k][i] * mean;
                parts[column[i]][k] += linear.Weights[k][i] * (One(row[i], i) - mean);
            }
        }

        return new Parts(start, parts);
    }

    private static Parts Trees(Formula.Trees trees, int[] column, int columns, ReadOnlySpan<float> row, FloatMatrix others)
    {
        var outputs = trees.Outputs.Count;
        var (start, parts) = ((double[])trees.Bias.Clone(), Empty(columns, outputs));
        float[] Filled(ReadOnlySpan<float> values)
        {
            var filled = values.ToArray();
            for (var i = 0; i < filled.Length; i++)
            {
                filled[i] = float.IsNaN(filled[i]) ? trees.Missing[i] : filled[i];
            }

            return filled;
        }

        var own = Filled(row);
        var share = 1.0 / others.Rows;
        for (var r = 0; r < others.Rows; r++)
        {
            var other = Filled(others.Row(r));
            for (var k = 0; k < outputs; k++)
            {
                foreach (var tree in trees.Outputs[k])
                {
                    new Walk(tree, column, own, other, parts, k, share, columns).From(tree.Feature.Length == 0 ? -1 : 0);
                    start[k] += share * Leaf(tree, other);
                }
            }
        }

        return new Parts(start, parts);
    }

    private static double Leaf(Tree tree, float[] row)
    {
        var at = tree.Feature.Length == 0 ? -1 : 0;
        while (at >= 0)
        {
            at = row[tree.Feature[at]] <= tree.Threshold[at] ? tree.Left[at] : tree.Right[at];
        }

        return tree.Leaves[-1 - at];
    }

    private static double[][] Empty(int columns, int outputs) => [.. Enumerable.Range(0, columns).Select(_ => new double[outputs])];

    /// <summary>Walks a tree to all leaves that some mixture of the two rows reaches.</summary>
    private sealed class Walk(Tree tree, int[] column, float[] own, float[] other, double[][] parts, int output, double share, int columns)
    {
        /// <summary>For each column whether it must come from the row (1), from the other one (−1), or has not decided yet (0).</summary>
        private readonly sbyte[] _side = new sbyte[columns];
        private int _own, _other;

        public void From(int node)
        {
            if (node < 0)
            {
                Give(tree.Leaves[-1 - node]);
                return;
            }

            var (feature, than) = (tree.Feature[node], tree.Threshold[node]);
            var (mine, its) = (own[feature] <= than, other[feature] <= than);
            if (mine == its)
            {
                From(mine ? tree.Left[node] : tree.Right[node]);
                return;
            }

            var player = column[feature];
            switch (_side[player])
            {
                case > 0:
                    From(mine ? tree.Left[node] : tree.Right[node]);
                    break;
                case < 0:
                    From(its ? tree.Left[node] : tree.Right[node]);
                    break;
                default:
                    (_side[player], _own) = (1, _own + 1);
                    From(mine ? tree.Left[node] : tree.Right[node]);
                    (_side[player], _own, _other) = (-1, _own - 1, _other + 1);
                    From(its ? tree.Left[node] : tree.Right[node]);
                    (_side[player], _other) = (0, _other - 1);
                    break;
            }
        }

        private void Give(double leaf)
        {
            if (_own + _other == 0)
            {
                return;
            }

            var (gain, loss) = (Weight(_own - 1, _other), Weight(_other - 1, _own));
            for (var c = 0; c < _side.Length; c++)
            {
                if (_side[c] != 0)
                {
                    parts[c][output] += share * leaf * (_side[c] > 0 ? gain : -loss);
                }
            }
        }

        /// <summary>a!·b! ⁄ (a + b + 1)!</summary>
        private static double Weight(int a, int b)
        {
            var weight = 1.0 / (a + b + 1);
            for (var i = 1; i <= a; i++)
            {
                weight *= i / (double)(b + i);
            }

            return weight;
        }
    }
}
