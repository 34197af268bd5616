using System.Text.Json;
using System.Text.Json.Nodes;

using Airworthy.Tracking.LoggedModels;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Runs;

/// <summary>The calls by which runs log.</summary>
/// <remarks>Source: MLflow REST API, "Log Metric", "Log Param", "Log Batch", "Log Model", "Set Tag", "Delete Tag".</remarks>
internal sealed class LogCalls(RunStore runs, BatchStore batches) : ICalls
{
    private const int MostMetrics = 1000;
    private const int MostParams = 100;
    private const int MostTags = 100;
    private const int MostInAll = 1000;
    private const int LargestBatch = 1_000_000;
    private const string ModelHistoryTag = "mlflow.log-model.history";

    private static readonly string[] s_modelFields = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    private static RunJson Json => RunJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/runs/log-metric", Json.LogMetric, Json.Nothing, MetricAsync);
        routes.Post("/mlflow/runs/log-parameter", Json.LogParam, Json.Nothing, ParamAsync);
        routes.Post("/mlflow/runs/log-batch", Json.LogBatch, Json.Nothing, BatchAsync, LargestBatch);
        routes.Post("/mlflow/runs/log-model", Json.LogModel, Json.Nothing, ModelAsync);
        routes.Post("/mlflow/runs/set-tag", Json.SetTag, Json.Nothing, SetTagAsync);
        routes.Post("/mlflow/runs/delete-tag", Json.DeleteTag, Json.Nothing, DeleteTagAsync);
    }

    private async Task<Nothing> MetricAsync(LogMetric ask, Caller caller, CancellationToken cancel)
    {
        var id = string.IsNullOrEmpty(ask.RunId) ? ask.RunUuid : ask.RunId;
        var run = await EditableAsync(id, caller, cancel);
        var metric = Measured(ask, "");
        await batches.LogAsync(new(run, id!, [], [metric], OfModel(ask, metric, id!) is { } ofModel ? [ofModel] : [], []), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> ParamAsync(LogParam ask, Caller caller, CancellationToken cancel)
    {
        var id = string.IsNullOrEmpty(ask.RunId) ? ask.RunUuid : ask.RunId;
        var run = await EditableAsync(id, caller, cancel);
        await batches.LogParamAsync(run, id!, new(Names.Key(ask.Key, "key"), Names.Value(ask.Value, "value", Names.LongestParamValue)), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> BatchAsync(LogBatch ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(ask.RunId, caller, cancel);
        Bound("metrics", ask.Metrics?.Count ?? 0, MostMetrics);
        Bound("params", ask.Params?.Count ?? 0, MostParams);
        Bound("tags", ask.Tags?.Count ?? 0, MostTags);
        var all = (ask.Metrics?.Count ?? 0) + (ask.Params?.Count ?? 0) + (ask.Tags?.Count ?? 0);
        if (all > MostInAll)
        {
            throw RefusedException.Invalid($"A batch logging request can contain at most {MostInAll} metrics, params, and tags in total. Got {all}. Please split up the request and try again.");
        }

        var parameters = Wire.Tags(ask.Params, Names.LongestParamValue, "params");
        if (parameters.GroupBy(p => p.Key, StringComparer.Ordinal).FirstOrDefault(p => p.Count() > 1) is { } twice)
        {
            throw RefusedException.Invalid($"Duplicate parameter keys have been submitted: ['{twice.Key}']. Please ensure the request contains only one param value per param key.");
        }

        var metrics = new Metric[ask.Metrics?.Count ?? 0];
        var ofModels = new List<ModelMetric>();
        for (var i = 0; i < metrics.Length; i++)
        {
            metrics[i] = Measured(ask.Metrics![i] ?? throw RefusedException.Missing($"metrics[{i}]"), $"metrics[{i}].");
            if (OfModel(ask.Metrics[i], metrics[i], ask.RunId!) is { } ofModel)
            {
                ofModels.Add(ofModel);
            }
        }

        await batches.LogAsync(new(run, ask.RunId!, parameters, metrics, ofModels, Wire.Tags(ask.Tags, Names.LongestTagValue)), cancel);
        return Nothing.AtAll;
    }

    /// <summary>What clients before logged models tell: it is kept in a tag, as a list.</summary>
    private async Task<Nothing> ModelAsync(LogModel ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(ask.RunId, caller, cancel);
        JsonNode? model;
        try
        {
            model = JsonNode.Parse(ask.ModelJson ?? throw RefusedException.Missing("model_json"));
        }
        catch (JsonException)
        {
            throw RefusedException.Invalid("Malformed model info. It is no JSON.");
        }

        if (model is not JsonObject fields || s_modelFields.Any(f => !fields.ContainsKey(f)))
        {
            throw RefusedException.Invalid($"Model json is missing mandatory fields: {string.Join(", ", s_modelFields)} are expected.");
        }

        var there = (await runs.GetAsync(ask.RunId!, cancel)).Tag(ModelHistoryTag);
        var history = there is null ? [] : JsonNode.Parse(there)!.AsArray();
        history.Add(model);
        await batches.LogAsync(new(run, ask.RunId!, [], [], [], [new(ModelHistoryTag, history.ToJsonString())]), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> SetTagAsync(SetTag ask, Caller caller, CancellationToken cancel)
    {
        var id = string.IsNullOrEmpty(ask.RunId) ? ask.RunUuid : ask.RunId;
        var run = await EditableAsync(id, caller, cancel);
        await batches.LogAsync(new(run, id!, [], [], [], [new(Names.Key(ask.Key, "key"), Names.Value(ask.Value, "value", Names.LongestTagValue))]), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteTagAsync(DeleteTag ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(ask.RunId, caller, cancel);
        await runs.DeleteTagAsync(run, ask.RunId!, ask.Key ?? throw RefusedException.Missing("key"), cancel);
        return Nothing.AtAll;
    }

    private static Metric Measured(LogMetric ask, string place)
    {
        var key = Names.Key(ask.Key, place + "key");
        var value = ask.Value ?? throw RefusedException.Missing(place + "value");
        var timestamp = ask.Timestamp ?? throw RefusedException.Missing(place + "timestamp");
        return timestamp >= 0
            ? new(key, value, timestamp, ask.Step ?? 0)
            : throw RefusedException.Invalid($"Invalid value {timestamp} for parameter '{place}timestamp' supplied: Timestamp must be a non-negative long (64-bit integer).");
    }

    private static ModelMetric? OfModel(LogMetric ask, Metric metric, string run) =>
        string.IsNullOrEmpty(ask.ModelId) ? null : new(ask.ModelId, metric, run, ask.DatasetName, ask.DatasetDigest);

    private static void Bound(string what, int count, int most)
    {
        if (count > most)
        {
            throw RefusedException.Invalid($"A batch logging request can contain at most {most} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.");
        }
    }

    private async ValueTask<RunKey> EditableAsync(string? id, Caller caller, CancellationToken cancel)
    {
        var run = await runs.KeyAsync(id, cancel);
        caller.Need(Right.Edit, run.Experiment);
        return run;
    }
}
