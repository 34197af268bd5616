using System.Net;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Access;

/// <summary>Which names this server answers to.</summary>
/// <remarks>
/// A page from elsewhere can make its own name point to this machine (DNS rebinding); the browser then takes this server for that page's own
/// and lets it read everything. Its name still stands in <c>Host</c>, so a name that is not ours is refused. An address written in numbers cannot be rebound.
/// </remarks>
internal sealed class HostGuard
{
    /// <summary>Load balancers and supervisors ask these by whatever name they like, HAProxy by none; they tell nothing but yes or no.</summary>
    private static readonly HashSet<PathString> s_probes = ["/health", "/ping", "/v2/health/live", "/v2/health/ready", "/v2/health/startup"];

    private readonly bool _loopback;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly List<string> _endings = [];

    public HostGuard(IPEndPoint listen, AccessOptions options)
    {
        _loopback = IPAddress.IsLoopback(listen.Address);
        if (!_loopback)
        {
            _names.Add(Environment.MachineName);
        }

        foreach (var host in options.Hosts)
        {
            if (host.StartsWith("*.", StringComparison.Ordinal))
            {
                _endings.Add(host[1..]);
            }
            else
            {
                _names.Add(new HostString(host).Host);
            }
        }
    }

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool OnLoopback => _loopback;

    public bool Knows(HostString host) => host.HasValue && (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address)
        ? !_loopback || IPAddress.IsLoopback(address) || _names.Contains(host.Host)
        : _names.Contains(host.Host) || _endings.Any(e => host.Host.Length > e.Length && host.Host.EndsWith(e, StringComparison.OrdinalIgnoreCase)));

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (Knows(context.Request.Host) || s_probes.Contains(context.Request.Path))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("Invalid Host header: this server does not know itself by that name. Whoever runs it can allow the name: airworthy serve --allowed-hosts NAME\n");
    }
}
