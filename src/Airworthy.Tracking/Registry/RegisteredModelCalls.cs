using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Registry;

/// <summary>The calls about registered models.</summary>
/// <remarks>Source: MLflow REST API, "Create RegisteredModel" to "Delete Registered Model Alias"; the history of aliases is an extension.</remarks>
internal sealed class RegisteredModelCalls(RegisteredModelStore models, ModelVersionStore versions) : ICalls
{
    private static RegistryJson Json => RegistryJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/registered-models/create", Json.CreateRegisteredModel, Json.RegisteredModelAnswer, CreateAsync);
        routes.Get("/mlflow/registered-models/get", Json.RegisteredModelName, Json.RegisteredModelAnswer, GetAsync);
        routes.Get("/mlflow/registered-models/search", Json.SearchRegistry, Json.RegisteredModelsAnswer, SearchAsync);
        routes.Post("/mlflow/registered-models/rename", Json.RenameRegisteredModel, Json.RegisteredModelAnswer, RenameAsync);
        routes.Patch("/mlflow/registered-models/update", Json.UpdateRegisteredModel, Json.RegisteredModelAnswer, UpdateAsync);
        routes.Delete("/mlflow/registered-models/delete", Json.RegisteredModelName, Json.Nothing, DeleteAsync);
        routes.Get("/mlflow/registered-models/get-latest-versions", Json.GetLatestVersions, Json.ModelVersionsAnswer, LatestAsync);
        routes.Post("/mlflow/registered-models/get-latest-versions", Json.GetLatestVersions, Json.ModelVersionsAnswer, LatestAsync);
        routes.Post("/mlflow/registered-models/set-tag", Json.RegisteredModelTag, Json.Nothing, SetTagAsync);
        routes.Delete("/mlflow/registered-models/delete-tag", Json.RegisteredModelTag, Json.Nothing, DeleteTagAsync);
        routes.Post("/mlflow/registered-models/alias", Json.RegisteredModelAlias, Json.Nothing, SetAliasAsync);
        routes.Delete("/mlflow/registered-models/alias", Json.RegisteredModelAlias, Json.Nothing, DeleteAliasAsync);
        routes.Get("/mlflow/registered-models/alias", Json.RegisteredModelAlias, Json.ModelVersionAnswer, GetByAliasAsync);
        routes.Get("/mlflow/registered-models/alias-history", Json.RegisteredModelName, Json.AliasMovesAnswer, AliasMovesAsync);
    }

    private async Task<RegisteredModelAnswer> CreateAsync(CreateRegisteredModel ask, Caller caller, CancellationToken cancel)
    {
        var name = ModelNames.Name(ask.Name);
        caller.Need(Right.Edit);
        var description = Names.Value(ask.Description, "description", ModelNames.LongestDescription);
        return new(RegisteredModelShape.Of(await models.CreateAsync(name, description, Wire.Tags(ask.Tags, ModelNames.LongestTag), cancel)));
    }

    private async Task<RegisteredModelAnswer> GetAsync(RegisteredModelName ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return new(RegisteredModelShape.Of(await models.GetAsync(ModelNames.Name(ask.Name), cancel)));
    }

    private async Task<RegisteredModelsAnswer> SearchAsync(SearchRegistry ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        var (page, next) = await models.SearchAsync(
            new RegisteredModelSearch(ask.Filter, ask.OrderBy), PageToken.Size(ask.MaxResults, 100, 1000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(RegisteredModelShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<RegisteredModelAnswer> RenameAsync(RenameRegisteredModel ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        var (name, next) = (ModelNames.Name(ask.Name), ModelNames.Name(ask.NewName, "new_name"));
        caller.Need((await models.GetAsync(name, cancel)).IsUsed ? Right.Release : Right.Edit);
        return new(RegisteredModelShape.Of(await models.RenameAsync(name, next, cancel)));
    }

    private async Task<RegisteredModelAnswer> UpdateAsync(UpdateRegisteredModel ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        var description = Names.Value(ask.Description, "description", ModelNames.LongestDescription);
        return new(RegisteredModelShape.Of(await models.UpdateAsync(ModelNames.Name(ask.Name), description, cancel)));
    }

    private async Task<Nothing> DeleteAsync(RegisteredModelName ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        var name = ModelNames.Name(ask.Name);
        caller.Need((await models.GetAsync(name, cancel)).IsUsed ? Right.Release : Right.Edit);
        await models.DeleteAsync(name, cancel);
        return Nothing.AtAll;
    }

    private async Task<ModelVersionsAnswer> LatestAsync(GetLatestVersions ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        var stages = ask.Stages is { Count: > 0 } ? [.. ask.Stages.Select(ModelNames.Stage)] : ModelStage.All;
        var model = await models.GetAsync(ModelNames.Name(ask.Name), cancel);
        var latest = model.LatestVersions.Where(v => stages.Contains(v.Stage)).Select(ModelVersionShape.Of).ToList();
        return new(latest.Count == 0 ? null : latest);
    }

    private async Task<Nothing> SetTagAsync(RegisteredModelTag ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        await models.SetTagAsync(ModelNames.Name(ask.Name), new(Names.Key(ask.Key, "key"), Names.Value(ask.Value, "value", ModelNames.LongestTag)), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteTagAsync(RegisteredModelTag ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Edit);
        await models.DeleteTagAsync(ModelNames.Name(ask.Name), Names.Key(ask.Key, "key"), cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> SetAliasAsync(RegisteredModelAlias ask, Caller caller, CancellationToken cancel)
    {
        var (name, alias, version) = (ModelNames.Name(ask.Name), ModelNames.FreeAlias(ask.Alias), ModelNames.Version(ask.Version));
        caller.Need(Right.Release);
        await models.SetAliasAsync(name, alias, version, cancel);
        return Nothing.AtAll;
    }

    private async Task<Nothing> DeleteAliasAsync(RegisteredModelAlias ask, Caller caller, CancellationToken cancel)
    {
        var (name, alias) = (ModelNames.Name(ask.Name), ModelNames.Alias(ask.Alias));
        caller.Need(Right.Release);
        await models.DeleteAliasAsync(name, alias, cancel);
        return Nothing.AtAll;
    }

    private async Task<ModelVersionAnswer> GetByAliasAsync(RegisteredModelAlias ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        return new(ModelVersionShape.Of(await versions.GetByAliasAsync(ModelNames.Name(ask.Name), ModelNames.Alias(ask.Alias), cancel)));
    }

    private async Task<AliasMovesAnswer> AliasMovesAsync(RegisteredModelName ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.View);
        var moves = await models.AliasMovesAsync(ModelNames.Name(ask.Name), cancel);
        return new(moves.Count == 0 ? null : [.. moves.Select(m => new AliasMoveShape(m.Alias, m.Version is { } version ? Wire.Text(version) : null, m.Time))]);
    }
}
