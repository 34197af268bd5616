using System.Text.Json.Serialization;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.LoggedModels;

internal sealed record CreateLoggedModel(
    string? ExperimentId, string? Name, string? ModelType, string? SourceRunId, IReadOnlyList<KeyText>? Params, IReadOnlyList<KeyText>? Tags);

internal sealed record LoggedModelId(string? ModelId);

internal sealed record FinalizeLoggedModel(string? ModelId, string? Status);

internal sealed record SearchLoggedModels(
    IReadOnlyList<string>? ExperimentIds, string? Filter, IReadOnlyList<DatasetChoice>? Datasets, long? MaxResults, IReadOnlyList<LoggedModelOrder>? OrderBy, string? PageToken);

internal sealed record SetLoggedModelTags(string? ModelId, IReadOnlyList<KeyText>? Tags);

internal sealed record DeleteLoggedModelTag(string? ModelId, string? TagKey);

internal sealed record LogLoggedModelParams(string? ModelId, IReadOnlyList<KeyText>? Params);

internal sealed record ListLoggedModelArtifacts(string? ModelId, string? ArtifactDirectoryPath, string? PageToken);

internal sealed record LoggedModelAnswer(LoggedModelShape Model);

internal sealed record LoggedModelsAnswer(IReadOnlyList<LoggedModelShape>? Models, string? NextPageToken);

/// <summary>A logged model as it travels.</summary>
internal sealed record LoggedModelShape(LoggedModelInfoShape Info, LoggedModelDataShape Data)
{
    public static LoggedModelShape Of(LoggedModel m) => new(
        new(m.Id, Wire.Text(m.Experiment), m.Name, m.CreationTime, m.LastUpdatedTime, m.ArtifactUri, m.Status, m.ModelType, m.SourceRunId, m.Tags.Count == 0 ? null : m.Tags),
        new(m.Metrics.Count == 0 ? null : [.. m.Metrics.Select(ModelMetricShape.Of)], m.Params.Count == 0 ? null : m.Params));
}

internal sealed record LoggedModelInfoShape(
    string ModelId, string ExperimentId, string Name, long CreationTimestampMs, long LastUpdatedTimestampMs, string ArtifactUri, string Status, string ModelType, string SourceRunId,
    IReadOnlyList<KeyText>? Tags);

internal sealed record LoggedModelDataShape(IReadOnlyList<ModelMetricShape>? Metrics, IReadOnlyList<KeyText>? Params);

internal sealed record ModelMetricShape(string Key, double Value, long Timestamp, long Step, string ModelId, string RunId, string? DatasetName, string? DatasetDigest)
{
    public static ModelMetricShape Of(ModelMetric m) =>
        new(m.Metric.Key, m.Metric.Value, m.Metric.Timestamp, m.Metric.Step, m.ModelId, m.RunId, m.DatasetName, m.DatasetDigest);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateLoggedModel))]
[JsonSerializable(typeof(LoggedModelId))]
[JsonSerializable(typeof(FinalizeLoggedModel))]
[JsonSerializable(typeof(SearchLoggedModels))]
[JsonSerializable(typeof(SetLoggedModelTags))]
[JsonSerializable(typeof(DeleteLoggedModelTag))]
[JsonSerializable(typeof(LogLoggedModelParams))]
[JsonSerializable(typeof(ListLoggedModelArtifacts))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(LoggedModelsAnswer))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class LoggedModelJson : JsonSerializerContext;
