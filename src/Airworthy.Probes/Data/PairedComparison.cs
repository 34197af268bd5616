using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Compares two sets of predictions row by row, and finds out whether rows or whole blocks of them are what counts.</summary>
internal static class PairedComparison
{
    /// <summary>Draws of a metric that has no simple formula for its error.</summary>
    private const int Draws = 300;

    private const int Seed = 20_260_721;

    /// <summary>The candidate and the best baseline; the two best baselines when there is no candidate; null when there are not two.</summary>
    public static (int First, int Second)? BestTwo(PredictionMetric metric, ProjectContract contract, PairedRows rows, IReadOnlyList<Predictions> sets)
    {
        var up = contract.Metric?.Direction is not { } direction ? metric.IsUp : direction == Direction.Up;
        var ranked = Enumerable.Range(0, sets.Count).Select(i => (Set: i, metric.Measure(rows.Truth, rows.Sets[i]).Value))
            .OrderByDescending(x => double.IsFinite(x.Value) ? (up ? x.Value : -x.Value) : double.NegativeInfinity).ThenBy(x => x.Set).Select(x => x.Set).ToList();
        var candidate = sets.Index().FirstOrDefault(s => s.Item.Source.IsCandidate, (-1, null!)).Index;
        return sets.Count < 2 ? null
            : candidate >= 0 ? (ranked.First(i => i != candidate), candidate)
            : (ranked[1], ranked[0]);
    }

    /// <summary>The error of their difference.</summary>
    /// <param name="all">Whether all rows are compared, so that repeated draws are worth their time.</param>
    public static MeasuredError? Measure(PredictionMetric metric, PairedRows rows, IReadOnlyList<Predictions> sets, (int First, int Second) pair, bool all)
    {
        var (truth, first, second) = (rows.Truth, rows.Sets[pair.First], rows.Sets[pair.Second]);
        if (metric.Compare(truth, first, second) is not { } compared)
        {
            return null;
        }

        var unit = truth.Queries is null ? rows.Units.Of(compared.Influence) : RowUnits.None.Of(compared.Influence);
        var units = unit.Mean is { } mean ? (Name: unit.Block!, Of: unit.Blocks!, Mean: mean) : ((string Name, int[] Of, BlockedMean Mean)?)null;
        var alone = BlockedMean.Of(compared.Influence, Numbers(compared.Influence.Length));
        var scale = Math.Sqrt((double)truth.Rows / Math.Max(truth.Rows, rows.Rows)); // what was not drawn makes the error smaller, as far as rows stand for themselves
        var error = units is { } b ? b.Mean.BlockError : alone.RowError * scale;
        if (all && metric.Name == "average_precision" && error > 0)
        {
            error = Drawn(truth.Values, first.Score, second.Score, units?.Of ?? Numbers(truth.Rows), units?.Mean.Blocks ?? truth.Rows) * (units is null ? scale : 1);
        }

        var (a, z) = (sets[pair.First].Source, sets[pair.Second].Source);
        return new MeasuredError(a.Name, compared.First, z.Name, compared.Second, error,
            units?.Mean.Blocks ?? compared.Influence.Length, Differing(metric, truth, first, second),
            metric.Scale == MetricScale.TwoClasses ? (long)Math.Min(truth.Values.Sum(), truth.Rows - truth.Values.Sum()) : null,
            truth.Queries is null ? units?.Name : "query", truth.Queries is null ? units?.Mean.BlockSize ?? 1 : (double)truth.Rows / Math.Max(1, compared.Influence.Length),
            units?.Mean.Correlation ?? 0, units?.Mean.DesignEffect ?? 1,
            metric.Name == "accuracy" ? truth.Values.Index().Count(y => first.Answer![y.Index] == y.Item != (second.Answer![y.Index] == y.Item)) / (double)truth.Rows : null,
            truth.Rows < rows.Rows ? truth.Rows : null)
        {
            HasCandidate = z.IsCandidate,
        };
    }

    /// <summary>The error on the rows of a slice.</summary>
    public static SlicePower OfSlice(PredictionMetric metric, Slice slice, PairedRows rows, int index, IReadOnlyList<Predictions> sets, (int First, int Second) pair)
    {
        var part = rows.Only(rows.Marked(index));
        return part.Truth.Rows < 2 ? new SlicePower(slice.Name, part.Truth.Rows, WhyNot: "it has no rows")
            : Measure(metric, part, sets, pair, all: false) is not { } measured || !double.IsFinite(measured.Error) ? new SlicePower(slice.Name, part.Rows, WhyNot: $"{metric.Name} does not exist on its rows")
            : new SlicePower(slice.Name, part.Rows, measured.Error, measured.Units, Differing: measured.Differing, Rarest: measured.Rarest);
    }

    private static double Drawn(double[] labels, double[] first, double[] second, int[] block, int blocks)
    {
        var (one, two) = (RankMetrics.Sorted(first), RankMetrics.Sorted(second));
        return BlockBootstrap.StandardError(block, blocks, w => RankMetrics.AveragePrecision(labels, second, two, w) - RankMetrics.AveragePrecision(labels, first, one, w), Draws, Seed);
    }

    private static long Differing(PredictionMetric metric, Truth truth, Answers first, Answers second)
    {
        var (a, b) = metric.IsDecided ? (first.Answer!, second.Answer!) : metric.Scale == MetricScale.Classes && truth.Classes > 2 ? (first.OfLabel!, second.OfLabel!) : (first.Score, second.Score);
        return a.Zip(b).Count(x => Math.Abs(x.First - x.Second) > 1e-9);
    }

    private static int[] Numbers(int n) => [.. Enumerable.Range(0, n)];
}
