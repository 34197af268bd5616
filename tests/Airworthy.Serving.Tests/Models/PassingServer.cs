using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving.Tests.Models;

/// <summary>A server of the Open Inference Protocol that has another one answer, and says of itself which extensions it has.</summary>
internal sealed class PassingServer : IAsyncDisposable
{
    private const string Length = "Inference-Header-Content-Length";

    private readonly WebApplication _app;
    private readonly HttpClient _to;

    private PassingServer(WebApplication app, HttpClient to) => (_app, _to) = (app, to);

    /// <summary>The address of its model <c>late</c>.</summary>
    public string Model => $"upstream:{_app.Urls.First()}/v2/models/late";

    /// <summary>Of each question and its answer.</summary>
    public ConcurrentQueue<(string? Asked, string? Answered)> Types { get; } = new();

    /// <param name="extensions">As JSON; null: it answers nothing at <c>/v2</c>.</param>
    public static async Task<PassingServer> StartAsync(HttpClient to, string? extensions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var server = new PassingServer(builder.Build(), to);
        server._app.MapGet("/v2", () => extensions is null ? Results.NotFound() : Results.Text($$"""{"name":"passing","version":"1","extensions":{{extensions}}}""", "application/json"));
        server._app.MapGet("/v2/models/late", async () => Results.Text(await to.GetStringAsync("/v2/models/late"), "application/json"));
        server._app.MapPost("/v2/models/late/infer", server.PassAsync);
        await server._app.StartAsync();
        return server;
    }

    private async Task PassAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/late/infer") { Content = new StreamContent(context.Request.Body) };
        if (context.Request.Headers[Length] is [{ } length])
        {
            request.Headers.Add(Length, length);
        }

        using var answer = await _to.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.Headers.TryGetValues(Length, out var lengths))
        {
            context.Response.Headers[Length] = lengths.Single();
        }

        Types.Enqueue((context.Request.ContentType, answer.Content.Headers.ContentType?.ToString()));
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
