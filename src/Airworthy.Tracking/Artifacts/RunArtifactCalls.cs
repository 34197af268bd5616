using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Artifacts;

/// <summary>The artifacts of a run, by the run's id: where a client or a page knows no address of the files.</summary>
internal sealed class RunArtifactCalls(Database database, ArtifactStore artifacts, ReleasedFiles released) : ICalls
{
    /// <summary>What pages may upload, in bytes. Clients that log artifacts use the proxy.</summary>
    private const int LargestUpload = 10 * 1024 * 1024;

    public void Map(Routes routes)
    {
        routes.Get("/mlflow/artifacts/list", ArtifactJson.Default.ListRunArtifacts, ArtifactJson.Default.RunFilesAnswer, ListAsync);
        routes.Raw("GET", "//get-artifact", GetAsync, "run_id", "run_uuid", "path");
        routes.Raw("POST", "/mlflow/upload-artifact", UploadAsync, "run_uuid", "run_id", "path");
    }

    private async Task<RunFilesAnswer> ListAsync(ListRunArtifacts ask, Caller caller, CancellationToken cancel)
    {
        var run = await FindAsync(Either(ask.RunId, ask.RunUuid) ?? throw RefusedException.Missing("run_id"), Right.View, caller, cancel);
        var inside = ArtifactPath.Read(ask.Path);
        var files = artifacts.List(run.Place.Below(inside.Text)).Select(f => new FileShape(inside.Below(f.Name).Text, f.IsFolder, f.Size)).ToList();
        return new RunFilesAnswer(run.Address, files.Count == 0 ? null : files);
    }

    private async Task GetAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var run = await FindAsync(Either(query["run_id"], query["run_uuid"]) ?? throw RefusedException.Missing("run_id"), Right.View, caller, context.RequestAborted);
        await ArtifactAnswer.SendAsync(context, artifacts, run.Place.Below(Either(query["path"], null) ?? throw RefusedException.Missing("path")));
    }

    private async Task UploadAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var id = Either(query["run_uuid"], query["run_id"]) ?? throw RefusedException.Invalid("Request must specify run_uuid.");
        var path = Either(query["path"], null) ?? throw RefusedException.Invalid("Request must specify path.");
        var run = await FindAsync(id, Right.Edit, caller, context.RequestAborted);
        if (context.Request.ContentLength is null or 0)
        {
            throw RefusedException.Invalid("Request must specify data.");
        }

        if (context.Request.ContentLength > LargestUpload)
        {
            throw RefusedException.Invalid("Artifact size is too large. Max size is 10MB.");
        }

        await released.NeedAsync(caller, run.Place.Below(path), context.RequestAborted);
        await artifacts.PutAsync(run.Place.Below(path), context.Request.Body, context.RequestAborted);
        await Answers.WriteAsync(context, Nothing.AtAll, ArtifactJson.Default.Nothing);
    }

    private async Task<(string Address, ArtifactPath Place)> FindAsync(string id, Right right, Caller caller, CancellationToken cancel)
    {
        var run = await database.ReadAsync(session => session.FirstAsync<RunRow>("select experiment, artifact_uri from runs where id = @id", new { id }), cancel);
        if (run is null || caller.On(run.Experiment) == Right.None)
        {
            throw RefusedException.NotFound($"Run with id={id} not found");
        }

        caller.Need(right, run.Experiment);
        var place = ArtifactPath.OfAddress(run.ArtifactUri)
            ?? throw new RefusedException("NOT_IMPLEMENTED", $"The artifacts of run {id} lie at {run.ArtifactUri}, not on this server. A client that can reach that place lists and reads them there.");
        // An experiment may name the folder of another one as its own.
        ArtifactCalls.Need(caller, right, place);
        return (run.ArtifactUri, place);
    }

    private static string? Either(string? first, string? second) => string.IsNullOrEmpty(first) ? string.IsNullOrEmpty(second) ? null : second : first;

    private sealed record RunRow
    {
        public long Experiment { get; init; }

        public string ArtifactUri { get; init; } = "";
    }
}
