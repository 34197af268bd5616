using System.Net;

using Airworthy.Tests.Shared;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Tests;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using Npgsql;

[assembly: AssemblyFixture(typeof(Engines))]

namespace Airworthy.Tracking.Tests;

/// <summary>The engines a store can lie on, each with one server that all tests share: they make experiments and models of their own.</summary>
public sealed class Engines : IAsyncLifetime
{
    private readonly Dictionary<string, Server> _servers = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lazy<Task<PostgreSqlCluster>> _cluster = new(PostgreSqlCluster.RequireAsync);
    private int _databases;

    /// <summary>For theories: every conformance test runs on both.</summary>
    public static TheoryData<string> Both => ["sqlite", "postgresql"];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The server on an engine, started when it is first asked for.</summary>
    public async Task<Server> OnAsync(string engine)
    {
        await _one.WaitAsync();
        try
        {
            return _servers.TryGetValue(engine, out var there) ? there : _servers[engine] = await Server.StartAsync(await EmptyStoreAsync(engine));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The address of a new store without tables.</summary>
    public async Task<StoreAddress> EmptyStoreAsync(string engine)
    {
        if (engine == "sqlite")
        {
            return new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-tracking-").FullName);
        }

        return new StoreAddress.PostgreSql(await (await _cluster.Value).NewDatabaseAsync($"store{Interlocked.Increment(ref _databases)}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        if (_cluster.IsValueCreated)
        {
            await (await _cluster.Value).DisposeAsync();
        }

        _one.Dispose();
    }
}

/// <summary>The tracking server alone, on Kestrel, on a free loopback port.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Server(WebApplication app, Database database, string artifacts)
    {
        (_app, Database, Artifacts) = (app, database, artifacts);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
    }

    public Database Database { get; }

    /// <summary>The folder of its artifacts.</summary>
    public string Artifacts { get; }

    /// <summary>Speaks to it as any client would.</summary>
    public HttpClient Http { get; }

    /// <param name="listen">Where; null: on loopback.</param>
    /// <param name="caller">Who everybody is; null: nobody is asked.</param>
    public static async Task<Server> StartAsync(StoreAddress store, string? artifacts = null, IPAddress? listen = null, Caller? caller = null)
    {
        artifacts ??= Directory.CreateTempSubdirectory("airworthy-artifacts-").FullName;
        var database = await Database.OpenAsync(store, CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k => k.Listen(listen ?? IPAddress.Loopback, 0));
        builder.Services.AddTracking(database, artifacts);
        var app = builder.Build();
        app.UseTrackingPrefixes();
        app.Use((context, next) =>
        {
            context.Features.Set(caller);
            return next(context);
        });
        app.UseRouting();
        app.MapTracking();
        await app.StartAsync();
        return new Server(app, database, artifacts);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Artifacts, recursive: true);
    }
}
