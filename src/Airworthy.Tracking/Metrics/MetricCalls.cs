using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Metrics;

/// <summary>The calls that read histories of metrics.</summary>
/// <remarks>Source: MLflow REST API, "Get Metric History"; the other two are what its own page calls. Without <c>max_results</c> a page has 25,000 values.</remarks>
internal sealed class MetricCalls(RunStore runs, MetricStore metrics) : ICalls
{
    private const int MostValues = 25_000;
    private const int MostRuns = 100;
    private const int MostSampled = 2500;
    private const int Sampled = 320;

    private static MetricJson Json => MetricJson.Default;

    public void Map(Routes routes)
    {
        routes.Written("/mlflow/metrics/get-history", Json.GetHistory, Json.MetricsAnswer, async (ask, caller, cancel) => (await HistoryAsync(ask, caller, cancel)).WriteAsync);
        routes.Written("/mlflow/metrics/get-history-bulk", Json.GetHistories, Json.MetricsAnswer, async (ask, caller, cancel) => (await HistoriesAsync(ask, caller, cancel)).WriteAsync);
        routes.Get("/mlflow/metrics/get-history-bulk-interval", Json.GetSampled, Json.MetricsAnswer, SampledAsync);
    }

    private async Task<PointsAnswer> HistoryAsync(GetHistory ask, Caller caller, CancellationToken cancel)
    {
        var run = await VisibleAsync(string.IsNullOrEmpty(ask.RunId) ? ask.RunUuid : ask.RunId, caller, cancel);
        var key = ask.MetricKey ?? throw RefusedException.Missing("metric_key");
        var (page, next) = await metrics.HistoryAsync(run.No, key, PageToken.Size(ask.MaxResults, MostValues, MostValues), PageToken.Behind(ask.PageToken), cancel);
        return new(key, [new(null, page)], next is { } last ? PageToken.Of(last) : null);
    }

    private async Task<PointsAnswer> HistoriesAsync(GetHistories ask, Caller caller, CancellationToken cancel)
    {
        var key = ask.MetricKey ?? throw RefusedException.Missing("metric_key");
        var room = PageToken.Size(ask.MaxResults, MostValues, MostValues);
        var found = new List<PointsAnswer.Of>();
        foreach (var id in Ids(ask.RunId, "run_id").Order(StringComparer.Ordinal).TakeWhile(_ => room > 0))
        {
            var (page, _) = await metrics.HistoryAsync((await VisibleAsync(id, caller, cancel)).No, key, room, after: null, cancel);
            found.Add(new(id, page));
            room -= page.Count;
        }

        return new(key, found, Next: null);
    }

    private async Task<MetricsAnswer> SampledAsync(GetSampled ask, Caller caller, CancellationToken cancel)
    {
        var key = ask.MetricKey ?? throw RefusedException.Missing("metric_key");
        if (ask.StartStep > ask.EndStep)
        {
            throw RefusedException.Invalid($"end_step must be greater than start_step. Found start_step={ask.StartStep} and end_step={ask.EndStep}.");
        }

        var most = PageToken.Size(ask.MaxResults, Sampled, MostSampled);
        var found = new List<MetricShape>();
        foreach (var id in Ids(ask.RunIds, "run_ids"))
        {
            var points = await metrics.SampledAsync((await VisibleAsync(id, caller, cancel)).No, key, ask.StartStep, ask.EndStep, most, cancel);
            found.AddRange(points.Select(m => MetricShape.Of(m) with { RunId = id }));
        }

        return new(found.Count == 0 ? null : found);
    }

    private static IReadOnlyList<string> Ids(IReadOnlyList<string>? ids, string parameter) => ids switch
    {
        null or [] => throw RefusedException.Missing(parameter),
        { Count: > MostRuns } => throw RefusedException.Invalid($"GetMetricHistoryBulk request cannot specify more than {MostRuns} run_ids. Received {ids.Count} run_ids."),
        _ => ids,
    };

    private async ValueTask<RunKey> VisibleAsync(string? id, Caller caller, CancellationToken cancel)
    {
        var run = await runs.KeyAsync(id, cancel);
        caller.Need(Right.View, run.Experiment);
        return run;
    }
}
