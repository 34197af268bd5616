using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Files;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Airworthy.Web.Runs;

/// <summary>What the forms of a run's page send, and pages of HTML among its artifacts.</summary>
internal static class RunRoutes
{
    /// <summary>An HTML artifact may run the scripts inside it, as plots do, but in an origin of its own: it reads nothing of this server and calls nobody.</summary>
    private const string Caged = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors 'self'";

    public static void MapRun(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{id}/change", ChangeAsync);
        routes.MapGet("/runs/{id}/page", PageAsync);
    }

    private static async Task<Results<RedirectHttpResult, NotFound, StatusCodeHttpResult>> ChangeAsync(
        string id, HttpContext context, [FromForm] IFormCollection form, RunTableStore table, BulkStore bulk, CancellationToken cancel)
    {
        if (await FindAsync(id, context, table, cancel) is not { } run)
        {
            return TypedResults.NotFound();
        }

        if (!context.MayEdit(run.Experiment))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var (one, key, value) = ((long[])[run.No], form["key"].ToString(), form["value"].ToString());
        try
        {
            var done = form["act"].ToString() switch
            {
                "note" => await bulk.TagAsync(run.Experiment, one, "mlflow.note.content", value.ReplaceLineEndings("\n"), cancel) > 0 ? "The notes are kept." : null,
                "tag" => await bulk.TagAsync(run.Experiment, one, key, value, cancel) > 0 ? $"Tagged {key} = {FormAnswer.Quoted(value)}." : null,
                "untag" => await bulk.TagAsync(run.Experiment, one, key, null, cancel) > 0 ? $"Tag {key} taken away." : $"There is no tag {key}.",
                "delete" => await bulk.DeleteAsync(run.Experiment, one, cancel) > 0 ? "Deleted. Restore brings it back." : null,
                "restore" => await bulk.RestoreAsync(run.Experiment, one, cancel) > 0 ? "Restored." : null,
                var other => throw RefusedException.Invalid($"'{FormAnswer.Quoted(other)}' is nothing that can be done with a run."),
            };
            return Query.Of("").Done($"/runs/{run.Id}", done ?? "Nothing was changed.");
        }
        catch (RefusedException refused)
        {
            return Query.Of("").Refused($"/runs/{run.Id}", refused.Message);
        }
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> PageAsync(string id, string path, HttpContext context, RunTableStore table, ArtifactStore artifacts, CancellationToken cancel)
    {
        try
        {
            if (Path.GetExtension(path).ToLowerInvariant() is not (".html" or ".htm")
                || await FindAsync(id, context, table, cancel) is not { } run
                || RunFiles.PlaceOf(run, context.Caller) is not { } place)
            {
                return TypedResults.NotFound();
            }

            var file = artifacts.Open(place.Below(path));
            context.Response.Headers.ContentSecurityPolicy = Caged;
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            context.Response.Headers.CacheControl = "private, no-cache";
            return TypedResults.Stream(file, "text/html; charset=utf-8");
        }
        catch (RefusedException)
        {
            return TypedResults.NotFound();
        }
    }

    private static async Task<RunInfo?> FindAsync(string id, HttpContext context, RunTableStore table, CancellationToken cancel) =>
        await table.FindAsync([id], RunKeys.None, cancel) is [var run] && context.MayView(run.Info.Experiment) ? run.Info : null;
}
