namespace Airworthy.Client.Protocol;

internal sealed record Nothing;

internal sealed record RefusalShape(string? ErrorCode, string? Message);

internal sealed record KeyText(string Key, string? Value);

internal sealed record ExperimentAsk(string? ExperimentId = null, string? Name = null, string? NewName = null, string? ArtifactLocation = null, IReadOnlyList<KeyText>? Tags = null, string? Key = null, string? Value = null);

internal sealed record ExperimentSearchAsk(string? Filter, int MaxResults, IReadOnlyList<string>? OrderBy, string ViewType, string? PageToken);

internal sealed record ExperimentNumber(string ExperimentId);

internal sealed record ExperimentShape(string ExperimentId, string Name, string? ArtifactLocation, string? LifecycleStage, long? CreationTime, long? LastUpdateTime, IReadOnlyList<KeyText>? Tags);

internal sealed record ExperimentAnswer(ExperimentShape Experiment);

internal sealed record ExperimentsAnswer(IReadOnlyList<ExperimentShape>? Experiments, string? NextPageToken);

internal sealed record CreateRunAsk(string ExperimentId, string? UserId, string? RunName, long StartTime, IReadOnlyList<KeyText>? Tags);

internal sealed record RunAsk(string RunId, string? Status = null, long? EndTime = null, string? RunName = null, string? Key = null);

internal sealed record RunSearchAsk(IReadOnlyList<string> ExperimentIds, string? Filter, string RunViewType, int MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

internal sealed record LogBatchAsk(string RunId, IReadOnlyList<MetricShape>? Metrics, IReadOnlyList<KeyText>? Params, IReadOnlyList<KeyText>? Tags);

internal sealed record MetricShape(string Key, double Value, long Timestamp, long Step);

internal sealed record RunAnswer(RunShape Run);

internal sealed record RunInfoAnswer(RunInfoShape RunInfo);

internal sealed record RunsAnswer(IReadOnlyList<RunShape>? Runs, string? NextPageToken);

internal sealed record RunShape(RunInfoShape Info, RunDataShape? Data, RunInputsShape? Inputs);

internal sealed record RunInputsShape(IReadOnlyList<DatasetInputShape>? DatasetInputs);

internal sealed record DatasetInputShape(IReadOnlyList<KeyText>? Tags, DatasetShape? Dataset);

internal sealed record DatasetShape(string? Name, string? Digest, string? SourceType, string? Source);

internal sealed record LogInputsAsk(string RunId, IReadOnlyList<DatasetInputShape> Datasets);

internal sealed record RunInfoShape(string RunId, string ExperimentId, string? RunName, string? UserId, string? Status, long? StartTime, long? EndTime, string? ArtifactUri, string? LifecycleStage);

internal sealed record RunDataShape(IReadOnlyList<MetricShape>? Metrics, IReadOnlyList<KeyText>? Params, IReadOnlyList<KeyText>? Tags);

internal sealed record MetricsAnswer(IReadOnlyList<MetricShape>? Metrics, string? NextPageToken);

internal sealed record FilesAnswer(IReadOnlyList<FileShape>? Files);

internal sealed record FileShape(string Path, bool IsDir, long? FileSize);

internal sealed record ModelAsk(string Name, string? NewName = null, string? Description = null, IReadOnlyList<KeyText>? Tags = null, string? Version = null, string? Alias = null,
    string? Key = null, string? Value = null, string? Source = null, string? RunId = null, string? RunLink = null, string? Stage = null, bool? ArchiveExistingVersions = null);

internal sealed record ModelShape(string Name, string? Description, long? CreationTimestamp, long? LastUpdatedTimestamp, IReadOnlyList<KeyText>? Tags, IReadOnlyList<AliasShape>? Aliases);

internal sealed record AliasShape(string Alias, string Version);

internal sealed record VersionShape(string Name, string Version, string? Description, string? Source, string? RunId, string? Status, long? CreationTimestamp, long? LastUpdatedTimestamp,
    IReadOnlyList<KeyText>? Tags, IReadOnlyList<string>? Aliases, string? RunLink = null, string? CurrentStage = null);

internal sealed record ModelAnswer(ModelShape RegisteredModel);

internal sealed record ModelsAnswer(IReadOnlyList<ModelShape>? RegisteredModels, string? NextPageToken);

internal sealed record VersionAnswer(VersionShape ModelVersion);

internal sealed record VersionsAnswer(IReadOnlyList<VersionShape>? ModelVersions, string? NextPageToken);

internal sealed record AddressAnswer(string ArtifactUri);

internal sealed record AliasMovesAnswer(IReadOnlyList<AliasMoveShape>? Moves);

internal sealed record AliasMoveShape(string Alias, string? Version, long Timestamp);
