using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Host;

/// <summary>What every answer of the pages has in common: headers that bound what a browser may do, a page for what is not there and one for what went wrong.</summary>
internal static class PageAnswers
{
    /// <summary>
    /// Scripts, data, frames and forms of this server only. Styles may stand in attributes: the virtual table and the charts size themselves by them.
    /// </summary>
    /// <remarks>Source: W3C, Content Security Policy Level 3.</remarks>
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    // Spoken by programs, which read the protocol's own errors.
    private static readonly string[] s_protocols = ["/api", "/ajax-api", "/v1", "/health", "/version", "/get-artifact", "/model-versions", "/_framework", "/_blazor", "/_content"];

    /// <summary>Stands before routing.</summary>
    public static void UsePageAnswers(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() => Bound(context.Response));
            if (HttpMethods.IsHead(context.Request.Method) && !IsProtocol(context))
            {
                // Who asks about a page is told what the page would say; the web server leaves its body out.
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseWhen(IsPage, pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
    }

    private static bool IsPage(HttpContext context) => HttpMethods.IsGet(context.Request.Method) && !IsProtocol(context);

    private static bool IsProtocol(HttpContext context) => Array.Exists(s_protocols, p => context.Request.Path.StartsWithSegments(p));

    private static Task Bound(HttpResponse response)
    {
        var headers = response.Headers;
        headers.TryAdd("Content-Security-Policy", Policy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "SAMEORIGIN");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        return Task.CompletedTask;
    }
}
