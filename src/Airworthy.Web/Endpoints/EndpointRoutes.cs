using Airworthy.Serving.Releases;
using Airworthy.Tracking.Protocol;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Airworthy.Web.Endpoints;

/// <summary>What the form of an endpoint's page sends.</summary>
internal static class EndpointRoutes
{
    public static void MapEndpoints(this IEndpointRouteBuilder routes) => routes.MapPost("/endpoints/change", ChangeAsync);

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> ChangeAsync(HttpContext context, [FromForm] IFormCollection form, ReleaseDesk desk, CancellationToken cancel)
    {
        if (context.Caller.Everywhere < Right.Release)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var (endpoint, reason, account) = (form["endpoint"].ToString(), form["reason"].ToString(), context.Caller.Account);
        var by = account ?? "anyone on this machine";
        try
        {
            if (form["act"] == "promote")
            {
                var moved = await desk.PromoteAsync(endpoint, by, account, reason, cancel);
                return Back(endpoint, "done", $"{moved.Candidate.Model} is {EndpointText.State(moved)}.");
            }

            await desk.RollBackAsync(endpoint, by, reason, cancel);
            return Back(endpoint, "done", "What answered before answers again.");
        }
        catch (RefusedException refused)
        {
            return Back(endpoint, "refused", refused.Message);
        }
    }

    private static RedirectHttpResult Back(string endpoint, string how, string says) => TypedResults.Redirect($"/endpoints/{Uri.EscapeDataString(endpoint)}?{how}={Uri.EscapeDataString(says)}");
}
