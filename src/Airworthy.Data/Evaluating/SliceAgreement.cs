using System.Data.Common;

using Airworthy.Core.Contracts;
using Airworthy.Core.Statistics.Metrics;

namespace Airworthy.Data.Evaluating;

/// <summary>A metric of two trainings of the same on one of the contract's slices.</summary>
/// <param name="Rows">Labelled rows of the slice.</param>
/// <param name="Was">Of the first training; NaN where the metric does not exist on these rows.</param>
/// <param name="Now">Of the second one.</param>
public sealed record SliceAgreement(string Name, string Metric, long Rows, double Was, double Now)
{
    /// <summary>Measures all slices of a contract.</summary>
    /// <param name="first">A file with the predictions of the first training, as a full path; <paramref name="second"/> those of the second.</param>
    /// <returns>Empty where the contract names no slices.</returns>
    /// <exception cref="TableException">The predictions do not fit the rows of the split as they are now, or a slice or the metric cannot be asked.</exception>
    public static async Task<IReadOnlyList<SliceAgreement>> OfAsync(ProjectContract contract, string root, string split, string first, string second, CancellationToken cancel)
    {
        var slices = contract.Slices ?? [];
        if (slices.Count == 0)
        {
            return [];
        }

        var metric = PredictionMetric.Of(contract.Metric?.Name) ?? throw new TableException($"metric.name is {contract.Metric?.Name ?? "not set"}, which is not computed here.", "Set metric.name in airworthy.yaml.");
        await using var table = await Table.OpenAsync(contract with { Predictions = null, Baselines = [Set("the first run", first), Set("the rebuild", second)] }, root, cancel);
        if (!table.Splits.Contains(split))
        {
            throw new TableException($"There is no split {split}.", "Set data.split in airworthy.yaml.");
        }

        var sets = new List<Predictions>();
        foreach (var source in table.PredictionsFor(split).ToList())
        {
            sets.Add(await table.PredictionsAsync(source, split, cancel));
        }

        PairedRows rows;
        try
        {
            rows = await PairedRows.ReadAsync(table, split, metric, sets, [.. slices.Select(s => s.Where)], cancel, Evaluator.MostRows);
        }
        catch (DbException e)
        {
            throw new TableException($"The condition of a slice cannot be asked: {e.Message.Split('\n')[0]}", "Correct slices in airworthy.yaml: `where` is an SQL condition over the table's columns.");
        }

        return [.. slices.Select((slice, i) =>
        {
            var part = rows.Only(rows.Marked(i));
            double Value(Answers said) => part.Truth.Rows == 0 ? double.NaN : metric.Measure(part.Truth, said).Value;
            return new SliceAgreement(slice.Name, metric.Name, part.Rows, Value(part.Sets[0]), Value(part.Sets[1]));
        })];
    }

    private static Baseline Set(string name, string file) => new() { Name = name, Kind = BaselineKind.SimpleModel, Predictions = file };
}
