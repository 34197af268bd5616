using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Access;

/// <summary>The cookie that holds the secret of a sign-in.</summary>
/// <remarks>
/// No script reads it and no other site's request carries it, except links to here. Over TLS its name begins with <c>__Host-</c>, so that
/// no other host of the domain can put one in its place.
/// </remarks>
internal static class SignInCookie
{
    private static string Name(HttpContext context) => context.Request.IsHttps ? "__Host-airworthy" : "airworthy";

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = SignInStore.Longest,
    };

    /// <summary>The secret; null where there is none that could be one.</summary>
    public static string? Read(HttpContext context) => context.Request.Cookies.TryGetValue(Name(context), out var secret) && secret.Length is > 20 and < 100 ? secret : null;

    public static void Write(HttpContext context, string secret) => context.Response.Cookies.Append(Name(context), secret, Options(context));

    public static void Drop(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options(context));
}
