using System.Globalization;
using System.Text;

using Airworthy.Client;
using Airworthy.Core.Evaluations;
using Airworthy.Probes.Runs;

namespace Airworthy.Cli.Evaluations;

/// <summary>Writes an evaluation back to the run that made the predictions: a tag per interval, and the whole as an artifact.</summary>
internal static class EvaluationLog
{
    /// <summary>Followed by the metric's key in the run; the value is <c>low,high</c>.</summary>
    public const string IntervalTag = "airworthy.interval.";

    /// <summary>Writes it; what a server refuses is told and stops nothing.</summary>
    public static async Task WriteAsync(TrackingClient client, Run run, ModelEvaluation evaluation, CancellationToken cancel)
    {
        try
        {
            var tags = evaluation.Metrics.Where(m => double.IsFinite(m.Low) && double.IsFinite(m.High)).ToDictionary(
                m => IntervalTag + (RunFacts.Metric(run, m.Metric, evaluation.Split)?.Key ?? m.Metric),
                m => string.Create(CultureInfo.InvariantCulture, $"{m.Low:R},{m.High:R}"));
            await client.LogBatchAsync(run.Id, tags: tags, cancel: cancel);
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(EvaluationJson.Of(evaluation)));
            await client.Artifacts.UploadAsync(run, content, $"evaluation/{evaluation.Split}.json", cancel);
            Terminal.Note($"Logged to the run: {tags.Count} intervals and evaluation/{evaluation.Split}.json.");
        }
        catch (Exception e) when (e is TrackingException or NotSupportedException or HttpRequestException)
        {
            Terminal.Note($"Not logged to the run: {e.Message.Split('\n')[0]}");
        }
    }
}
