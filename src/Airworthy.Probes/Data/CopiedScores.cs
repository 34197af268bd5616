using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>What copied rows do to the metric: computed from stored predictions with them and without.</summary>
internal static class CopiedScores
{
    /// <summary>One per held-out split that has copies and predictions which fit it.</summary>
    public static async Task<IReadOnlyList<CopiedScore>> OfAsync(Table table, IReadOnlyList<Column> compared, IEnumerable<CopiedRows> splits, CancellationToken cancel)
    {
        var scores = new List<CopiedScore>();
        if (PredictionMetric.Of(table.Contract.Metric?.Name) is not { Scale: not MetricScale.Ranking } metric)
        {
            return scores;
        }

        var key = Sql.RowHash(compared);
        foreach (var split in splits.Where(s => s.Copied > 0))
        {
            try
            {
                var (sets, _) = await PredictionSets.ReadAsync(table, split.Name, cancel);
                if (sets.Count > 0 && Of(metric, split.Name, sets, table, await PairedRows.ReadAsync(table, split.Name, metric, sets, [SplitCopiesProbe.InTrain(key, split.Name, table.Rows)], cancel)) is { } score)
                {
                    scores.Add(score);
                }
            }
            catch (TableException)
            {
                // Predictions of another form say nothing here; dev-set-power tells what is wrong with them.
            }
        }

        return scores;
    }

    private static CopiedScore? Of(PredictionMetric metric, string split, IReadOnlyList<Predictions> sets, Table table, PairedRows rows)
    {
        var pair = PairedComparison.BestTwo(metric, table.Contract, rows, sets);
        var set = pair?.Second ?? 0;
        var fresh = rows.Only([.. rows.Marked(0).Select(copied => !copied)]);
        var (with, without) = (metric.Measure(rows.Truth, rows.Sets[set]), metric.Measure(fresh.Truth, fresh.Sets[set]));
        var measured = pair is { } two ? PairedComparison.Measure(metric, rows, sets, two, all: false) : null;
        var (error, units) = measured is not null ? (measured.Error, measured.Units)
            : (PlannedPower.OfDifference(BlockedMean.Of(with.Influence, [.. Enumerable.Range(0, with.Influence.Length)]).RowError, PlannedPower.Correlations.Apart), with.Influence.Length);
        return double.IsFinite(with.Value) && double.IsFinite(without.Value) && double.IsFinite(error) && units >= 2
            ? new CopiedScore(split, metric.Name, sets[set].Source.Name, with.Value, without.Value, PairedPower.Smallest(error, units, table.Contract.Metric?.Confidence ?? 0.95))
            : null;
    }
}
