using System.Globalization;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Registry;
using Airworthy.Web.Host;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Airworthy.Web.Models;

/// <summary>What the forms of a model's page send. Names of models may hold slashes, so they travel in the form and not in the path.</summary>
internal static class ModelRoutes
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/alias", AliasAsync);
        routes.MapPost("/models/delete-version", DeleteVersionAsync);
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> AliasAsync(
        HttpContext context, [FromForm] IFormCollection form, RegisteredModelStore models, CancellationToken cancel)
    {
        if (context.Caller.Everywhere < Right.Release)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var (name, alias) = (form["name"].ToString(), form["alias"].ToString().Trim());
        try
        {
            if (form["act"] == "delete")
            {
                await models.DeleteAliasAsync(name, alias, cancel);
                return Back(name, $"The alias {alias} stands for no version any more.");
            }

            await models.SetAliasAsync(name, ModelNames.FreeAlias(alias), Version(form), cancel);
            return Back(name, $"{alias} now stands for version {Version(form)}.");
        }
        catch (RefusedException refused)
        {
            return Query.Of("").Refused(Page(name), refused.Message);
        }
    }

    private static async Task<Results<RedirectHttpResult, StatusCodeHttpResult>> DeleteVersionAsync(
        HttpContext context, [FromForm] IFormCollection form, ModelVersionStore versions, CancellationToken cancel)
    {
        if (context.Caller.Everywhere < Right.Edit)
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        var name = form["name"].ToString();
        try
        {
            if ((await versions.GetAsync(name, Version(form), cancel)).IsUsed && context.Caller.Everywhere < Right.Release)
            {
                return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
            }

            await versions.DeleteAsync(name, Version(form), cancel);
            return Back(name, $"Version {Version(form)} is deleted.");
        }
        catch (RefusedException refused)
        {
            return Query.Of("").Refused(Page(name), refused.Message);
        }
    }

    private static long Version(IFormCollection form) => long.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : throw RefusedException.Missing("version");

    private static RedirectHttpResult Back(string name, string done) => Query.Of("").Done(Page(name), done);

    private static string Page(string name) => $"/models/{Uri.EscapeDataString(name)}";
}
