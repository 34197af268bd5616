using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Registry;

/// <summary>The calls about model versions.</summary>
/// <remarks>Source: MLflow REST API, "Create ModelVersion" to "Get Download URI For ModelVersion Artifacts".</remarks>
internal sealed class ModelVersionCalls(ModelVersionStore versions) : ICalls
{
    private static RegistryJson Json => RegistryJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/model-versions/create", Json.CreateModelVersion, Json.ModelVersionAnswer, CreateAsync);
        routes.Get("/mlflow/model-versions/get", Json.ModelVersionNumber, Json.ModelVersionAnswer, GetAsync);
        routes.Get("/mlflow/model-versions/search", Json.SearchRegistry, Json.ModelVersionsAnswer, SearchAsync);
        routes.Patch("/mlflow/model-versions/update", Json.UpdateModelVersion, Json.ModelVersionAnswer, UpdateAsync);
        routes.Post("/mlflow/model-versions/transition-stage", Json.TransitionStage, Json.ModelVersionAnswer, TransitionAsync);
        routes.Delete("/mlflow/model-versions/delete", Json.ModelVersionNumber, Json.Nothing, DeleteAsync);
        routes.Get("/mlflow/model-versions/get-download-uri", Json.ModelVersionNumber, Json.DownloadUriAnswer, GetDownloadUriAsync);
        routes.Post("/mlflow/model-versions/set-tag", Json.ModelVersionTag, Json.Nothing, SetTagAsync);
        routes.Delete("/mlflow/model-versions/delete-tag", Json.ModelVersionTag, Json.Nothing, DeleteTagAsync);
    }

    private async Task<ModelVersionAnswer> CreateAsync(CreateModelVersion ask, Caller caller, CancellationToken cancel)
    {
        var wanted = new NewModelVersion(
            ModelNames.Name(ask.Name), Names.Text(ask.Source, "source", ModelNames.LongestSource), ModelNames.Id(ask.RunId, "run_id"), ModelNames.Id(ask.ModelId, "model_id"),
            Names.Value(ask.RunLink, "run_link", ModelNames.LongestSource),
            Names.Value(ask.Description, "description", ModelNames.LongestDescription), Wire.Tags(ask.Tags, ModelNames.LongestTag))
        {
            Number = string.IsNullOrEmpty(ask.Version) ? null : ModelNames.Version(ask.Version) is >= 1 and <= ModelNames.HighestAsked and var number ? number
                : throw RefusedException.Invalid($"Invalid value {ask.Version} for parameter 'version' supplied. A new version may be numbered from 1 to {ModelNames.HighestAsked}."),
        };
        caller.Need(Right.Edit);
        return new(ModelVersionShape.Of(await versions.CreateAsync(wanted, experiment => caller.Need(Right.View, experiment), cancel)));
    }

    private async Task<ModelVersionAnswer> GetAsync(ModelVersionNumber ask, Caller caller, CancellationToken cancel) =>
        new(ModelVersionShape.Of(await ViewedAsync(ask, caller, cancel)));

    private async Task<ModelVersionsAnswer> SearchAsync(SearchRegistry ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        var (page, next) = await versions.SearchAsync(
            new ModelVersionSearch(ask.Filter, ask.OrderBy), PageToken.Size(ask.MaxResults, 10_000, 200_000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(ModelVersionShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<ModelVersionAnswer> UpdateAsync(UpdateModelVersion ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        var description = Names.Value(ask.Description, "description", ModelNames.LongestDescription);
        return new(ModelVersionShape.Of(await versions.UpdateAsync(ModelNames.Name(ask.Name), ModelNames.Version(ask.Version), description, cancel)));
    }

    private async Task<ModelVersionAnswer> TransitionAsync(TransitionStage ask, Caller caller, CancellationToken cancel)
    {
        var (name, version, stage) = (ModelNames.Name(ask.Name), ModelNames.Version(ask.Version), ModelNames.Stage(ask.Stage));
        if (ask.ArchiveExistingVersions == true && !ModelStage.Active.Contains(stage))
        {
            throw RefusedException.Invalid(
                $"Model version transition cannot archive existing model versions because '{ask.Stage}' is not an Active stage. Valid stages are {string.Join(", ", ModelStage.Active)}");
        }

        caller.Need(Right.Release);
        return new(ModelVersionShape.Of(await versions.TransitionAsync(name, version, stage, ask.ArchiveExistingVersions == true, cancel)));
    }

    private async Task<Nothing> DeleteAsync(ModelVersionNumber ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        var (name, version) = (ModelNames.Name(ask.Name), ModelNames.Version(ask.Version));
        caller.Need((await versions.GetAsync(name, version, cancel)).IsUsed ? Right.Release : Right.Edit);
        await versions.DeleteAsync(name, version, cancel);
        return Nothing.AtAll;
    }

    private async Task<DownloadUriAnswer> GetDownloadUriAsync(ModelVersionNumber ask, Caller caller, CancellationToken cancel) =>
        new((await ViewedAsync(ask, caller, cancel)).StorageLocation);

    private async Task<Nothing> SetTagAsync(ModelVersionTag ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        await versions.SetTagAsync(
            ModelNames.Name(ask.Name), ModelNames.Version(ask.Version), new(Names.Key(ask.Key, "key"), Names.Value(ask.Value, "value", ModelNames.LongestTag)), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteTagAsync(ModelVersionTag ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        await versions.DeleteTagAsync(ModelNames.Name(ask.Name), ModelNames.Version(ask.Version), Names.Key(ask.Key, "key"), cancel);
        return Nothing.AtAll;
    }

    private Task<ModelVersion> ViewedAsync(ModelVersionNumber ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return versions.GetAsync(ModelNames.Name(ask.Name), ModelNames.Version(ask.Version), cancel);
    }
}
