using System.Net;
using System.Net.Sockets;

namespace Airworthy.Probes.Links;

/// <summary>What came of asking at an address.</summary>
/// <param name="Status">The HTTP status at the end of all redirects; null when there was none.</param>
/// <param name="Because">Why there was none, as the end of a sentence.</param>
public sealed record LinkAnswer(int? Status, string? Because)
{
    /// <summary>Whether it says that nothing is there: 404 or 410.</summary>
    public bool IsGone => Status is 404 or 410;

    /// <summary>Whether something answered with what was asked for.</summary>
    public bool IsThere => Status is >= 200 and < 300;
}

/// <summary>
/// Asks at addresses that somebody else wrote down, who may mean harm: by HTTP and HTTPS at their own ports only, at hosts of the open internet only
/// (judged by the address that is connected to, at each redirect anew), without cookies, passwords or a proxy, and never reading what is sent.
/// </summary>
public sealed class LinkCaller : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient _http;
    private readonly HashSet<string> _allowed;

    /// <param name="allowed">Hosts inside of the own network that may be asked, as <c>host</c> (then at the ports 80 and 443) or <c>host:port</c>.</param>
    public LinkCaller(IEnumerable<string> allowed)
    {
        _allowed = new HashSet<string>(allowed, StringComparer.OrdinalIgnoreCase);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false, // A proxy would look up and reach what must not be reached.
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("airworthy");
        _http.DefaultRequestHeaders.Accept.ParseAdd("*/*");
    }

    /// <summary>Asks at one address.</summary>
    public async Task<LinkAnswer> AskAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var at))
        {
            return new LinkAnswer(null, "it is no address");
        }

        try
        {
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                if (WhyNot(at) is { } why)
                {
                    return new LinkAnswer(null, redirects == 0 ? why : $"it leads to {(at.Host.Length > 0 ? at.Host : at.Scheme)}, and {why}");
                }

                using var answer = await _http.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, cancel);
                if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                    || answer.Headers.Location is not { } next)
                {
                    return new LinkAnswer((int)answer.StatusCode, null);
                }

                at = new Uri(at, next);
            }

            return new LinkAnswer(null, $"it redirects more than {MostRedirects} times");
        }
        catch (HttpRequestException e)
        {
            return new LinkAnswer(null, e.InnerException is NotPublicException inner ? inner.Message : "it cannot be reached");
        }
        catch (UriFormatException)
        {
            return new LinkAnswer(null, "it leads to something that is no address");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new LinkAnswer(null, $"it gave no answer within {_http.Timeout.TotalSeconds:0} seconds");
        }
    }

    public void Dispose() => _http.Dispose();

    private string? WhyNot(Uri at) => at switch
    {
        { Scheme: not ("http" or "https") } => "only http and https are asked",
        { UserInfo.Length: > 0 } => "it carries a name or a password, which is sent nowhere",
        { IsDefaultPort: false } when !_allowed.Contains($"{at.Host}:{at.Port}") => $"port {at.Port} is not asked",
        _ => null,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await Dns.GetHostAddressesAsync(host, cancel);
        var isAllowed = _allowed.Contains($"{host}:{port}") || (port is 80 or 443 && _allowed.Contains(host));
        var may = Array.FindAll(found, a => isAllowed || PublicAddress.Is(a));
        if (may.Length == 0)
        {
            throw new NotPublicException("its host is not on the open internet");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // The address that was judged is the one connected to, whatever the name means a moment later.
            await socket.ConnectAsync(may, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NotPublicException(string message) : Exception(message);
}
