using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Runs;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Airworthy.Web.Runs;

/// <summary>What the page of an experiment's runs asks for beside itself: further rows, keys, a CSV; and what its forms send.</summary>
internal static class RunsRoutes
{
    private const int MostKeys = 60;
    private const int MostChosen = 100_000;

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/experiments/{id:long}");
        page.MapGet("/rows", RowsAsync);
        page.MapGet("/keys", KeysAsync);
        page.MapGet("/runs.csv", CsvAsync);
        page.MapPost("/chosen", ChangeAsync);
        page.MapPost("/views", SaveViewAsync);
        page.MapPost("/views/forget", ForgetViewAsync);
    }

    /// <summary>Rows from <c>at</c> on, or those below the run <c>parent</c>, as the table's own HTML.</summary>
    private static async Task<IResult> RowsAsync(
        long id, HttpContext context, RunTableStore table, RunsReading reading, TimeProvider clock, CancellationToken cancel)
    {
        if (!context.MayView(id))
        {
            return TypedResults.NotFound();
        }

        var query = RunsQuery.Of(id, context);
        var (parent, at) = (query.Query["parent"], query.Query.Number("at", 0, 0, int.MaxValue));
        try
        {
            var search = parent is null ? query.Search() : query.Below(parent);
            var columns = query.Columns ?? await reading.ChosenAsync(query.Search(), cancel);
            var runs = await table.PageAsync(search, RunColumn.Keys(columns, children: true), parent is null ? RunsQuery.Block : 1000, at, cancel);
            return new RazorComponentResult<RunRows>(new Dictionary<string, object?>
            {
                [nameof(RunRows.Runs)] = runs,
                [nameof(RunRows.Columns)] = columns,
                [nameof(RunRows.Now)] = clock.GetUtcNow(),
                [nameof(RunRows.First)] = at,
                [nameof(RunRows.Depth)] = parent is null ? 0 : query.Query.Number("depth", 1, 1, 100),
                [nameof(RunRows.Nested)] = query.Nested || parent is not null,
            });
        }
        catch (RefusedException refused)
        {
            return TypedResults.BadRequest(refused.Message);
        }
    }

    /// <summary>Keys of the experiment that contain <c>part</c>, for completion and the choice of columns.</summary>
    private static async Task<Results<JsonHttpResult<KeysFound>, NotFound>> KeysAsync(long id, HttpContext context, RunTableStore table, CancellationToken cancel)
    {
        if (!context.MayView(id))
        {
            return TypedResults.NotFound();
        }

        var query = Query.Of(context);
        var part = query["part"] ?? "";
        async Task<IReadOnlyList<KeyCount>> Of(string kind) => query["kind"] is { } one && one != kind ? [] : await table.KeysAsync(id, kind, part, MostKeys, cancel);
        return TypedResults.Json(new KeysFound(await Of("metrics"), await Of("params"), await Of("tags")), KeysJson.Default.KeysFound);
    }

    private static async Task CsvAsync(long id, HttpContext context, RunTableStore table, RunsReading reading, CancellationToken cancel)
    {
        if (!context.MayView(id))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var query = RunsQuery.Of(id, context);
        try
        {
            var search = query.Search();
            var columns = query.Columns ?? await reading.ChosenAsync(search, cancel);
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"experiment-{id}.csv\"";
            await context.Response.WriteAsync(Csv.Line(["run_id", "name", "status", "start_time", "end_time", .. columns.Select(c => c.ToString())]), cancel);
            for (var at = 0; ; at += 1000)
            {
                var runs = await table.PageAsync(search, RunColumn.Keys(columns), 1000, at, cancel);
                await context.Response.WriteAsync(string.Concat(runs.Select(r => Csv.Line(
                    [r.Info.Id, r.Info.Name, r.Info.Status, Shown.Iso(r.Info.StartTime), r.Info.EndTime is { } end ? Shown.Iso(end) : "", .. columns.Select(c => Csv.Cell(c, r))]))), cancel);
                if (runs.Count < 1000)
                {
                    return;
                }
            }
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(refused.Message, cancel);
        }
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> ChangeAsync(
        long id, HttpContext context, [FromForm] IFormCollection form, BulkStore bulk, CancellationToken cancel)
    {
        if (!context.MayEdit(id))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var back = Query.Of(form["back"].ToString());
        try
        {
            // "all" means every run that matches the page's own search, also those that were never shown.
            var runs = form["runs"] == "all"
                ? await bulk.MatchingAsync(RunsQuery.Of(id, back).Search(), MostChosen, cancel)
                : await bulk.NumbersAsync(id, [.. form["runs"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Concat(form["run"].OfType<string>())], cancel);
            var (key, value) = (form["key"].ToString(), form["value"].ToString());
            var done = form["act"].ToString() switch
            {
                "delete" => $"{Runs(await bulk.DeleteAsync(id, runs, cancel))} deleted. They can be restored: show deleted runs, choose, restore.",
                "restore" => $"{Runs(await bulk.RestoreAsync(id, runs, cancel))} restored.",
                "tag" => $"{Runs(await bulk.TagAsync(id, runs, key, value, cancel))} tagged {key} = {FormAnswer.Quoted(value)}.",
                "untag" => $"Tag {key} taken from {Runs(await bulk.TagAsync(id, runs, key, null, cancel))}.",
                var other => throw RefusedException.Invalid($"'{FormAnswer.Quoted(other)}' is nothing that can be done with runs."),
            };
            return back.Done($"/experiments/{id}", done);
        }
        catch (RefusedException refused)
        {
            return back.Refused($"/experiments/{id}", refused.Message);
        }
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> SaveViewAsync(
        long id, HttpContext context, [FromForm] IFormCollection form, SavedViewStore views, CancellationToken cancel)
    {
        if (!context.MayEdit(id))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var query = Query.Of(form["query"].ToString());
        try
        {
            await views.SaveAsync(id, new SavedView { Name = form["name"].ToString(), Query = query.ToString(), Account = context.Caller.Account }, cancel);
            return query.Done($"/experiments/{id}", $"View '{FormAnswer.Quoted(form["name"].ToString())}' saved.");
        }
        catch (RefusedException refused)
        {
            return query.Refused($"/experiments/{id}", refused.Message);
        }
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> ForgetViewAsync(
        long id, HttpContext context, [FromForm] IFormCollection form, SavedViewStore views, CancellationToken cancel)
    {
        if (!context.MayEdit(id))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        await views.DeleteAsync(id, form["name"].ToString(), cancel);
        return TypedResults.LocalRedirect($"/experiments/{id}");
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count:N0} runs";
}

/// <summary>Keys by kind, the most used first.</summary>
internal sealed record KeysFound(IReadOnlyList<KeyCount> Metrics, IReadOnlyList<KeyCount> Params, IReadOnlyList<KeyCount> Tags);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeysFound))]
internal sealed partial class KeysJson : JsonSerializerContext;
