using System.Data.Common;

using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>Measures how exactly the split that ranks models tells two of them apart, from stored predictions; else plans it from declared rates.</summary>
public sealed class GainPowerProbe : IProbe<GainPower>
{
    public async Task<Sighting<GainPower>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var contract = around.Contract;
        if (contract.Metric?.Name is not { } name)
        {
            return new Sighting<GainPower>.NotSeen("metric.name is not set, so nobody knows in which number a gain is meant.", "Set metric.name.");
        }

        if (PredictionMetric.Of(name) is not { } metric)
        {
            return new Sighting<GainPower>.NotSeen($"What gain in {name} can be seen is not computed by this version. It knows {string.Join(", ", PredictionMetric.Names)} and ndcg@k.",
                "Rank models by one of these, or look at the size of dev by hand.");
        }

        var table = await around.TableAsync(cancel);
        var split = contract.Metric.On ?? "dev";
        if (!table.Splits.Contains(split))
        {
            return new Sighting<GainPower>.NotSeen(table.WhyNoSplits ?? $"There is no split {split}.", "Set data.split in airworthy.yaml.");
        }

        if (!table.HasLabel)
        {
            return new Sighting<GainPower>.NotSeen("The contract names no label.", "Set data.label in airworthy.yaml.");
        }

        try
        {
            return await SeeAsync(table, split, metric, cancel);
        }
        catch (DbException e) when (contract.Slices is { Count: > 0 })
        {
            return new Sighting<GainPower>.NotSeen($"The condition of a slice cannot be asked: {e.Message.Split('\n')[0]}", "Correct slices in airworthy.yaml: `where` is an SQL condition over the table's columns.");
        }
    }

    private static async Task<Sighting<GainPower>> SeeAsync(Table table, string split, PredictionMetric metric, CancellationToken cancel)
    {
        var (sets, problems) = await PredictionSets.ReadAsync(table, split, cancel);
        if (problems.Count > 0)
        {
            return new Sighting<GainPower>.NotSeen(string.Join(" ", problems.Select(p => p.Message)), problems[0].Next);
        }

        var slices = table.Contract.Slices ?? [];
        var rows = await PairedRows.ReadAsync(table, split, metric, sets, [.. slices.Select(s => s.Where)], cancel);
        if (PairedComparison.BestTwo(metric, table.Contract, rows, sets) is not { } best)
        {
            var planned = PlannedComparison.Of(metric, table.Contract, rows, sets);
            return new GainPower(metric.Name, split, rows.Rows, null, planned.Error, [.. slices.Select((s, i) => PlannedComparison.OfSlice(metric, s, rows, i, planned.Error))], planned.WhyNot);
        }

        return new GainPower(metric.Name, split, rows.Rows, PairedComparison.Measure(metric, rows, sets, best, all: true), null,
            [.. slices.Select((s, i) => PairedComparison.OfSlice(metric, s, rows, i, sets, best))]);
    }
}
