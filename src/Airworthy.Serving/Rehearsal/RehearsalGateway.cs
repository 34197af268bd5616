using System.Net;

using Airworthy.Serving.Models;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;
using Airworthy.Serving.Trial;
using Airworthy.Tracking;
using Airworthy.Tracking.Storage;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Rehearsal;

/// <summary>A version as it is rehearsed with: the files that were registered.</summary>
/// <param name="Model"><c>models:/late/3</c>, or <c>constant:0.2</c>.</param>
/// <param name="Digest">Of its files; null of a constant.</param>
/// <param name="Onnx">The bytes of its ONNX file; null of a constant.</param>
/// <param name="Columns">Names of the columns, where one input holds them side by side.</param>
public sealed record RehearsedVersion(string Model, string? Digest, byte[]? Onnx, IReadOnlyList<string>? Columns);

/// <summary>The whole gateway in this process, on a free loopback port, with an empty store of its own: releases, routes and requests go the way they go in earnest, and nobody is touched.</summary>
/// <remarks>Its releases are looked after when <see cref="LookAsync"/> is called, not by a clock. What is released there is not asked for the gate's report: nobody is answered.</remarks>
public sealed class RehearsalGateway : IAsyncDisposable
{
    /// <summary>The name of its endpoint.</summary>
    public const string Endpoint = "rehearsal";

    private readonly WebApplication _app;
    private readonly Database _database;
    private readonly string _folder;

    private RehearsalGateway(WebApplication app, Database database, string folder) => (_app, _database, _folder) = (app, database, folder);

    public Uri Address => new(_app.Urls.First());

    /// <summary>How a version that is broken on purpose is released: <c>errs:models:/late/3</c>.</summary>
    public static string Broken(Fault fault, RehearsedVersion version) => $"{fault.ToString().ToLowerInvariant()}:{version.Model}";

    /// <summary>What a version takes; nothing of a constant, which takes rows of any form.</summary>
    public static IReadOnlyList<TensorSpec> Takes(RehearsedVersion version)
    {
        if (version.Onnx is not { } onnx)
        {
            return [];
        }

        using var model = new OnnxModel(onnx, version.Columns);
        return model.Signature.Inputs;
    }

    /// <param name="logs">Whether what is answered is written into a prediction log, beside its store.</param>
    /// <exception cref="NotServableException">A version cannot be served.</exception>
    public static async Task<RehearsalGateway> StartAsync(IReadOnlyList<RehearsedVersion> versions, TimeProvider clock, CancellationToken cancel, bool logs = false)
    {
        var folder = Directory.CreateTempSubdirectory("airworthy-rehearsal-").FullName;
        var database = await Database.OpenAsync(new StoreAddress.Folder(folder), cancel);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // settings are looked for there: the folder in which it runs may be large, and would be watched whole
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(clock);
        builder.Services.AddTracking(database, Path.Combine(folder, "artifacts"));
        builder.Services.AddGatewayParts(new GatewayOptions(), folder, _ => logs ? RequestLog.In(Path.Combine(folder, "predictions"), clock) : new RequestLog(null, clock));
        builder.Services.AddSingleton<IModelSource>(new Versions(versions));
        builder.Services.AddSingleton<ReleaseLoop>();
        var app = builder.Build();
        app.UseTrackingPrefixes();
        app.UseRouting();
        app.MapTracking();
        app.MapGateway();
        await app.StartAsync(cancel);
        return new RehearsalGateway(app, database, folder);
    }

    /// <summary>Looks after releases now, as the server does each second.</summary>
    public Task LookAsync(CancellationToken cancel) => _app.Services.GetRequiredService<ReleaseLoop>().OnceAsync(cancel);

    /// <summary>Keeps what was counted and looks whether an alert is due, as the server does each minute.</summary>
    public async Task WatchAsync(CancellationToken cancel)
    {
        await _app.Services.GetRequiredService<Monitoring.MinuteBook>().KeepAsync(cancel);
        await _app.Services.GetRequiredService<Monitoring.Alerts.InputWatch>().LookAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Versions(IReadOnlyList<RehearsedVersion> all) : IModelSource
    {
        private const string Constant = "constant:";

        public Task<(Slot Slot, FoundVersion? Version)> FindAsync(string address, CancellationToken cancel) => Task.FromResult<(Slot, FoundVersion?)>((new Slot(address, Of(address).Version.Digest), null));

        public Task<ServedModel> LoadAsync(Slot slot, Signature? like, CancellationToken cancel)
        {
            var (fault, version) = Of(slot.Model);
            ServedModel real = version.Onnx is { } onnx ? new OnnxModel(onnx, version.Columns)
                : new ConstantModel(float.Parse(version.Model.AsSpan(Constant.Length), System.Globalization.CultureInfo.InvariantCulture), like);
            return Task.FromResult(fault is { } broken ? new FaultyModel(real, broken) : real);
        }

        private (Fault? Fault, RehearsedVersion Version) Of(string address)
        {
            var fault = Enum.GetValues<Fault>().Cast<Fault?>().FirstOrDefault(f => address.StartsWith($"{f!.Value.ToString().ToLowerInvariant()}:", StringComparison.Ordinal));
            var model = fault is null ? address : address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];
            return (fault, all.FirstOrDefault(v => v.Model == model) ?? throw new NotServableException($"{model} is not rehearsed with."));
        }
    }
}
