using System.Globalization;
using System.Text;

using Airworthy.Serving.Protocols;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticAssets;

namespace Airworthy.Web.Access;

/// <summary>Lets in who says who they are: by a token, by name and password, or by the cookie of a sign-in.</summary>
/// <remarks>
/// A header wins over the cookie. All is closed but what says it is open: styles and scripts, and what carries <see cref="IAllowAnonymous"/>.
/// Source of the headers: RFC 6750 (Bearer) and RFC 7617 (Basic).
/// </remarks>
internal sealed class Admission(RequestDelegate next, Callers callers, PasswordCheck passwords, Limits limits, CallAudit audit)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            await next(context);
            return;
        }

        var (caller, wait, shown) = await WhoAsync(context);
        var predicts = context.GetEndpoint()?.Metadata.GetMetadata<Predicts>() is not null; // bounded by a quota of their own
        wait ??= caller is null ? limits.OfAddress(context.Connection.RemoteIpAddress) : predicts ? null : limits.OfAccount(caller.Account);
        if (wait is { } seconds)
        {
            await RefuseAsync(context, seconds);
            return;
        }

        if (caller is not null)
        {
            context.Features.Set<Caller>(caller);
            context.User = caller.Principal();
            await (predicts ? next(context) : audit.RunAsync(context, caller, next));
        }
        else if (!shown && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            context.Features.Set<Caller>(Nobody.Yet);
            await next(context);
        }
        else if (!shown && WantsPage(context.Request))
        {
            context.Response.Redirect("/login?returnUrl=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
        }
        else
        {
            await ChallengeAsync(context, shown);
        }
    }

    /// <returns>The caller, or how long to wait before the next try, or neither; and whether something was shown that must be right.</returns>
    private async Task<(SignedIn? Caller, TimeSpan? Wait, bool Shown)> WhoAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        if (context.Request.Headers.Authorization is not [{ Length: > 0 } header])
        {
            return (SignInCookie.Read(context) is { } secret ? await callers.OfSignInAsync(secret, cancel) : null, null, context.Request.Headers.Authorization.Count > 1);
        }

        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return (await callers.OfTokenAsync(header[7..].Trim(), cancel), null, true);
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || NameAndPassword(header[6..].Trim()) is not ({ } name, { } password))
        {
            return (null, null, true);
        }

        return await passwords.TryAsync(name, password, context.Connection.RemoteIpAddress, cancel) switch
        {
            Tried.Right right => (new SignedIn(right.Account, Scope.All, signIn: null), null, true),
            Tried.TooOften tooOften => (null, tooOften.Wait, true),
            _ => (null, null, true),
        };
    }

    private static (string? Name, string? Password) NameAndPassword(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return (null, null);
        }

        string text;
        try
        {
            text = s_strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            // Some clients still write Latin-1.
            text = Encoding.Latin1.GetString(bytes, 0, length);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (null, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool WantsPage(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/ajax-api") && !request.Path.StartsWithSegments("/_blazor")
        && request.Headers.Accept.Any(a => a?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    private static Task ChallengeAsync(HttpContext context, bool shown)
    {
        context.Response.Headers.WWWAuthenticate = shown ? """Bearer realm="airworthy", error="invalid_token" """.Trim() : """Bearer realm="airworthy" """.Trim();

        // A browser would ask for name and password in a window of its own, and then send them by itself.
        if (!context.Request.Headers.ContainsKey("Sec-Fetch-Mode"))
        {
            context.Response.Headers.Append("WWW-Authenticate", """Basic realm="airworthy", charset="UTF-8" """.Trim());
        }

        return Answers.RefuseAsync(context, new RefusedException("UNAUTHENTICATED", shown
            ? "The token, or the name and password, do not hold: unknown, expired or revoked. Make a token on the page /access and set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD."
            : "This server asks who calls. Set MLFLOW_TRACKING_TOKEN to a token from the page /access, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD."));
    }

    private static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Answers.RefuseAsync(context, new RefusedException("REQUEST_LIMIT_EXCEEDED", $"Too many requests. Try again in {seconds} s."));
    }
}
