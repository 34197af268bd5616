using System.Text.Json.Serialization;

namespace Airworthy.Tracking.Experiments;

internal sealed record CreateExperiment(string? Name, string? ArtifactLocation, IReadOnlyList<KeyText>? Tags);

internal sealed record ExperimentNumber(string? ExperimentId);

internal sealed record ExperimentByName(string? ExperimentName);

internal sealed record UpdateExperiment(string? ExperimentId, string? NewName);

internal sealed record ExperimentTag(string? ExperimentId, string? Key, string? Value);

internal sealed record SearchExperiments(string? Filter, long? MaxResults, string? PageToken, IReadOnlyList<string>? OrderBy, string? ViewType);

internal sealed record ExperimentAnswer(ExperimentShape Experiment);

internal sealed record ExperimentsAnswer(IReadOnlyList<ExperimentShape>? Experiments, string? NextPageToken);

/// <summary>An experiment as it travels.</summary>
internal sealed record ExperimentShape(
    string ExperimentId, string Name, string ArtifactLocation, string LifecycleStage, long LastUpdateTime, long CreationTime, IReadOnlyList<KeyText>? Tags)
{
    public static ExperimentShape Of(Experiment e) => new(
        Protocol.Wire.Text(e.No), e.Name, e.ArtifactLocation, e.Deleted ? "deleted" : "active", e.LastUpdateTime, e.CreationTime, e.Tags.Count == 0 ? null : e.Tags);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateExperiment))]
[JsonSerializable(typeof(ExperimentNumber))]
[JsonSerializable(typeof(ExperimentByName))]
[JsonSerializable(typeof(UpdateExperiment))]
[JsonSerializable(typeof(ExperimentTag))]
[JsonSerializable(typeof(SearchExperiments))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentsAnswer))]
[JsonSerializable(typeof(Protocol.Nothing))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
