using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>The calls about logged models.</summary>
/// <remarks>Source: MLflow REST API, service <c>logged-models</c>.</remarks>
internal sealed class LoggedModelCalls(LoggedModelStore models) : ICalls
{
    private const int LongestName = 500;
    private const int LongestType = 500;
    private const int MostParams = 1000;
    private const string OddCharacters = "/:.%\"'";

    private static LoggedModelJson Json => LoggedModelJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/logged-models", Json.CreateLoggedModel, Json.LoggedModelAnswer, CreateAsync);
        routes.Post("/mlflow/logged-models/search", Json.SearchLoggedModels, Json.LoggedModelsAnswer, SearchAsync);
        routes.Get("/mlflow/logged-models/{model_id}", Json.LoggedModelId, Json.LoggedModelAnswer, GetAsync);
        routes.Patch("/mlflow/logged-models/{model_id}", Json.FinalizeLoggedModel, Json.LoggedModelAnswer, FinalizeAsync);
        routes.Delete("/mlflow/logged-models/{model_id}", Json.LoggedModelId, Json.Nothing, DeleteAsync);
        routes.Patch("/mlflow/logged-models/{model_id}/tags", Json.SetLoggedModelTags, Json.Nothing, SetTagsAsync);
        routes.Delete("/mlflow/logged-models/{model_id}/tags/{tag_key}", Json.DeleteLoggedModelTag, Json.Nothing, DeleteTagAsync);
        routes.Post("/mlflow/logged-models/{model_id}/params", Json.LogLoggedModelParams, Json.Nothing, LogParamsAsync);
    }

    private async Task<LoggedModelAnswer> CreateAsync(CreateLoggedModel ask, Caller caller, CancellationToken cancel)
    {
        var experiment = Wire.Experiment(ask.ExperimentId);
        caller.Need(Right.Edit, experiment);
        var name = string.IsNullOrEmpty(ask.Name) ? null : Name(ask.Name);
        return new(LoggedModelShape.Of(await models.CreateAsync(
            experiment, name, Names.Value(ask.ModelType, "model_type", LongestType), ModelNames.Id(ask.SourceRunId, "source_run_id"), Params(ask.Params), Wire.Tags(ask.Tags, Names.LongestTagValue), cancel)));
    }

    private async Task<LoggedModelsAnswer> SearchAsync(SearchLoggedModels ask, Caller caller, CancellationToken cancel)
    {
        if (ask.ExperimentIds is not { Count: > 0 })
        {
            throw RefusedException.Missing("experiment_ids");
        }

        var experiments = ask.ExperimentIds.Select(Wire.Experiment).Where(no => caller.On(no) >= Right.View).ToList();
        var (page, next) = await models.SearchAsync(
            new LoggedModelSearch(experiments, ask.Filter, ask.Datasets, ask.OrderBy), PageToken.Size(ask.MaxResults, 100, 10_000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(LoggedModelShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<LoggedModelAnswer> GetAsync(LoggedModelId ask, Caller caller, CancellationToken cancel)
    {
        var found = await models.GetAsync(ask.ModelId ?? "", cancel);
        caller.Need(Right.View, found.Experiment);
        return new(LoggedModelShape.Of(found));
    }

    private async Task<LoggedModelAnswer> FinalizeAsync(FinalizeLoggedModel ask, Caller caller, CancellationToken cancel)
    {
        var status = ask.Status switch
        {
            null or "" => throw RefusedException.Missing("status"),
            LoggedModelStatus.Ready or LoggedModelStatus.Failed => ask.Status,
            _ => throw RefusedException.Invalid($"Invalid value \"{ask.Status}\" for parameter 'status' supplied. A model is finalized as {LoggedModelStatus.Ready} or {LoggedModelStatus.Failed}."),
        };
        var id = await EditableAsync(ask.ModelId, caller, cancel);
        return new(LoggedModelShape.Of(await models.FinalizeAsync(id, status, cancel)));
    }

    private async Task<Nothing> DeleteAsync(LoggedModelId ask, Caller caller, CancellationToken cancel)
    {
        await models.DeleteAsync(await EditableAsync(ask.ModelId, caller, cancel), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> SetTagsAsync(SetLoggedModelTags ask, Caller caller, CancellationToken cancel)
    {
        await models.SetTagsAsync(await EditableAsync(ask.ModelId, caller, cancel), Wire.Tags(ask.Tags, Names.LongestTagValue), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteTagAsync(DeleteLoggedModelTag ask, Caller caller, CancellationToken cancel)
    {
        await models.DeleteTagAsync(await EditableAsync(ask.ModelId, caller, cancel), ask.TagKey ?? throw RefusedException.Missing("tag_key"), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> LogParamsAsync(LogLoggedModelParams ask, Caller caller, CancellationToken cancel)
    {
        await models.LogParamsAsync(await EditableAsync(ask.ModelId, caller, cancel), Params(ask.Params), cancel);
        return Nothing.AtAll;
    }

    private async Task<string> EditableAsync(string? id, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit, await models.ExperimentOfAsync(id ?? "", cancel));
        return id!;
    }

    private static string Name(string name) => Names.Text(name, "name", LongestName).Any(OddCharacters.Contains)
        ? throw RefusedException.Invalid($"Invalid model name ({name}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '\"', ''')")
        : name;

    private static IReadOnlyList<Experiments.KeyText> Params(IReadOnlyList<Experiments.KeyText>? parameters) => parameters?.Count > MostParams
        ? throw RefusedException.Invalid($"A request can contain at most {MostParams} params. Got {parameters.Count}. Please split up params across multiple requests and try again.")
        : Wire.Tags(parameters, Names.LongestParamValue, "params");
}
