using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.LoggedModels;

/// <summary>The files of a logged model, by the model's id: where a client or a page knows no address of them.</summary>
internal sealed class LoggedModelArtifactCalls(LoggedModelStore models, ArtifactStore artifacts) : ICalls
{
    public void Map(Routes routes)
    {
        routes.Get("/mlflow/logged-models/{model_id}/artifacts/directories", LoggedModelJson.Default.ListLoggedModelArtifacts, ArtifactJson.Default.RunFilesAnswer, ListAsync);
        routes.Raw("GET", "/mlflow/logged-models/{model_id}/artifacts/files", GetAsync, "artifact_file_path");
    }

    private async Task<RunFilesAnswer> ListAsync(ListLoggedModelArtifacts ask, Caller caller, CancellationToken cancel)
    {
        var (model, place) = await FindAsync(ask.ModelId ?? "", caller, cancel);
        var inside = ArtifactPath.Read(ask.ArtifactDirectoryPath);
        var files = artifacts.List(place.Below(inside.Text)).Select(f => new FileShape(inside.Below(f.Name).Text, f.IsFolder, f.Size)).ToList();
        return new(model.ArtifactUri, files.Count == 0 ? null : files);
    }

    private async Task GetAsync(HttpContext context, Caller caller)
    {
        var path = context.Request.Query["artifact_file_path"].ToString();
        var (_, place) = await FindAsync(context.Request.RouteValues["model_id"]?.ToString() ?? "", caller, context.RequestAborted);
        await ArtifactAnswer.SendAsync(context, artifacts, place.Below(path.Length > 0 ? path : throw RefusedException.Missing("artifact_file_path")));
    }

    private async Task<(LoggedModel Model, ArtifactPath Place)> FindAsync(string id, Caller caller, CancellationToken cancel)
    {
        var model = await models.GetAsync(id, cancel);
        caller.Need(Right.View, model.Experiment);
        var place = ArtifactPath.OfAddress(model.ArtifactUri)
            ?? throw new RefusedException("NOT_IMPLEMENTED", $"The files of model {id} lie at {model.ArtifactUri}, not on this server. A client that can reach that place lists and reads them there.");
        // An experiment may name the folder of another one as its own.
        ArtifactCalls.Need(caller, Right.View, place);
        return (model, place);
    }
}
