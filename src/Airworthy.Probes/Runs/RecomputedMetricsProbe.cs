using System.Globalization;

using Airworthy.Client;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Runs;

/// <summary>Fetches the predictions of the champion's run and of the newest ones, and computes the contract's metric again over the labels of the table.</summary>
public sealed class RecomputedMetricsProbe : IProbe<RecomputedMetrics>
{
    /// <summary>Runs that are looked at.</summary>
    private const int Most = 5;

    /// <summary>Rows of a split: with a part of them the number would not be the same.</summary>
    private const long MostRows = 5_000_000;

    public bool IsCostly => true;

    public async Task<Sighting<RecomputedMetrics>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var split = around.Contract.Metric?.On ?? "dev";
        if (PredictionMetric.Of(around.Contract.Metric?.Name) is not { } metric)
        {
            return new Sighting<RecomputedMetrics>.NotSeen(
                around.Contract.Metric?.Name is { } name ? $"{name} is no metric that can be computed here." : "metric.name is missing.",
                $"Name one of {string.Join(", ", PredictionMetric.Names)}, or ndcg@n, in metric.name.");
        }

        var (project, because, next) = await around.TrackedAsync(cancel);
        if (project is null)
        {
            return new Sighting<RecomputedMetrics>.NotSeen(because, next);
        }

        double? Logged(Run run) => RunFacts.Metric(run, around.Contract.Metric!.Name, split)?.Value;
        var logged = project.Runs.Where(r => Logged(r) is not null).ToList();
        var first = await project.FindAsync(project.Champion?.RunId, cancel);
        var looked = ((Run?[])[first, .. logged]).OfType<Run>().Where(r => Logged(r) is not null).DistinctBy(r => r.Id).Take(Most).ToList();

        var folder = Directory.CreateTempSubdirectory("airworthy-predictions-").FullName;
        try
        {
            var fetched = new List<(Run Run, string? File, string? WhyNot)>();
            foreach (var run in looked)
            {
                var (file, whyNot) = await RunPredictions.FetchAsync(project, run, split, folder, cancel);
                fetched.Add((run, file, whyNot));
            }

            var values = await ComputeAsync(around, metric, split, [.. fetched.Where(f => f.File is not null).Select(f => (f.Run.Id, f.File!))], cancel);
            return new RecomputedMetrics(around.Contract.Metric!.Name!, split, [.. fetched.Select(f =>
            {
                var (value, whyNot) = values.GetValueOrDefault(f.Run.Id, (null, f.WhyNot));
                return new RecomputedRun(f.Run.Name.Length > 0 ? f.Run.Name : f.Run.Id, Logged(f.Run)!.Value, value, whyNot);
            })], logged.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The metric of each set of predictions, by run; where it could not be computed, why not. The table is opened once more, with these files beside it.</summary>
    private static async Task<IReadOnlyDictionary<string, (double? Value, string? WhyNot)>> ComputeAsync(Surroundings around, PredictionMetric metric, string split, IReadOnlyList<(string Run, string File)> files, CancellationToken cancel)
    {
        var values = new Dictionary<string, (double?, string?)>();
        if (files.Count == 0)
        {
            return values;
        }

        var contract = around.Contract with { Predictions = null, Baselines = [.. files.Select(f => new Baseline { Name = f.Run, Kind = BaselineKind.SimpleModel, Predictions = f.File })] };
        await using var table = await Table.OpenAsync(contract, around.Root, cancel);
        if (!table.Splits.Contains(split))
        {
            throw new TableException(table.WhyNoSplits ?? $"The contract declares no split {split}.", "Set data.split in airworthy.yaml.");
        }

        foreach (var source in table.PredictionsFor(split).ToList())
        {
            try
            {
                var set = await table.PredictionsAsync(source, split, cancel);
                var rows = await PairedRows.ReadAsync(table, split, metric, [set], [], cancel, MostRows);
                values[source.Name] = rows.Rows > MostRows
                    ? (null, string.Create(CultureInfo.InvariantCulture, $"{split} has {rows.Rows:N0} rows; at most {MostRows:N0} are computed again."))
                    : (metric.Measure(rows.Truth, rows.Sets[0]).Value, null);
            }
            catch (TableException e)
            {
                values[source.Name] = (null, e.Message.Replace(source.Path, $"predictions/{split}{Path.GetExtension(source.Path)}", StringComparison.Ordinal));
            }
        }

        return values;
    }
}
