using System.Text.Json.Serialization;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Registry;

internal sealed record CreateRegisteredModel(string? Name, IReadOnlyList<KeyText>? Tags, string? Description);

internal sealed record RegisteredModelName(string? Name);

internal sealed record RenameRegisteredModel(string? Name, string? NewName);

internal sealed record UpdateRegisteredModel(string? Name, string? Description);

internal sealed record SearchRegistry(string? Filter, long? MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

internal sealed record GetLatestVersions(string? Name, IReadOnlyList<string>? Stages);

internal sealed record RegisteredModelTag(string? Name, string? Key, string? Value);

internal sealed record RegisteredModelAlias(string? Name, string? Alias, string? Version);

internal sealed record CreateModelVersion(
    string? Name, string? Source, string? RunId, string? RunLink, string? ModelId, string? Description, IReadOnlyList<KeyText>? Tags, string? Version);

internal sealed record ModelVersionNumber(string? Name, string? Version);

internal sealed record UpdateModelVersion(string? Name, string? Version, string? Description);

internal sealed record TransitionStage(string? Name, string? Version, string? Stage, bool? ArchiveExistingVersions);

internal sealed record ModelVersionTag(string? Name, string? Version, string? Key, string? Value);

internal sealed record RegisteredModelAnswer(RegisteredModelShape RegisteredModel);

internal sealed record RegisteredModelsAnswer(IReadOnlyList<RegisteredModelShape>? RegisteredModels, string? NextPageToken);

internal sealed record ModelVersionAnswer(ModelVersionShape ModelVersion);

internal sealed record ModelVersionsAnswer(IReadOnlyList<ModelVersionShape>? ModelVersions, string? NextPageToken = null);

internal sealed record DownloadUriAnswer(string ArtifactUri);

internal sealed record AliasMovesAnswer(IReadOnlyList<AliasMoveShape>? Moves);

/// <param name="Version">Left out where the alias was taken away.</param>
internal sealed record AliasMoveShape(string Alias, string? Version, long Timestamp);

/// <summary>A registered model as it travels.</summary>
internal sealed record RegisteredModelShape(
    string Name, long CreationTimestamp, long LastUpdatedTimestamp, string Description,
    IReadOnlyList<ModelVersionShape>? LatestVersions, IReadOnlyList<KeyText>? Tags, IReadOnlyList<AliasShape>? Aliases)
{
    public static RegisteredModelShape Of(RegisteredModel m) => new(
        m.Name, m.CreationTime, m.LastUpdatedTime, m.Description,
        m.LatestVersions.Count == 0 ? null : [.. m.LatestVersions.Select(ModelVersionShape.Of)],
        m.Tags.Count == 0 ? null : m.Tags,
        m.Aliases.Count == 0 ? null : [.. m.Aliases.Select(a => new AliasShape(a.Alias, Wire.Text(a.Version)))]);
}

internal sealed record AliasShape(string Alias, string Version);

/// <summary>A model version as it travels.</summary>
internal sealed record ModelVersionShape(
    string Name, string Version, long CreationTimestamp, long LastUpdatedTimestamp, string CurrentStage, string Description, string Source, string RunId, string Status,
    IReadOnlyList<KeyText>? Tags, string RunLink, IReadOnlyList<string>? Aliases, string? ModelId)
{
    /// <summary>A version can be read as soon as it is made.</summary>
    private const string Ready = "READY";

    public static ModelVersionShape Of(ModelVersion v) => new(
        v.Name, Wire.Text(v.Version), v.CreationTime, v.LastUpdatedTime, v.Stage, v.Description, v.Source, v.RunId, Ready,
        v.Tags.Count == 0 ? null : v.Tags, v.RunLink, v.Aliases.Count == 0 ? null : v.Aliases, v.ModelId.Length == 0 ? null : v.ModelId);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateRegisteredModel))]
[JsonSerializable(typeof(RegisteredModelName))]
[JsonSerializable(typeof(RenameRegisteredModel))]
[JsonSerializable(typeof(UpdateRegisteredModel))]
[JsonSerializable(typeof(SearchRegistry))]
[JsonSerializable(typeof(GetLatestVersions))]
[JsonSerializable(typeof(RegisteredModelTag))]
[JsonSerializable(typeof(RegisteredModelAlias))]
[JsonSerializable(typeof(CreateModelVersion))]
[JsonSerializable(typeof(ModelVersionNumber))]
[JsonSerializable(typeof(UpdateModelVersion))]
[JsonSerializable(typeof(TransitionStage))]
[JsonSerializable(typeof(ModelVersionTag))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(RegisteredModelsAnswer))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionsAnswer))]
[JsonSerializable(typeof(DownloadUriAnswer))]
[JsonSerializable(typeof(AliasMovesAnswer))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class RegistryJson : JsonSerializerContext;
