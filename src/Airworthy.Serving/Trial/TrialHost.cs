using System.Net;

using Airworthy.Serving.Models;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Routing;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Trial;

/// <summary>The gateway on a free loopback port, with one table of routes and nothing that could change it.</summary>
internal static class TrialHost
{
    /// <param name="log">It is this host's from now on.</param>
    /// <exception cref="NotServableException">What the table names cannot be served.</exception>
    public static async Task<WebApplication> StartAsync(IModelSource models, RequestLog log, RouteTable table, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // settings are looked for there: the folder in which it runs may be large, and would be watched whole
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(models);
        builder.Services.AddSingleton<Tallies>();
        builder.Services.AddSingleton(_ => log);
        builder.Services.AddSingleton<Gateway>();
        var app = builder.Build();
        var gateway = app.Services.GetRequiredService<Gateway>();
        if (await gateway.TakeAsync(table, cancel) is { } whyNot)
        {
            await app.DisposeAsync();
            throw new NotServableException(whyNot);
        }

        gateway.IsStarted = true;
        app.MapInference();
        await app.StartAsync(cancel);
        return app;
    }
}
