using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Core.Statistics.Costs;

/// <param name="Threshold">Rows with a score from here on are answered yes.</param>
/// <param name="Cost">Per decision.</param>
public readonly record struct CostPoint(double Threshold, double Cost);

/// <summary>What the decisions of a model cost at every threshold, and how far the one in use is from the cheapest.</summary>
/// <remarks>All costs are per decision, in the contract's unit. Rows with a score from the threshold on are answered yes.</remarks>
/// <param name="Curve">Thresholds and their cost, lowest threshold first; a few hundred.</param>
/// <param name="InUse">The threshold in use.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Error">Standard error of that.</param>
/// <param name="Cheapest">The threshold with the least cost on these rows; +∞ answers no to all.</param>
/// <param name="Least">What that costs.</param>
/// <param name="CheapestWithin">Where the cheapest threshold lies when rows are drawn again, 95 times in 100.</param>
/// <param name="Never">What answering no to all costs.</param>
/// <param name="Always">What answering yes to all costs.</param>
/// <param name="Excess">What the threshold in use costs more than the cheapest one that was found on the other half of the rows: may be below 0.</param>
/// <param name="ExcessError">Standard error of that.</param>
public sealed record CostCurve(IReadOnlyList<CostPoint> Curve, double InUse, double Cost, double Error, double Cheapest, double Least, Interval CheapestWithin,
    double Never, double Always, double Excess, double ExcessError)
{
    /// <summary>Groups of neighbouring scores between which a threshold is looked for.</summary>
    private const int Steps = 2_000;

    private const int Shown = 200;

    /// <summary>Costs at all thresholds.</summary>
    /// <remarks>
    /// The cheapest threshold is chosen on one half of the rows and priced on the other, and the other way round, because a threshold always looks cheap on the rows it was
    /// chosen on. Source for the threshold: Elkan (2001); for drawing rows again: Efron and Tibshirani (1993), whole blocks where rows belong together.
    /// </remarks>
    /// <param name="draws">For the interval of the cheapest threshold.</param>
    public static CostCurve Of(Truth truth, double[] scores, DecisionCosts costs, double inUse, RowUnits units, int draws = 200, int seed = 20_261_127)
    {
        var n = scores.Length;
        var (thresholds, group) = Grouped(scores);
        var (whole, even, odd) = (new Counts(thresholds.Length), new Counts(thresholds.Length), new Counts(thresholds.Length));
        for (var i = 0; i < n; i++)
        {
            whole.Add(group[i], truth.Values[i] > 0.5, 1);
            (i % 2 == 0 ? even : odd).Add(group[i], truth.Values[i] > 0.5, 1);
        }

        var all = whole.Costs(costs);
        var best = LeastOf(all);
        double[] others = [thresholds[LeastOf(odd.Costs(costs))], thresholds[LeastOf(even.Costs(costs))]];
        var (cost, excess) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var isSo = truth.Values[i] > 0.5;
            cost[i] = costs.Of(isSo, scores[i] >= inUse);
            excess[i] = cost[i] - costs.Of(isSo, scores[i] >= others[i % 2]);
        }

        var step = Math.Max(1, thresholds.Length / Shown);
        return new CostCurve(
            [.. Enumerable.Range(0, thresholds.Length).Where(k => k % step == 0 || k == best).Select(k => new CostPoint(thresholds[k], all[k]))],
            inUse, cost.Average(), ErrorOf(cost, units), thresholds[best], all[best], Within(truth, thresholds, group, costs, units.Of(cost).Blocks, draws, seed),
            all[^1], all[0], excess.Average(), ErrorOf(excess, units));
    }

    /// <summary>How the cost of false alarms (or of misses) would have to be before the model is no cheaper than a fixed answer, other costs as they are; null where no cost would do it.</summary>
    /// <param name="falseYes">Share of rows that are false alarms; <paramref name="falseNo"/> of misses; so with the rest.</param>
    public static (double? FalseAlarm, double? Miss) BreakEven(DecisionCosts costs, double trueYes, double falseNo, double falseYes, double trueNo)
    {
        // Against never: false alarms are what the model costs more. Against always: misses are.
        var alarm = falseYes == 0 ? (double?)null : (((trueYes + falseNo) * costs.FalseNo) + (falseYes * costs.TrueNo) - (trueYes * costs.TrueYes) - (falseNo * costs.FalseNo)) / falseYes;
        var miss = falseNo == 0 ? (double?)null : ((falseNo * costs.TrueYes) + ((falseYes + trueNo) * costs.FalseYes) - (falseYes * costs.FalseYes) - (trueNo * costs.TrueNo)) / falseNo;
        return (alarm, miss);
    }

    private static double ErrorOf(double[] values, RowUnits units)
    {
        var mean = values.Average();
        return units.Of([.. values.Select(v => v - mean)]).Error;
    }

    private static int LeastOf(double[] costs)
    {
        var best = 0;
        for (var k = 1; k < costs.Length; k++)
        {
            best = costs[k] < costs[best] - 1e-12 ? k : best;
        }

        return best;
    }

    /// <summary>Thresholds between groups of neighbouring scores, lowest first and +∞ last, and the group of each row: rows of group k are answered yes by thresholds up to k.</summary>
    private static (double[] Thresholds, int[] Group) Grouped(double[] scores)
    {
        var order = RankMetrics.Sorted(scores);
        var (n, thresholds, group) = (order.Length, new List<double>(), new int[order.Length]);
        for (var i = 0; i < n; i++)
        {
            if (i == 0 || (scores[order[i]] != scores[order[i - 1]] && (long)i * Steps / n >= thresholds.Count))
            {
                thresholds.Add(scores[order[i]]);
            }

            group[order[i]] = thresholds.Count - 1;
        }

        return ([.. thresholds, double.PositiveInfinity], group);
    }

    private static Interval Within(Truth truth, double[] thresholds, int[] group, DecisionCosts costs, int[]? block, int draws, int seed)
    {
        if (draws < 2)
        {
            return new Interval(double.NaN, double.NaN);
        }

        var (random, found) = (new Random(seed), new double[draws]);
        var whole = new Counts(thresholds.Length);
        for (var i = 0; block is null && i < group.Length; i++)
        {
            whole.Add(group[i], truth.Values[i] > 0.5, 1);
        }

        var often = new double[block is null ? 0 : block.Length == 0 ? 0 : block.Max() + 1];
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = block is null ? whole.Redrawn(random) : new Counts(thresholds.Length);
            if (block is not null)
            {
                for (var k = 0; k < often.Length; k++)
                {
                    often[k] = MathNet.Numerics.Distributions.Poisson.Sample(random, 1);
                }

                for (var i = 0; i < group.Length; i++)
                {
                    drawn.Add(group[i], truth.Values[i] > 0.5, often[block[i]]);
                }
            }

            found[draw] = thresholds[LeastOf(drawn.Costs(costs))];
        }

        Array.Sort(found);
        return new Interval(found[(int)(0.025 * draws)], found[Math.Min(draws - 1, (int)(0.975 * draws))]);
    }

    /// <summary>Positives and negatives of each group.</summary>
    private sealed class Counts(int size)
    {
        private readonly double[] _positives = new double[size], _negatives = new double[size];

        public void Add(int group, bool isSo, double weight)
        {
            if (isSo)
            {
                _positives[group] += weight;
            }
            else
            {
                _negatives[group] += weight;
            }
        }

        /// <summary>Each row as often as a Poisson number of mean 1 says: the sum over a group is a Poisson number of its size.</summary>
        public Counts Redrawn(Random random)
        {
            var drawn = new Counts(size);
            for (var k = 0; k < size; k++)
            {
                drawn._positives[k] = Poisson(random, _positives[k]);
                drawn._negatives[k] = Poisson(random, _negatives[k]);
            }

            return drawn;
        }

        /// <summary>Cost per row of each threshold.</summary>
        public double[] Costs(DecisionCosts costs)
        {
            var (yes, no, n) = (0.0, 0.0, 0.0);
            for (var k = 0; k < size; k++)
            {
                yes += (_positives[k] * costs.TrueYes) + (_negatives[k] * costs.FalseYes);
                n += _positives[k] + _negatives[k];
            }

            var all = new double[size];
            for (var k = 0; k < size; k++)
            {
                all[k] = (yes + no) / Math.Max(1e-300, n);
                yes -= (_positives[k] * costs.TrueYes) + (_negatives[k] * costs.FalseYes);
                no += (_positives[k] * costs.FalseNo) + (_negatives[k] * costs.TrueNo);
            }

            return all;
        }

        private static double Poisson(Random random, double mean) => mean <= 0 ? 0
            : mean > 400 ? Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1))))
            : MathNet.Numerics.Distributions.Poisson.Sample(random, mean);
    }
}
