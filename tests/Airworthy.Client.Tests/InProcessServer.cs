using System.Net;

using Airworthy.Client.Tests;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(InProcessServer))]

namespace Airworthy.Client.Tests;

/// <summary>The real tracking server on SQLite, in this process, for all tests.</summary>
public sealed class InProcessServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-client-").FullName;
    private WebApplication? _app;
    private Database? _database;

    public Uri Address { get; private set; } = null!;

    public TrackingClient NewClient() => new(Address);

    public async ValueTask InitializeAsync()
    {
        _database = await Database.OpenAsync(new StoreAddress.Folder(_folder), CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddTracking(_database, Path.Combine(_folder, "artifacts"));
        _app = builder.Build();
        _app.UseTrackingPrefixes();
        _app.UseRouting();
        _app.MapTracking();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
