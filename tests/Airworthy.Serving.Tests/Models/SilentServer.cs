using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Tests.Models;

/// <summary>A server of the Open Inference Protocol that says what it takes and gives, and never answers when asked, or badly.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked, _left;

    private SilentServer(WebApplication app) => _app = app;

    /// <summary>As a release names it.</summary>
    public string Model => $"upstream:{_app.Urls.First()}/v2/models/late";

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Callers that gave up.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <param name="metadata">The answer to <c>GET /v2/models/late</c>.</param>
    /// <param name="answers">What it does instead of keeping silent.</param>
    public static async Task<SilentServer> StartAsync(string metadata, RequestDelegate? answers = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var server = new SilentServer(builder.Build());
        server._app.MapGet("/v2/models/late", () => Results.Text(metadata, "application/json"));
        server._app.MapPost("/v2/models/late/infer", answers ?? server.NeverAsync);
        await server._app.StartAsync();
        return server;
    }

    private async Task NeverAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Increment(ref _left);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
