using System.Data.Common;

using Airworthy.Core.Contracts;
using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Core.Statistics.Slices;

using MathNet.Numerics.Distributions;

namespace Airworthy.Data.Evaluating;

/// <summary>Compares two models on the same rows.</summary>
public static class Comparing
{
    /// <summary>Compares.</summary>
    /// <param name="before">The one compared with, and <paramref name="after"/> the one that shall be better: predictions that fit the rows of the split.</param>
    /// <param name="look">Which comparison on these rows it is, from 1.</param>
    /// <exception cref="TableException">The predictions do not have what the metric needs, or the rows do not define it.</exception>
    public static async Task<ModelComparison> RunAsync(Table table, Predictions before, Predictions after, string split, PredictionMetric metric, int look, CancellationToken cancel)
    {
        var contract = table.Contract.Metric;
        var rows = await PairedRows.ReadAsync(table, split, metric, [before, after], [], cancel, Evaluator.MostRows);
        var (first, second, truth) = (rows.Sets[0], rows.Sets[1], rows.Truth);
        var confidence = contract?.Confidence ?? 0.95;
        bool IsUp(PredictionMetric m) => m == metric && contract?.Direction is { } direction ? direction == Direction.Up : m.IsUp;
        var gain = PairedGain.Of(metric, truth, first, second, rows.Units, IsUp(metric), confidence, look)
            ?? throw new TableException($"{metric.Name} does not exist on these {truth.Rows:N0} rows of {split}.", truth.Classes == 2 ? "It needs rows of both classes." : "Choose another metric, or other rows.");
        var asked = contract?.Name is { } name && PredictionMetric.Of(name)?.Name == metric.Name ? contract.MinimumImprovement ?? 0 : 0;
        var hasProbabilities = new[] { before, after }.All(s => s.Form is AnswerForm.Score or AnswerForm.ClassScores);
        return new ModelComparison(before.Source.Name, after.Source.Name, split, rows.Rows, metric.Name, gain, asked, gain.Against(asked), look)
        {
            Decisions = truth.Classes > 0 && first.Answer is { Length: > 0 } ? Decisions(truth, first.Answer, second.Answer!) : null,
            Others = [.. UsualMetrics.Of(metric, truth, hasProbabilities).Where(m => m.Name != "bias")
                .Select(m => (m.Name, Gain: PairedGain.Of(m, truth, first, second, rows.Units, IsUp(m), confidence) is { } g ? At(m, g, confidence) : null))
                .Where(m => m.Gain is not null).Select(m => new NamedGain(m.Name, m.Gain!))],
        };
    }

    /// <summary>How much better the later one is on all rows and on the slices of the contract.</summary>
    /// <returns>The rows of the split, the gain (null where the metric does not exist on them), and the drops of the slices in order.</returns>
    /// <exception cref="TableException">The predictions do not have what the metric needs, or the condition of a slice cannot be asked.</exception>
    public static async Task<(long Rows, PairedGain? Gain, IReadOnlyList<SliceDrop> Slices)> BySliceAsync(Table table, Predictions before, Predictions after, string split, PredictionMetric metric, CancellationToken cancel)
    {
        var (contract, slices) = (table.Contract.Metric, table.Contract.Slices ?? []);
        var (up, confidence) = (contract?.Direction is { } direction ? direction == Direction.Up : metric.IsUp, contract?.Confidence ?? 0.95);
        PairedRows rows;
        try
        {
            rows = await PairedRows.ReadAsync(table, split, metric, [before, after], [.. slices.Select(s => s.Where)], cancel, Evaluator.MostRows);
        }
        catch (DbException e) when (slices.Count > 0)
        {
            throw new TableException($"The condition of a slice cannot be asked: {e.Message.Split('\n')[0]}", "Correct slices in airworthy.yaml: `where` is an SQL condition over the table's columns.");
        }

        var parts = slices.Select((s, i) => rows.Only(rows.Marked(i))).ToList();
        var gains = parts.Select(p => p.Truth.Rows == 0 ? null : PairedGain.Of(metric, p.Truth, p.Sets[0], p.Sets[1], p.Units, up, confidence)).ToList();
        var chance = SliceSearch.Holm([.. gains.Select(g => g is null || !(g.Error > 0) ? g is { Gain: < 0 } ? 0.0 : 1 : Normal.CDF(0, 1, g.Gain / g.Error))]);
        return (rows.Rows, PairedGain.Of(metric, rows.Truth, rows.Sets[0], rows.Sets[1], rows.Units, up, confidence),
            [.. slices.Select((s, i) => gains[i] is { } g && double.IsFinite(g.Low)
                ? new SliceDrop(s.Name, parts[i].Rows, -g.Gain, -g.High, -g.Low, chance[i])
                : new SliceDrop(s.Name, parts[i].Rows, WhyNot: parts[i].Truth.Rows == 0 ? "it has no rows" : $"{metric.Name} does not exist on its rows"))]);
    }

    /// <summary>The same gain with an interval at a level that no look has made stricter.</summary>
    private static PairedGain At(PredictionMetric metric, PairedGain gain, double confidence)
    {
        var half = Estimate.Quantile(gain.Units, confidence, gain.Block is not null || metric.Scale == MetricScale.Ranking) * gain.Error;
        return gain with { Low = gain.Gain - half, High = gain.Gain + half, Level = confidence };
    }

    private static Disagreement Decisions(Truth truth, double[] first, double[] second)
    {
        var (before, after) = (0L, 0L);
        for (var i = 0; i < truth.Rows; i++)
        {
            var (a, b) = (first[i] == truth.Values[i], second[i] == truth.Values[i]);
            (before, after) = (before + (a && !b ? 1 : 0), after + (b && !a ? 1 : 0));
        }

        return new Disagreement(before, after, McNemar.MidP(before, after));
    }
}
