using System.Net;

using Airworthy.Client;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Probes.Tests.Runs;

/// <summary>The real tracking server on SQLite, in this process, and the runs that tests log to it over HTTP.</summary>
public sealed class RunsServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-runs-").FullName;
    private WebApplication? _app;
    private Database? _database;

    public string Address { get; private set; } = "";

    public TrackingClient Client { get; private set; } = null!;

    /// <summary>How callers of paths said who they are, newest last.</summary>
    public List<string> Logins { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _database = await Database.OpenAsync(new StoreAddress.Folder(_folder), CancellationToken.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddTracking(_database, Path.Combine(_folder, "artifacts"));
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            lock (Logins)
            {
                Logins.Add(context.Request.Headers.Authorization.ToString());
            }

            return next(context);
        });
        _app.UseTrackingPrefixes();
        _app.UseRouting();
        _app.MapTracking();
        await _app.StartAsync();
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new TrackingClient(new Uri(Address));
    }

    /// <summary>Logs a finished run that tells everything.</summary>
    /// <param name="without">Facts to leave out: commit, dirty, data, params, seed, metric, predictions, environment.</param>
    /// <param name="depth">The parameter that is searched.</param>
    public async Task<Run> LogAsync(string experiment, string name, double metric, IReadOnlyList<string>? without = null, string depth = "3", string predictions = "id,label,score\n", Action<ActiveRun>? more = null)
    {
        bool Has(string fact) => !(without ?? []).Contains(fact);
        var run = await Client.StartRunAsync(experiment, name);
        void Tag(string fact, string tag, string value)
        {
            if (Has(fact))
            {
                run.SetTag(tag, value);
            }
        }

        Tag("commit", "mlflow.source.git.commit", "7c1d02b9ae7c1d02b9ae7c1d02b9ae7c1d02b9ae");
        Tag("dirty", "mlflow.source.git.dirty", "False");
        Tag("data", "airworthy.data.digest", "sha256:4f0c");
        if (Has("params"))
        {
            run.LogParam("max_depth", depth);
        }

        if (Has("seed"))
        {
            run.LogParam("random_state", 7);
        }

        if (Has("metric"))
        {
            run.LogMetric("dev_average_precision", metric);
        }

        more?.Invoke(run);
        if (Has("predictions"))
        {
            await run.LogTextAsync(predictions, "predictions/dev.csv");
        }

        if (Has("environment"))
        {
            await run.LogTextAsync("pandas==2.2.3\n", "environment/requirements.txt");
        }

        await run.FinishAsync();
        return await Client.GetRunAsync(run.Id);
    }

    public async Task RegisterAsync(string model, Run run, string alias, string? reason = null)
    {
        var version = await Client.Models.RegisterAsync(model, run, "model", reason is null ? null : [KeyValuePair.Create("airworthy.reason", reason)]);
        await Client.Models.SetAliasAsync(model, alias, version.Version);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
