using System.Net;

using Airworthy.Serving;
using Airworthy.Serving.Protocols.Grpc;
using Airworthy.Serving.Replicas;
using Airworthy.Serving.Routing;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;
using Airworthy.Web.Access;
using Airworthy.Web.Components;
using Airworthy.Web.Host;
using Airworthy.Web.Projects;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Airworthy.Web;

/// <summary>One process that tracks runs, keeps models and shows the pages.</summary>
public sealed class AirworthyServer : IAsyncDisposable
{
    /// <summary>How long requests that run may take to end when the server stops.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(25);

    private readonly WebApplication _app;
    private readonly Database _database;

    private AirworthyServer(WebApplication app, Database database)
    {
        (_app, _database) = (app, database);
    }

    /// <summary>What it is made of, for those that compose more around it.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, for example <c>http://127.0.0.1:5000</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Where it speaks gRPC, for example <c>http://127.0.0.1:5001</c>; the same as <see cref="Address"/> where no other port was asked for.</summary>
    public string GrpcAddress => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last();

    /// <summary>The store is away, and by what predictions are answered; null where it was there.</summary>
    public string? Warning { get; private init; }

    /// <summary>Opens the store and listens. When the task ends, the server answers.</summary>
    /// <exception cref="StoreRefusedException">The store cannot be used; or it is away, and nothing that it told is kept here.</exception>
    /// <exception cref="ServeRefusedException">Others could reach it without saying who they are.</exception>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<AirworthyServer> StartAsync(ServerOptions options, CancellationToken cancel)
    {
        var (database, isAway) = await OpenAsync(options, cancel);
        try
        {
            await AccessSetup.RequireAsync(options, database, cancel);
            var listens = false;
            var app = Build(options, database, () => listens);
            var warning = isAway ? await app.Services.GetRequiredService<KeptTables>().ServeAsync(cancel) : null;
            await app.StartAsync(cancel);
            listens = true;
            var server = new AirworthyServer(app, database) { Warning = warning };
            database.Announce(server.Address);
            return server;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database server that is away keeps nobody from predicting by what it told before. Who may call is told by it alone, so with access control it has to be there.</summary>
    private static async Task<(Database Database, bool IsAway)> OpenAsync(ServerOptions options, CancellationToken cancel)
    {
        try
        {
            return (await Database.OpenAsync(options.Store, cancel), false);
        }
        catch (StoreAwayException away) when (options.Store is StoreAddress.PostgreSql store)
        {
            var kept = KeptTables.PathOf(Path.GetDirectoryName(options.Artifacts)!, store.ToString());
            return options.Access.SignIn ? throw new StoreRefusedException($"{away.Message.TrimEnd('.')}. With --auth it alone tells who may call, so it has to be there when the server starts.", away)
                : File.Exists(kept) ? (Database.Away(store), true)
                : throw new StoreRefusedException($"{away.Message.TrimEnd('.')}. Nothing that it told before is kept here ({kept}), so there is nothing to serve.", away);
        }
    }

    private static WebApplication Build(ServerOptions options, Database database, Func<bool> listens)
    {
        // Pages and styles lie beside the program, wherever it was started.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 96 * 1024; // an address may name 2,000 runs
            kestrel.Limits.MaxConcurrentConnections = kestrel.Limits.MaxConcurrentUpgradedConnections = options.Gateway.MostConnections;
            kestrel.Listen(options.Listen, Secured);
            if (options.Gateway.Grpc is { } grpc)
            {
                kestrel.Listen(grpc, listening =>
                {
                    Secured(listening);
                    listening.ForGrpc();
                });
            }

            void Secured(ListenOptions listening)
            {
                options.Access.Certificate?.On(listening, kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>());
            }
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && listens()); // who starts it says in one line why it did not
        builder.AddAccess(options);
        builder.Services.AddTracking(database, options.Artifacts);
        builder.Services.AddGateway(Path.Combine(Path.GetDirectoryName(options.Artifacts)!, "predictions"), options.Gateway);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_drain);
        builder.Services.AddGatewayGrpc();
        builder.Services.AddGatewayTelemetry(builder.Configuration);
        builder.Services.AddProjects(options);
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddPages();

        var app = builder.Build();
        app.UseStopping();
        app.UsePageAnswers();
        app.UseGuards();
        app.UseTrackingPrefixes();
        app.UseRouting();
        app.UseGrpcPort();
        app.UseAdmission();
        app.UseQuotas();
        app.UseIdempotence();
        app.UseAntiforgery();
        app.Use(FormText.RefuseUnkeptAsync);
        app.MapStaticAssets();
        app.MapTracking();
        app.MapGateway();
        app.MapGatewayGrpc(reflects: options.Gateway.GrpcReflection || IPAddress.IsLoopback(options.Outermost.Address));
        app.MapPages();
        app.MapProjects();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null); // one policy, by PageAnswers
        return app;
    }

    /// <summary>Says first that nobody should be sent here any more, answers what comes until that is known, then ends what runs and stops.</summary>
    private async Task StopAsync()
    {
        _app.Services.GetRequiredService<Gateway>().IsStopping = true;
        await Task.Delay(_app.Services.GetRequiredService<GatewayOptions>().StopWait);
        await _app.StopAsync(CancellationToken.None);
    }

    /// <summary>Waits until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
