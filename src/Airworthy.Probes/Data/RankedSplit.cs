using Airworthy.Core.Statistics.Metrics;
using Airworthy.Data;

namespace Airworthy.Probes.Data;

/// <summary>The split that ranks models, with the metric that does it and the candidate's stored predictions.</summary>
internal sealed record RankedSplit(PredictionMetric Metric, string Split, Table Table, PredictionSource Candidate)
{
    /// <summary>Finds it; null, with the reason and the next step, where something is missing.</summary>
    public static async Task<(RankedSplit? Found, string Because, string Next)> FindAsync(Surroundings around, CancellationToken cancel)
    {
        var contract = around.Contract;
        var split = contract.Metric?.On ?? "dev";
        if (PredictionMetric.Of(contract.Metric?.Name) is not { } metric)
        {
            return (null, contract.Metric?.Name is { } name ? $"{name} is no metric that can be computed here." : "metric.name is missing.", $"Name one of {string.Join(", ", PredictionMetric.Names)}, or ndcg@n, in metric.name.");
        }

        var table = await around.TableAsync(cancel);
        if (!table.Splits.Contains(split))
        {
            return (null, table.WhyNoSplits ?? $"There is no split {split}.", "Set data.split in airworthy.yaml.");
        }

        if (!table.HasLabel)
        {
            return (null, "The contract names no label.", "Set data.label in airworthy.yaml.");
        }

        if (table.PredictionsFor(split).FirstOrDefault(s => s.IsCandidate) is { } candidate)
        {
            return (new RankedSplit(metric, split, table, candidate), "", "");
        }

        return contract.Predictions?.GetValueOrDefault(split) == PredictionSource.Run
            ? (null, $"predictions.{split} is `run`, and no run of a model is known that kept predictions/{split}.parquet or .csv.", "Let the run that trains keep them: `airworthy run` picks them up, `airworthy train` writes them.")
            : (null, $"No predictions of a model are stored for {split}.", $"Store them (id, label, and score, score_<class>, value, or query and rank) and name the file in predictions.{split}.");
    }
}
