using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Artifacts;

/// <summary>Uploads in parts, for clients that send large files so. The parts come to this server as well.</summary>
/// <remarks>Clients send parts without login, as they do to a bucket: the random id of the upload in the address is the right to do so.</remarks>
internal sealed class MultipartCalls(MultipartStore uploads, ReleasedFiles released) : ICalls
{
    private const string Base = "/mlflow-artifacts/mpu";

    public void Map(Routes routes)
    {
        routes.Raw("POST", Base + "/create/{**folder}", ArtifactJson.Default.CreateUpload, ArtifactJson.Default.UploadAnswer, CreateAsync);
        routes.Raw("POST", Base + "/complete/{**folder}", ArtifactJson.Default.CompleteUpload, ArtifactJson.Default.Nothing, CompleteAsync);
        routes.Raw("POST", Base + "/abort/{**folder}", ArtifactJson.Default.AbortUpload, ArtifactJson.Default.Nothing, AbortAsync);
        routes.Raw("PUT", Base + "/part/{upload}/{number:int}", PutAsync).WithMetadata(new AllowAnonymousAttribute());
    }

    private async Task CreateAsync(HttpContext context, Caller caller)
    {
        var ask = await Asked.ReadAsync(context, ArtifactJson.Default.CreateUpload);
        var place = PlaceOf(context, "/create", ask.Path, caller);
        await released.NeedAsync(caller, place, context.RequestAborted);
        var parts = ask.NumParts switch
        {
            null => throw RefusedException.Missing("num_parts"),
            >= 1 and <= MultipartStore.MostParts and var n => (int)n,
            var n => throw RefusedException.Invalid($"Invalid value {n} for parameter 'num_parts' supplied. It must be from 1 to {MultipartStore.MostParts}."),
        };
        var id = uploads.Create(place);
        var address = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/api/2.0{Base}/part/{id}/";
        await Answers.WriteAsync(context,
            new UploadAnswer(id, [.. Enumerable.Range(1, parts).Select(n => new UploadAddress(address + n, n, new Dictionary<string, string>()))]), ArtifactJson.Default.UploadAnswer);
    }

    private async Task PutAsync(HttpContext context, Caller caller)
    {
        ArtifactCalls.TakeAnySize(context);
        var (upload, number) = ((string)context.Request.RouteValues["upload"]!, int.Parse((string)context.Request.RouteValues["number"]!, null));
        await ArtifactCalls.UnlessBrokenOffAsync(context, async () =>
            context.Response.Headers.ETag = await uploads.PutAsync(upload, number, context.Request.Body, context.RequestAborted));
    }

    private async Task CompleteAsync(HttpContext context, Caller caller)
    {
        var ask = await Asked.ReadAsync(context, ArtifactJson.Default.CompleteUpload);
        var place = PlaceOf(context, "/complete", ask.Path, caller);
        await released.NeedAsync(caller, place, context.RequestAborted);
        var parts = (ask.Parts ?? []).Select((p, i) => (
            Number: p?.PartNumber is >= 1 and <= MultipartStore.MostParts and var n ? (int)n : throw RefusedException.Missing($"parts[{i}].part_number"),
            Tag: p.Etag ?? throw RefusedException.Missing($"parts[{i}].etag"))).ToList();
        await uploads.CompleteAsync(ask.UploadId ?? throw RefusedException.Missing("upload_id"), place, parts, context.RequestAborted);
        await Answers.WriteAsync(context, Nothing.AtAll, ArtifactJson.Default.Nothing);
    }

    private async Task AbortAsync(HttpContext context, Caller caller)
    {
        var ask = await Asked.ReadAsync(context, ArtifactJson.Default.AbortUpload);
        var place = PlaceOf(context, "/abort", ask.Path, caller);
        uploads.Abort(ask.UploadId ?? throw RefusedException.Missing("upload_id"), place);
        await Answers.WriteAsync(context, Nothing.AtAll, ArtifactJson.Default.Nothing);
    }

    /// <summary>The folder of the address, and in it the name of the client's file.</summary>
    private static ArtifactPath PlaceOf(HttpContext context, string call, string? file, Caller caller)
    {
        var name = (file ?? throw RefusedException.Missing("path")).Replace('\\', '/');
        var place = ArtifactCalls.PathOf(context, Base + call + "/").Below(name[(name.LastIndexOf('/') + 1)..]);
        ArtifactCalls.Need(caller, Right.Edit, place);
        return place;
    }
}
