using System.Net;
using System.Net.Http.Headers;
using System.Text;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Airworthy.Tracking.Webhooks;

/// <summary>How one attempt to deliver ended.</summary>
/// <param name="Status">The HTTP status; null where nothing answered.</param>
/// <param name="Text">The beginning of what was answered.</param>
/// <param name="Error">Why it failed; empty where it did not.</param>
/// <param name="Wait">How long the receiver asks to be left alone; null where it does not.</param>
internal sealed record Attempt(int? Status, string Text, string Error, TimeSpan? Wait)
{
    public bool Arrived => Error.Length == 0;
}

/// <summary>Sends one delivery once. Follows no redirects, keeps no cookies, and reads only the beginning of an answer.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostRead = 10_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public WebhookSender(IServiceProvider services, TimeProvider clock)
    {
        (_services, _clock) = (services, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectCallback = (context, cancel) => WebhookTarget.ConnectAsync(context.DnsEndPoint, Anywhere, cancel),
        })
        { Timeout = s_patience };
    }

    /// <summary>Whether webhooks may point to this machine and its network: where this server serves this machine alone.</summary>
    public bool Anywhere => _services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses && addresses.All(IsLoopback);

    /// <exception cref="OperationCanceledException">It was stopped before it was known whether it arrived.</exception>
    public async Task<Attempt> SendAsync(string url, string secret, string id, string body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Airworthy");
        foreach (var (name, value) in WebhookSignature.Headers(id, _clock.GetUtcNow(), body, secret))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var text = await BeginningAsync(response, cancel);
            return new((int)response.StatusCode, text, response.IsSuccessStatusCode ? "" : $"The receiver answered {(int)response.StatusCode}.", response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            return new(null, "", e.InnerException is { } inner && e.Message.Length < 40 ? $"{e.Message} {inner.Message}" : e.Message, null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, "", $"No answer within {s_patience.TotalSeconds:0} s.", null);
        }
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_patience);
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        var buffer = new byte[MostRead];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static bool IsLoopback(string listened)
    {
        var host = BindingHost(listened);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    // "http://[::]:80" and "http://*:80" are no addresses one could call, so this is not read as one.
    private static string BindingHost(string listened)
    {
        var rest = listened[(listened.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..].TrimEnd('/');
        return rest.StartsWith('[') ? rest[1..rest.IndexOf(']', StringComparison.Ordinal)] : rest.Split(':')[0];
    }

    public void Dispose() => _http.Dispose();
}
