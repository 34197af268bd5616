using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Airworthy.Tracking.Artifacts;

/// <summary>The artifact proxy: files by their path, of any size, in bounded memory.</summary>
/// <remarks>Source: MLflow REST API, service <c>mlflow-artifacts</c>.</remarks>
internal sealed class ArtifactCalls(ArtifactStore artifacts, ReleasedFiles released) : ICalls
{
    private const string Base = "/mlflow-artifacts/artifacts";

    public void Map(Routes routes)
    {
        routes.Get(Base, ArtifactJson.Default.ListArtifacts, ArtifactJson.Default.FilesAnswer, ListAsync);
        routes.Raw("GET", Base + "/{**path}", GetAsync);
        routes.Raw("PUT", Base + "/{**path}", PutAsync);
        routes.Raw("DELETE", Base + "/{**path}", DeleteAsync);
        routes.Raw("GET", "/mlflow-artifacts/presigned/{**path}", (_, _) => throw new RefusedException("NOT_IMPLEMENTED",
            "Presigned download addresses are not supported: the artifacts lie on this server. Download them from mlflow-artifacts/artifacts."));
    }

    /// <summary>The path a call names, as it was sent: routing has brought <c>..</c> and double slashes together, which are refused here.</summary>
    /// <param name="after">What stands before it in the address.</param>
    /// <exception cref="RefusedException">"Invalid path".</exception>
    public static ArtifactPath PathOf(HttpContext context, string after)
    {
        var path = Sent(context);
        var start = path.IndexOf(after, StringComparison.Ordinal);
        return start < 0 ? throw ArtifactPath.Invalid() : ArtifactPath.Read(Uri.UnescapeDataString(path[(start + after.Length)..]));
    }

    /// <summary>Refuses paths that would reach another call, or another artifact, once their <c>..</c> are gone. Stands before routing.</summary>
    public static Task RefuseDetoursAsync(HttpContext context, RequestDelegate next)
    {
        var path = Sent(context);
        return path.Contains("/mlflow-artifacts/", StringComparison.Ordinal) && Uri.UnescapeDataString(path).Split('/', '\\').Any(step => step is "." or "..")
            ? Answers.RefuseAsync(context, ArtifactPath.Invalid())
            : next(context);
    }

    /// <summary>Does what reads a body. When the client goes away in the middle of it there is nobody to answer, and nothing to report.</summary>
    public static async Task UnlessBrokenOffAsync(HttpContext context, Func<Task> reading)
    {
        try
        {
            await reading();
        }
        catch (Exception e) when (e is ConnectionResetException or BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } or OperationCanceledException)
        {
            // What had come of it is removed. Never an answer that looks like success, and no try to read the rest.
            context.Abort();
        }
    }

    private static string Sent(HttpContext context) =>
        (context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.ToUriComponent()).Split('?')[0];

    /// <summary>Refuses unless the caller has a right on the experiment a path belongs to.</summary>
    public static void Need(Caller caller, Right right, ArtifactPath place)
    {
        if (place.Experiment is { } experiment)
        {
            caller.Need(right, experiment);
        }
        else
        {
            caller.Need(right);
        }
    }

    /// <summary>Lets a body be as large as it is.</summary>
    public static void TakeAnySize(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    private Task<FilesAnswer> ListAsync(ListArtifacts ask, Caller caller, CancellationToken cancel)
    {
        var place = ArtifactPath.Read(ask.Path);
        var files = artifacts.List(place);
        if (place.Text.Length > 0)
        {
            Need(caller, Right.View, place);
        }
        else
        {
            files = [.. files.Where(f => (place.Below(f.Name).Experiment is { } no ? caller.On(no) : caller.Everywhere) >= Right.View)];
        }

        return Task.FromResult(new FilesAnswer(files.Count == 0 ? null : [.. files.Select(f => new FileShape(f.Name, f.IsFolder, f.Size))]));
    }

    private Task GetAsync(HttpContext context, Caller caller)
    {
        var place = PathOf(context, Base + "/");
        Need(caller, Right.View, place);
        return ArtifactAnswer.SendAsync(context, artifacts, place);
    }

    private async Task PutAsync(HttpContext context, Caller caller)
    {
        var place = PathOf(context, Base + "/");
        Need(caller, Right.Edit, place);
        await released.NeedAsync(caller, place, context.RequestAborted);
        TakeAnySize(context);
        await UnlessBrokenOffAsync(context, async () =>
        {
            await artifacts.PutAsync(place, context.Request.Body, context.RequestAborted);
            await Answers.WriteAsync(context, Nothing.AtAll, ArtifactJson.Default.Nothing);
        });
    }

    private async Task DeleteAsync(HttpContext context, Caller caller)
    {
        var place = PathOf(context, Base + "/");
        Need(caller, Right.Edit, place);
        await released.NeedAsync(caller, place, context.RequestAborted);
        artifacts.Delete(place);
        await Answers.WriteAsync(context, Nothing.AtAll, ArtifactJson.Default.Nothing);
    }
}
