using Airworthy.Web.Compare;
using Airworthy.Web.Components.Pages;
using Airworthy.Web.Endpoints;
using Airworthy.Web.Files;
using Airworthy.Web.Models;
using Airworthy.Web.Runs;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using MudBlazor.Services;

namespace Airworthy.Web.Host;

/// <summary>What the pages of runs, models and the workbench are made of, beside their components.</summary>
internal static class PageParts
{
    public static IServiceCollection AddPages(this IServiceCollection things) => things
        .AddSingleton<HomeReading>()
        .AddSingleton<WaitingAlerts>()
        .AddSingleton<RunsReading>()
        .AddSingleton<CompareReading>()
        .AddSingleton<RunFiles>()
        .AddMudServices();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapRuns();
        routes.MapRun();
        routes.MapCompare();
        routes.MapModels();
        routes.MapEndpoints();
    }
}
