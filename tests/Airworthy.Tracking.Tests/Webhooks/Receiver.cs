using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Tracking.Tests.Webhooks;

/// <summary>One request a receiver got.</summary>
internal sealed record Received(IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The signature as the receiver computes it, from what travelled.</summary>
    public string Signed(byte[] key) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.{Body}")));
}

/// <summary>Somebody else's server, which webhooks point to: real HTTP on a loopback port.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app)
    {
        _app = app;
    }

    public string Url { get; private set; } = "";

    /// <summary>The statuses of the next answers; when there are none left, 200.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    public static async Task<Receiver> StartAsync(params int[] statuses)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new Receiver(app);
        Array.ForEach(statuses, receiver.Statuses.Enqueue);
        app.Map("/{**path}", receiver.AnswerAsync);
        await app.StartAsync();
        receiver.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    /// <summary>The next request; fails after 20 s.</summary>
    public async Task<Received> NextAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(20));
        return await _received.Reader.ReadAsync(late.Token);
    }

    /// <summary>Whether another request is there already.</summary>
    public bool HasMore => _received.Reader.TryPeek(out _);

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = Statuses.TryDequeue(out var status) ? status : 200;
        if (context.Response.StatusCode is 301)
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
        }

        await context.Response.WriteAsync("heard");
        await context.Response.CompleteAsync();
        await _received.Writer.WriteAsync(new Received(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
