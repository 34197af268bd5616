using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Tracking.Protocol;

/// <summary>The same calls are served under several prefixes; all become <c>/api/2.0</c> before they are routed.</summary>
/// <remarks>One path of the original lacks a slash (<c>/api/2.0mlflow/experiments/search-datasets</c>); clients send it so.</remarks>
internal static partial class Prefixes
{
    public static Task BringTogetherAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/ajax-api/", StringComparison.Ordinal))
        {
            context.Request.Path = Prefix().Replace(path, "/api/2.0/", 1);
        }

        return next(context);
    }

    [GeneratedRegex(@"^/(?:ajax-api|api)/[23]\.0(?:/preview)?/?(?=mlflow(?:-artifacts)?/)")]
    private static partial Regex Prefix();
}
