using System.Globalization;

using Airworthy.Serving.Monitoring.Alerts;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Airworthy.Web.Endpoints;

/// <summary>What the forms of the endpoints' pages send.</summary>
internal static class EndpointRoutes
{
    private const string Anyone = "anyone on this machine";

    public static void MapEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/endpoints/change", ChangeAsync);
        routes.MapPost("/endpoints/alert", AnswerAsync);
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> ChangeAsync(HttpContext context, [FromForm] IFormCollection form, ReleaseDesk desk, RouteStore tables, CancellationToken cancel)
    {
        if (context.Caller.Everywhere < Right.Release)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var (endpoint, reason, account) = (form["endpoint"].ToString(), form["reason"].ToString(), context.Caller.Account);
        var act = form["act"] == "promote" ? "promote" : "rollback";
        var page = $"/endpoints/{Uri.EscapeDataString(endpoint)}/change?act={act}";
        try
        {
            // What was read on the page has to be what is changed: a policy or somebody else may have been quicker.
            long? read = long.TryParse(form["generation"], NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : null;
            if (read is not null && await tables.NewestAsync(endpoint, cancel) is { } now && now.Generation != read)
            {
                return Told(page, "refused", $"Generation {now.Generation} came while you read of {read}. Read again what stands now.");
            }

            var by = account ?? Anyone;
            if (act == "promote")
            {
                await desk.PromoteAsync(endpoint, by, account, reason, read, cancel);
            }
            else
            {
                await desk.RollBackAsync(endpoint, by, reason, read, cancel);
            }

            return TypedResults.Redirect($"{page}&step=3&generation={(await tables.NewestAsync(endpoint, cancel))?.Generation}");
        }
        catch (RefusedException refused)
        {
            return Told(page, "refused", refused.Message);
        }
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> AnswerAsync(HttpContext context, [FromForm] IFormCollection form, AlertStore alerts, TimeProvider clock, CancellationToken cancel)
    {
        if (context.Caller.Everywhere < Right.Edit)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var back = LocalPath.Of(form["back"]);
        try
        {
            var no = long.TryParse(form["no"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RefusedException.Invalid("An alert is named by its number.");
            var outcome = form["outcome"] == "Acted" ? AlertOutcome.Acted : form["outcome"] == "Dismissed" ? AlertOutcome.Dismissed : throw RefusedException.Missing("outcome");
            await alerts.AnswerAsync(form["endpoint"].ToString(), no, outcome, form["reason"], context.Caller.Account ?? Anyone, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel);
            return Told(back, "done", $"Alert {no} of {form["endpoint"]} is answered.");
        }
        catch (RefusedException refused)
        {
            return Told(back, "refused", refused.Message);
        }
    }

    private static RedirectHttpResult Told(string page, string how, string says) => TypedResults.Redirect(QueryHelpers.AddQueryString(page, how, says));
}
