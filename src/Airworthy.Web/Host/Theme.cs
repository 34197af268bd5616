using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Host;

/// <summary>The colours somebody chose: <c>light</c>, <c>dark</c>, or null for whatever their system prefers.</summary>
internal static class Theme
{
    /// <summary>The cookie that <c>js/app.js</c> writes.</summary>
    public const string Cookie = "airworthy-theme";

    public static string? Of(HttpContext? context) => context?.Request.Cookies[Cookie] is "light" or "dark" ? context.Request.Cookies[Cookie] : null;
}
