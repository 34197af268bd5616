using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Airworthy.Serving.Protocols;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>Asks other servers.</summary>
/// <remarks>
/// A client of its own rather than YARP's forwarder: that one copies the stream of one HTTP request into another, and what is asked here is a typed batch, which came by any protocol, may
/// have to be asked again of a fallback, or goes to a shadow when its request has ended; and every answer is read, since it is logged, compared, counted, and says who gave it. It follows no redirect, keeps no cookie, uses no proxy and never asks a link-local address.
/// </remarks>
internal static class UpstreamHttp
{
    /// <summary>Bytes of an answer.</summary>
    private const int Largest = 32 * 1024 * 1024;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(2), s_metadata = TimeSpan.FromSeconds(5);

    private static readonly HttpMessageInvoker s_client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // a name may move
        ConnectTimeout = s_connect,
        ConnectCallback = ConnectAsync,
    });

    /// <summary>What the server says of itself.</summary>
    /// <exception cref="NotServableException">It says nothing in 5 s, or nothing that is one.</exception>
    public static async Task<byte[]> GetAsync(Uri address, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_metadata);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await s_client.SendAsync(request, limit.Token);
            return response.StatusCode == HttpStatusCode.OK ? await BytesAsync(response, limit.Token) : throw new NotServableException($"{address} answers {(int)response.StatusCode}; its metadata was expected.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new NotServableException($"{address} does not answer: {(e is OperationCanceledException ? $"nothing in {s_metadata.TotalSeconds:0} s" : e.Message)}", e);
        }
    }

    /// <summary>Asks for a prediction.</summary>
    /// <param name="json">How many bytes at the beginning are JSON, where tensors stand behind them; null: all.</param>
    /// <returns>The answer, and how many bytes at its beginning are JSON.</returns>
    /// <exception cref="ModelFailedException">It could not be asked, or answered with an error; its words stay with it, since they may repeat values.</exception>
    public static async Task<(byte[] Answer, int Json)> PostAsync(Uri address, ReadOnlyMemory<byte> body, int? json, CancellationToken cancel)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new(json is null ? "application/json" : "application/octet-stream");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            if (json is { } length)
            {
                request.Headers.Add(OipWriting.JsonLengthHeader, length.ToString(CultureInfo.InvariantCulture));
            }

            using var response = await s_client.SendAsync(request, cancel);
            var answer = response.StatusCode == HttpStatusCode.OK ? await BytesAsync(response, cancel) : throw new ModelFailedException($"{address} answered {(int)response.StatusCode}.");
            return (answer, response.Headers.TryGetValues(OipWriting.JsonLengthHeader, out var said) && int.TryParse(said.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? Math.Min(part, answer.Length) : answer.Length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancel.ThrowIfCancellationRequested();
            throw new ModelFailedException($"{address} cannot be asked: {e.Message}", e);
        }
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await response.Content.LoadIntoBufferAsync(Largest, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        if (Array.Exists(addresses, AllowedUpstreams.IsLinkLocal))
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is a link-local address");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
