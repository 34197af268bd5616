using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Access;

/// <summary>Headers by which a browser holds our pages apart from others.</summary>
internal static class SecurityHeaders
{
    /// <summary>For answers that say nothing of their own, as what shows artifacts does.</summary>
    private const string Policy = "frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.XFrameOptions = "SAMEORIGIN";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = Policy;
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
