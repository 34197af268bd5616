using System.Net;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Web.Projects;

/// <summary>Puts projects, their published reports, the workbench and the checks by the clock into the server.</summary>
internal static class ProjectsServer
{
    public static IServiceCollection AddProjects(this IServiceCollection things, ServerOptions options)
    {
        // Whoever reaches the workbench writes files as the person who started the server.
        if (options.Workbench is not null && !IPAddress.IsLoopback(options.Listen.Address))
        {
            throw new ArgumentException($"A workbench is for loopback, and the server listens on {options.Listen}.", nameof(options));
        }

        things.AddSingleton<ProjectStore>();
        things.AddSingleton(at => new WorkbenchPlace(options.Workbench?.Invoke(at.GetRequiredService<ProjectStore>())));
        if (options.Nightly is { Projects.Count: > 0 } nightly)
        {
            things.AddSingleton(nightly);
            things.AddHostedService<NightlyClock>();
        }

        return things;
    }

    public static void MapProjects(this IEndpointRouteBuilder routes) =>
        new ProjectCalls(routes.ServiceProvider.GetRequiredService<ProjectStore>()).Map(new Routes(routes));
}
