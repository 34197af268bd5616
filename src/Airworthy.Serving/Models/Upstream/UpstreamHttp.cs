using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using Airworthy.Serving.Protocols;

using Microsoft.AspNetCore.Http;

using Yarp.ReverseProxy.Forwarder;

namespace Airworthy.Serving.Models.Upstream;

/// <summary>Asks other servers, through YARP's forwarder.</summary>
/// <remarks>
/// What is forwarded is no caller's request: a typed batch came by any protocol, may have to be asked again of a fallback, or goes to a shadow when its request has ended. So each exchange has a context
/// of its own, and its answer is read, since it is logged, compared, counted, and says who gave it. It follows no redirect, keeps no cookie, uses no proxy and never asks a link-local address.
/// </remarks>
internal sealed class UpstreamHttp(IHttpForwarder forwarder)
{
    /// <summary>Bytes of an answer.</summary>
    private const int Largest = 32 * 1024 * 1024;

    /// <summary>Whoever asks has a limit of time; this one is for a server whose bytes stop in the middle.</summary>
    private static readonly ForwarderRequestConfig s_config = new() { ActivityTimeout = TimeSpan.FromMinutes(10) };

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
    public async Task<(ReadOnlyMemory<byte> Answer, int Json)> PostAsync(Uri address, ReadOnlyMemory<byte> body, int? json, CancellationToken cancel)
    {
        var exchange = new DefaultHttpContext();
        var (request, response, answer) = (exchange.Request, exchange.Response, new BoundedBody(Largest));
        (request.Method, request.ContentType, request.ContentLength, request.Body) = (HttpMethods.Post, json is null ? "application/json" : "application/octet-stream", body.Length, Of(body));
        if (json is { } length)
        {
            request.Headers[OipWriting.JsonLengthHeader] = length.ToString(CultureInfo.InvariantCulture);
        }

        response.Body = answer;
        var error = await forwarder.SendAsync(exchange, address.GetLeftPart(UriPartial.Authority), s_client, s_config, new To(address), cancel);
        if (error != ForwarderError.None)
        {
            cancel.ThrowIfCancellationRequested();
            var why = exchange.GetForwarderErrorFeature()?.Exception;
            throw new ModelFailedException($"{address} cannot be asked: {(answer.IsFull ? $"its answer has more than {Largest:N0} bytes" : why?.Message ?? error.ToString())}", why!);
        }

        return response.StatusCode != StatusCodes.Status200OK ? throw new ModelFailedException($"{address} answered {response.StatusCode}.")
            : (answer.Written, int.TryParse(response.Headers[OipWriting.JsonLengthHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? Math.Min(part, (int)answer.Length) : (int)answer.Length);
    }

    private static MemoryStream Of(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var part) ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false) : new MemoryStream(body.ToArray(), writable: false);

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

    /// <summary>Sends to an address as it is written, and takes the body of nothing but an answer.</summary>
    private sealed class To(Uri address) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = address;
        }

        public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken) =>
            await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken) && proxyResponse?.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>The bytes of an answer, up to a limit.</summary>
    private sealed class BoundedBody(int largest) : MemoryStream
    {
        /// <summary>Whether more came than was to be taken.</summary>
        public bool IsFull { get; private set; }

        public ReadOnlyMemory<byte> Written => GetBuffer().AsMemory(0, (int)Length);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsFull = Length + buffer.Length > largest;
            if (IsFull)
            {
                throw new IOException("The answer is too large.");
            }

            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
