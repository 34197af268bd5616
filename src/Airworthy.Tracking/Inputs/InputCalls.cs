using Airworthy.Tracking.Experiments;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;

namespace Airworthy.Tracking.Inputs;

/// <summary>The calls about what runs take in and give out.</summary>
/// <remarks>Source: MLflow REST API, "Log Inputs", "Log Outputs", "Search Datasets".</remarks>
internal sealed class InputCalls(RunStore runs, RunInputStore inputs) : ICalls
{
    private const int LongestName = 500;
    private const int LongestDigest = 36;
    private const int LongestSource = 65_535;
    private const int LongestSchema = 1_048_575;
    private const int LongestProfile = 16_777_215;
    private const int LongestTagKey = 255;
    private const int LongestTagValue = 500;

    /// <summary>Datasets, or models, of one call.</summary>
    private const int MostThings = 1000;

    private static InputJson Json => InputJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/runs/log-inputs", Json.LogInputs, Json.Nothing, LogInputsAsync);
        routes.Post("/mlflow/runs/outputs", Json.LogOutputs, Json.Nothing, LogOutputsAsync);
        routes.Post("/mlflow/experiments/search-datasets", Json.SearchDatasets, Json.DatasetsAnswer, SearchAsync);
    }

    private async Task<Nothing> LogInputsAsync(LogInputs ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(ask.RunId, caller, cancel);
        Bound("datasets", ask.Datasets?.Count ?? 0);
        Bound("models", ask.Models?.Count ?? 0);
        await inputs.LogAsync(
            run,
            [.. (ask.Datasets ?? []).Select((d, i) => Input(d, $"datasets[{i}]."))],
            [.. (ask.Models ?? []).Select((m, i) => Names.Text(m?.ModelId, $"models[{i}].model_id", Names.LongestKey))],
            cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> LogOutputsAsync(LogOutputs ask, Caller caller, CancellationToken cancel)
    {
        var run = await EditableAsync(ask.RunId, caller, cancel);
        Bound("models", ask.Models?.Count ?? 0);
        await inputs.LogOutputsAsync(run, [.. (ask.Models ?? []).Select((m, i) => new ModelOutput(Names.Text(m?.ModelId, $"models[{i}].model_id", Names.LongestKey), m!.Step ?? 0))], cancel);
        return Nothing.AtAll;
    }

    private async Task<DatasetsAnswer> SearchAsync(SearchDatasets ask, Caller caller, CancellationToken cancel)
    {
        if (ask.ExperimentIds is not { Count: > 0 })
        {
            throw RefusedException.Missing("experiment_ids");
        }

        var experiments = ask.ExperimentIds.Select(Wire.Experiment).Where(no => caller.On(no) >= Right.View).ToList();
        var found = await inputs.SearchAsync(experiments, cancel);
        return new(found.Count == 0 ? null : [.. found.Select(d => new DatasetSummaryShape(Wire.Text(d.Experiment), d.Name, d.Digest, d.Context))]);
    }

    private static DatasetInput Input(DatasetInputShape? input, string place)
    {
        var dataset = input?.Dataset ?? throw RefusedException.Missing(place + "dataset");
        return new(
            new Dataset
            {
                Name = Names.Text(dataset.Name, place + "dataset.name", LongestName),
                Digest = Names.Text(dataset.Digest, place + "dataset.digest", LongestDigest),
                SourceType = Names.Text(dataset.SourceType, place + "dataset.source_type", LongestName),
                Source = Names.Text(dataset.Source, place + "dataset.source", LongestSource),
                Schema = string.IsNullOrEmpty(dataset.Schema) ? null : Names.Text(dataset.Schema, place + "dataset.schema", LongestSchema),
                Profile = string.IsNullOrEmpty(dataset.Profile) ? null : Names.Text(dataset.Profile, place + "dataset.profile", LongestProfile),
            },
            [.. (input.Tags ?? []).Select((t, i) => Tag(t, $"{place}tags[{i}]."))]);
    }

    private static KeyText Tag(KeyText? tag, string place) =>
        new(Names.Text(tag?.Key, place + "key", LongestTagKey), tag!.Value is { Length: > LongestTagValue } ? Names.Text(tag.Value, place + "value", LongestTagValue) : tag.Value ?? "");

    private static void Bound(string what, int count)
    {
        if (count > MostThings)
        {
            throw RefusedException.Invalid($"A request can contain at most {MostThings} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.");
        }
    }

    private async ValueTask<RunKey> EditableAsync(string? id, Caller caller, CancellationToken cancel)
    {
        var run = await runs.KeyAsync(id, cancel);
        caller.Need(Right.Edit, run.Experiment);
        return run;
    }
}
