using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Polly;
using Polly.Retry;

namespace Airworthy.Client.Protocol;

/// <summary>Sends calls of the protocol and reads the answers.</summary>
internal sealed class Connection : IDisposable
{
    private const string Prefix = "api/2.0/";

    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _again;

    public Connection(HttpMessageHandler handler, Uri address, TrackingLogin? login, bool ownsHandler)
    {
        // Uploads of any size: how long a call may take is said by its cancellation.
        _http = new HttpClient(handler, ownsHandler) { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = login?.Header;
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("airworthy-client/" + typeof(Connection).Assembly.GetName().Version?.ToString(3));
        _again = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 5,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .HandleResult(r => r.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout),
            })
            .Build();
    }

    public Uri Address => _http.BaseAddress!;

    public Task<TAnswer> PostAsync<TAsk, TAnswer>(string path, TAsk ask, JsonTypeInfo<TAsk> askType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel, bool again = true) =>
        CallAsync(HttpMethod.Post, path, ask, askType, answerType, cancel, again);

    /// <param name="again">Whether the call may be sent twice: it makes nothing new.</param>
    public async Task<TAnswer> CallAsync<TAsk, TAnswer>(
        HttpMethod method, string path, TAsk ask, JsonTypeInfo<TAsk> askType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel, bool again = true)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(ask, askType);
        return await AnsweredAsync(() => new HttpRequestMessage(method, Prefix + path) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } } }, answerType, again, cancel);
    }

    /// <param name="query">Names and values; null values are left out.</param>
    public Task<TAnswer> GetAsync<TAnswer>(string path, IEnumerable<(string Name, string? Value)> query, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
    {
        var text = string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"));
        return AnsweredAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{Prefix}{path}?{text}"), answerType, again: true, cancel);
    }

    /// <summary>Sends one request as it is, and gives its answer back once the headers are there. The caller disposes it.</summary>
    /// <exception cref="TrackingException">The server refused, or could not be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, bool again, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            response = again
                ? await _again.ExecuteAsync(async token => await _http.SendAsync(request(), HttpCompletionOption.ResponseHeadersRead, token), cancel)
                : await _http.SendAsync(request(), HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new TrackingException("UNREACHABLE", null, $"{Address} cannot be reached: {e.Message}", e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancel);
        }
    }

    private async Task<TAnswer> AnsweredAsync<TAnswer>(Func<HttpRequestMessage> request, JsonTypeInfo<TAnswer> type, bool again, CancellationToken cancel)
    {
        using var response = await SendAsync(request, again, cancel);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new TrackingException("UNREADABLE", response.StatusCode, $"The answer of {response.RequestMessage!.RequestUri} is not what a tracking server answers: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TrackingException("UNREACHABLE", null, $"The answer of {response.RequestMessage!.RequestUri} broke off: {e.Message}", e);
        }
    }

    private static async Task<TrackingException> RefusalAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            if (JsonSerializer.Deserialize(text, ClientJson.Default.RefusalShape) is { ErrorCode: { } code } refusal)
            {
                return new TrackingException(code, response.StatusCode, refusal.Message ?? code);
            }
        }
        catch (JsonException)
        {
            // Some other server, or a proxy on the way.
        }

        return new TrackingException(response.StatusCode.ToString(), response.StatusCode, $"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}.");
    }

    public void Dispose() => _http.Dispose();
}
