using Airworthy.Core.Evaluations;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;
using Airworthy.Data.Evaluating;

namespace Airworthy.Probes.Data;

/// <summary>Evaluates the candidate's stored predictions as <c>airworthy evaluate</c> does, and prices the baselines beside it.</summary>
public sealed class ModelQualityProbe : IProbe<ModelQuality>
{
    public async Task<Sighting<ModelQuality>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var (ranked, because, next) = await RankedSplit.FindAsync(around, cancel);
        if (ranked is not var (metric, split, table, candidate))
        {
            return new Sighting<ModelQuality>.NotSeen(because, next);
        }

        try
        {
            var set = await table.PredictionsAsync(candidate, split, cancel);
            var evaluation = await Evaluator.RunAsync(table, set, new EvaluationOrder(candidate.Name, split, metric), cancel);
            return await SeenAsync(table, set, metric, evaluation, cancel);
        }
        catch (TableException e)
        {
            return new Sighting<ModelQuality>.NotSeen(e.Message, e.Next);
        }
    }

    private static async Task<ModelQuality> SeenAsync(Table table, Predictions set, PredictionMetric metric, ModelEvaluation e, CancellationToken cancel) =>
        new(e.Target, metric.Name, e.Split, e.Rows, Level(e.Metrics[0]), await OfTestAsync(table, metric, e, cancel),
            [.. e.Slices.Select(s => new SliceLevel(s.Name, s.Rows, s.Metric?.Value, s.Metric?.Low, s.Metric?.High, s.WhyNot))],
            [.. (e.Hunt?.Found ?? []).Select(f => new SuspectSlice(f.Says, f.Where, f.Rows, f.Effect, f.IsConfirmed, f.IsUnsaid))], e.Hunt?.Tested ?? 0,
            [.. e.Groups.Select(g => new GroupsApart(g.Column, g.Metric, g.Gap?.Gap, g.Gap?.Low ?? 0, g.Gap?.High ?? 0, g.Gap?.Best ?? "", g.Gap?.Worst ?? "", [.. g.Levels.Where(l => l.Metric is null).Select(l => l.Group)]))],
            e.Costs is { } costs ? await CostAsync(table, set, metric, e, costs, cancel) : null, e.Costs is null ? e.Notes.FirstOrDefault(n => n.Contains("error_costs", StringComparison.Ordinal)) ?? "error_costs has no costs." : null,
            [.. e.Limits.Select(l => new LimitLevel(l.Name, l.Value, double.IsFinite(l.Low) ? l.Low : null, double.IsFinite(l.High) ? l.High : null, l.WhyNot))]);

    private static MetricLevel? Level(Estimate estimate) => double.IsFinite(estimate.Value) ? new MetricLevel(estimate.Value, estimate.Low, estimate.High) : null;

    /// <summary>The metric on test, where predictions of it are stored and fit.</summary>
    private static async Task<MetricLevel?> OfTestAsync(Table table, PredictionMetric metric, ModelEvaluation e, CancellationToken cancel)
    {
        if (e.Split == "test" || !table.Splits.Contains("test") || table.PredictionsFor("test").FirstOrDefault(s => s.IsCandidate) is not { } stored)
        {
            return null;
        }

        var rows = await PairedRows.ReadAsync(table, "test", metric, [await table.PredictionsAsync(stored, "test", cancel)], [], cancel);
        return Level(Estimate.Of(metric, rows.Truth, rows.Sets[0], rows.Units, e.Confidence));
    }

    private static async Task<DecisionCost> CostAsync(Table table, Predictions set, PredictionMetric metric, ModelEvaluation e, CostResult costs, CancellationToken cancel)
    {
        var baselines = new List<BaselineCost>();
        foreach (var source in table.PredictionsFor(e.Split).Where(s => !s.IsCandidate).ToList())
        {
            var rows = await PairedRows.ReadAsync(table, e.Split, metric, [set, await table.PredictionsAsync(source, e.Split, cancel)], [], cancel);
            if (DecisionPrices.Each(table.Contract.ErrorCosts, rows.Truth, rows.Sets[0], rows.Classes) is { } own && DecisionPrices.Each(table.Contract.ErrorCosts, rows.Truth, rows.Sets[1], rows.Classes) is { } theirs)
            {
                var (mean, _) = DecisionPrices.Per1000(theirs, RowUnits.None, e.Confidence);
                var (_, saved) = DecisionPrices.Per1000([.. theirs.Select((c, i) => c - own[i])], rows.Units, e.Confidence);
                baselines.Add(new BaselineCost(source.Name, mean, saved.Low, saved.High));
            }
        }

        var curve = costs.Curve;
        var z = Estimate.Quantile(double.PositiveInfinity, e.Confidence, isStudent: false);
        var by = curve is null || curve.Cost == 0 ? 1 : Math.Abs(curve.Cost);
        return new DecisionCost(costs.Unit, costs.PerThousand, costs.Fixed ?? double.NaN, costs.FixedAnswer ?? "", costs.SavedWithin.Low, costs.SavedWithin.High, baselines,
            curve?.InUse, curve?.Cheapest, curve is null ? 0 : curve.Excess / by, curve is null ? 0 : (curve.Excess - (z * curve.ExcessError)) / by);
    }
}
