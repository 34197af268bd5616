using System.Text.Json.Serialization;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Inputs;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Runs;

internal sealed record CreateRun(string? ExperimentId, string? UserId, string? RunName, long? StartTime, IReadOnlyList<KeyText>? Tags);

/// <summary>A run by its id; old clients send it as <c>run_uuid</c> too.</summary>
internal sealed record RunId(string? RunUuid, [property: JsonPropertyName("run_id")] string? Id)
{
    [JsonIgnore]
    public string? Either => string.IsNullOrEmpty(Id) ? RunUuid : Id;
}

internal sealed record UpdateRun(string? RunUuid, string? RunId, string? Status, long? EndTime, string? RunName);

internal sealed record SearchRuns(IReadOnlyList<string>? ExperimentIds, string? Filter, string? RunViewType, long? MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

internal sealed record LogParam(string? RunUuid, string? RunId, string? Key, string? Value);

internal sealed record SetTag(string? RunUuid, string? RunId, string? Key, string? Value);

internal sealed record DeleteTag(string? RunId, string? Key);

internal sealed record LogModel(string? RunId, string? ModelJson);

internal sealed record LogMetric(string? RunUuid, string? RunId, string? Key, double? Value, long? Timestamp, long? Step, string? ModelId, string? DatasetName, string? DatasetDigest);

internal sealed record LogBatch(string? RunId, IReadOnlyList<LogMetric>? Metrics, IReadOnlyList<KeyText>? Params, IReadOnlyList<KeyText>? Tags);

internal sealed record RunAnswer(RunShape Run);

internal sealed record RunInfoAnswer(RunInfoShape RunInfo);

internal sealed record RunsAnswer(IReadOnlyList<RunShape>? Runs, string? NextPageToken);

/// <summary>A run as it travels.</summary>
internal sealed record RunShape(RunInfoShape Info, RunDataShape Data, RunInputsShape Inputs, RunOutputsShape? Outputs)
{
    public static RunShape Of(Run run) => new(
        RunInfoShape.Of(run.Info),
        new(run.Metrics.Count == 0 ? null : [.. run.Metrics.Select(MetricShape.Of)], run.Params.Count == 0 ? null : run.Params, run.Tags.Count == 0 ? null : run.Tags),
        RunInputsShape.Of(run.Inputs),
        RunOutputsShape.Of(run.Inputs));
}

internal sealed record RunInfoShape(
    string RunUuid, string ExperimentId, string RunName, string UserId, string Status, long StartTime, long? EndTime, string ArtifactUri, string LifecycleStage, string RunId)
{
    public static RunInfoShape Of(RunInfo r) => new(
        r.Id, Wire.Text(r.Experiment), r.Name, r.UserId, r.Status, r.StartTime, r.EndTime, r.ArtifactUri, r.Deleted ? "deleted" : "active", r.Id);
}

internal sealed record RunDataShape(IReadOnlyList<MetricShape>? Metrics, IReadOnlyList<KeyText>? Params, IReadOnlyList<KeyText>? Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateRun))]
[JsonSerializable(typeof(RunId))]
[JsonSerializable(typeof(UpdateRun))]
[JsonSerializable(typeof(SearchRuns))]
[JsonSerializable(typeof(LogParam))]
[JsonSerializable(typeof(SetTag))]
[JsonSerializable(typeof(DeleteTag))]
[JsonSerializable(typeof(LogModel))]
[JsonSerializable(typeof(LogMetric))]
[JsonSerializable(typeof(LogBatch))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunInfoAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class RunJson : JsonSerializerContext;
