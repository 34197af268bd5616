using System.Net;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Access;

/// <summary>Refuses what a page from elsewhere makes a browser send here: the browser would send the cookie, or reach a server that asks nobody's name.</summary>
/// <remarks>Reading is left to the browser, which gives no answer of ours to another origin: no CORS header is ever sent.</remarks>
internal static class OriginGuard
{
    public static async Task GuardAsync(HttpContext context, HostGuard hosts, RequestDelegate next)
    {
        if (IsHarmless(context.Request) || IsOurs(context.Request, hosts))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync("Cross-origin request blocked");
    }

    // A browser asks no leave to open a web socket, so it counts as a change.
    private static bool IsHarmless(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) && !request.HttpContext.WebSockets.IsWebSocketRequest
        && !request.Headers.Upgrade.Any(u => u?.Contains("websocket", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsOurs(HttpRequest request, HostGuard hosts)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 0)
        {
            return request.Headers["Sec-Fetch-Site"] != "cross-site";
        }

        return origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var from) && from.Scheme is "http" or "https"
            && (IsSame(from, request.Host) || (hosts.OnLoopback && IsLoopback(from)));
    }

    private static bool IsSame(Uri origin, HostString host) =>
        string.Equals(origin.Host, new HostString(host.Host).Host, StringComparison.OrdinalIgnoreCase) && origin.Port == (host.Port ?? (origin.Scheme == "https" ? 443 : 80));

    private static bool IsLoopback(Uri origin) => origin.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(origin.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
