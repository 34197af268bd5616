using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Plans the error of a comparison for which there are not yet two models: from one set of predictions, else from the level that the contract declares.</summary>
internal static class PlannedComparison
{
    public static (PlannedError? Error, string? WhyNot) Of(PredictionMetric metric, ProjectContract contract, PairedRows rows, IReadOnlyList<Predictions> sets)
    {
        if (sets.Count == 1 && metric.Measure(rows.Truth, rows.Sets[0]) is { Value: var value, Influence: { Length: > 1 } influence } && double.IsFinite(value))
        {
            var alone = rows.Entity is { } entity && rows.Truth.Queries is null ? BlockedMean.Of(influence, entity) : BlockedMean.Of(influence, [.. Enumerable.Range(0, influence.Length)]);
            var error = rows.Entity is null ? alone.RowError : alone.BlockError;
            return double.IsFinite(error) && error > 0
                ? (Between(error, alone.Blocks, value, $"the predictions of {sets[0].Source.Name}"), null)
                : (null, "One set of predictions alone does not vary.");
        }

        var declared = contract.Metric!.GoodEnough ?? contract.Metric.Target;
        var from = contract.Metric.GoodEnough is null ? "metric.target" : "metric.good_enough";
        return declared is not { } level
            ? (null, "There are no stored predictions, and no level of the metric is declared to plan from.")
            : PlannedPower.Error(metric.Name, level, rows.Rows, Positives(rows, null)) is { } planned
                ? (Between(planned.Error, planned.Units, level, from), null)
                : (null, $"There are no stored predictions, and the level {level:0.####} alone does not tell how much {metric.Name} varies.");
    }

    public static SlicePower OfSlice(PredictionMetric metric, Slice slice, PairedRows rows, int index, PlannedError? whole)
    {
        var part = rows.Marked(index).Count(m => m);
        return whole is not null && PlannedPower.Error(metric.Name, whole.Level, part, Positives(rows, rows.Marked(index))) is { } planned
            ? new SlicePower(slice.Name, part, PlannedPower.OfDifference(planned.Error, PlannedPower.Correlations.Apart), planned.Units)
            : new SlicePower(slice.Name, part, WhyNot: "there are not two sets of predictions, and nothing to plan from");
    }

    private static PlannedError Between(double error, double units, double level, string from) => new(
        PlannedPower.OfDifference(error, PlannedPower.Correlations.Alike), PlannedPower.OfDifference(error, PlannedPower.Correlations.Apart), units, level, from);

    private static long? Positives(PairedRows rows, bool[]? within) => rows.Truth.Classes != 2 ? null
        : (long)rows.Truth.Values.Where((_, i) => within is null || within[i]).Sum();
}
