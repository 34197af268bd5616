using System.Reflection;

using Airworthy.Tracking.Artifacts;
using Airworthy.Tracking.Metrics;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Webhooks;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Airworthy.Tracking;

/// <summary>Puts the tracking server into an application: its stores, and the calls of the MLflow REST API.</summary>
public static class TrackingServer
{
    /// <summary>The version of the original whose protocol is spoken, as <c>GET /version</c> tells it.</summary>
    public const string ProtocolVersion = "3.11.1";

    /// <param name="database">Open; the caller closes it after the application has ended.</param>
    /// <param name="artifacts">The folder of the artifacts, as a full path; made when something is put there.</param>
    public static IServiceCollection AddTracking(this IServiceCollection things, Database database, string artifacts)
    {
        things.TryAddSingleton(TimeProvider.System);
        things.AddSingleton(database);
        things.AddSingleton<MetricKeys>();
        things.AddSingleton<WebhookSender>();
        things.AddSingleton<ReleasedFiles>();
        things.AddSingleton<ApiDocument>();
        things.AddHostedService<DeliveryLoop>();
        things.AddSingleton(new ArtifactFolder(artifacts));
        foreach (var store in Assembly.GetExecutingAssembly().TypesEnding("Store").Where(t => t.IsPublic))
        {
            things.AddSingleton(store);
        }

        return things;
    }

    /// <summary>Brings the prefixes of the protocol together, and refuses detours in paths and what cannot be kept. Stands before routing.</summary>
    public static IApplicationBuilder UseTrackingPrefixes(this IApplicationBuilder app) => app.Use(ArtifactCalls.RefuseDetoursAsync).Use(Unkept.RefuseInQueryAsync).Use(Prefixes.BringTogetherAsync);

    /// <summary>Maps every call of the protocol.</summary>
    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var calls = new Routes(routes);
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Calls"))
        {
            ((ICalls)ActivatorUtilities.CreateInstance(routes.ServiceProvider, type)).Map(calls);
        }

        var document = routes.ServiceProvider.GetRequiredService<ApiDocument>();
        calls.Raw("GET", "//openapi.json", (context, _) => OpenApi.WriteAsync(context, document.Json));
        calls.Raw("GET", "//health", (context, _) => Results.Text("OK").ExecuteAsync(context)).AllowAnonymous();
        calls.Raw("GET", "//version", (context, _) => Results.Text(ProtocolVersion).ExecuteAsync(context)).AllowAnonymous();
        calls.Raw("GET", "/mlflow/server-info", (context, _) => Results.Text("""{"store_type":"SqlStore","workspaces_enabled":false}""", "application/json").ExecuteAsync(context));
    }
}
