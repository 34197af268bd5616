using System.Text.Json.Serialization;

using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Inputs;

internal sealed record LogInputs(string? RunId, IReadOnlyList<DatasetInputShape>? Datasets, IReadOnlyList<ModelInputShape>? Models);

internal sealed record LogOutputs(string? RunId, IReadOnlyList<ModelOutputShape>? Models);

internal sealed record SearchDatasets(IReadOnlyList<string>? ExperimentIds);

internal sealed record DatasetsAnswer(IReadOnlyList<DatasetSummaryShape>? DatasetSummaries);

internal sealed record DatasetSummaryShape(string ExperimentId, string Name, string Digest, string? Context);

/// <summary>A dataset as it travels, both ways.</summary>
internal sealed record DatasetShape(string? Name, string? Digest, string? SourceType, string? Source, string? Schema, string? Profile);

internal sealed record DatasetInputShape(IReadOnlyList<KeyText>? Tags, DatasetShape? Dataset);

internal sealed record ModelInputShape(string? ModelId);

internal sealed record ModelOutputShape(string? ModelId, long? Step);

/// <summary>What a run took in, as it travels inside a run.</summary>
internal sealed record RunInputsShape(IReadOnlyList<DatasetInputShape>? DatasetInputs, IReadOnlyList<ModelInputShape>? ModelInputs)
{
    public static RunInputsShape Of(RunInputs inputs) => new(
        inputs.Datasets.Count == 0 ? null : [.. inputs.Datasets.Select(Of)],
        inputs.Models.Count == 0 ? null : [.. inputs.Models.Select(id => new ModelInputShape(id))]);

    private static DatasetInputShape Of(DatasetInput input) => new(
        input.Tags.Count == 0 ? null : input.Tags,
        new(input.Dataset.Name, input.Dataset.Digest, input.Dataset.SourceType, input.Dataset.Source, input.Dataset.Schema, input.Dataset.Profile));
}

/// <summary>What a run gave out, as it travels inside a run.</summary>
internal sealed record RunOutputsShape(IReadOnlyList<ModelOutputShape>? ModelOutputs)
{
    public static RunOutputsShape Of(RunInputs inputs) => new(inputs.Outputs.Count == 0 ? null : [.. inputs.Outputs.Select(o => new ModelOutputShape(o.ModelId, o.Step))]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LogInputs))]
[JsonSerializable(typeof(LogOutputs))]
[JsonSerializable(typeof(SearchDatasets))]
[JsonSerializable(typeof(DatasetsAnswer))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class InputJson : JsonSerializerContext;
