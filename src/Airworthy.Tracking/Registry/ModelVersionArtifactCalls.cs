using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Registry;

/// <summary>A file of a model version, by name and version, as pages ask for it.</summary>
internal sealed class ModelVersionArtifactCalls(ModelVersionStore versions, ArtifactStore artifacts) : ICalls
{
    public void Map(Routes routes) => routes.Raw("GET", "//model-versions/get-artifact", GetAsync, "name", "version", "path");

    private async Task GetAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var (name, version) = (ModelNames.Name(query["name"]), ModelNames.Version(query["version"]));
        var path = query["path"].ToString() is { Length: > 0 } asked ? asked : throw RefusedException.Missing("path");
        caller.Need(Right.View);
        var found = await versions.GetAsync(name, version, context.RequestAborted);
        var place = ArtifactPath.OfAddress(found.StorageLocation)
            ?? throw new RefusedException("NOT_IMPLEMENTED", $"The files of {name} version {version} lie at {found.StorageLocation}, not on this server. A client that can reach that place reads them there.");
        ArtifactCalls.Need(caller, Right.View, place);
        await ArtifactAnswer.SendAsync(context, artifacts, place.Below(path));
    }
}
