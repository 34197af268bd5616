using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Host;

/// <summary>Refuses forms that nobody should read: those that are not this server's own, and those that hold U+0000.</summary>
/// <remarks>PostgreSQL cannot keep U+0000, so no store does; in queries and JSON the protocol refuses it.</remarks>
internal static class FormText
{
    private const char Nul = '\0';

    /// <summary>Stands behind the look at a form's proof, which has read the form where it could be read. Handlers would throw on a form without one.</summary>
    public static async Task RefuseUnkeptAsync(HttpContext context, RequestDelegate next)
    {
        switch (context.Features.Get<IAntiforgeryValidationFeature>())
        {
            case { IsValid: false }:
                await RefuseAsync(context, "The form was not sent from a page of this server as it is now, or cannot be read. Go back, load the page anew and send it again.");
                return;
            case { IsValid: true } when context.Request.HasFormContentType && await UnkeptAsync(context) is { } field:
                await RefuseAsync(context, $"'{field.Replace(Nul, '?')}' holds the character U+0000, which cannot be kept. Leave it out.");
                return;
            default:
                await next(context);
                return;
        }
    }

    private static async Task<string?> UnkeptAsync(HttpContext context) =>
        (await context.Request.ReadFormAsync(context.RequestAborted)).FirstOrDefault(f => f.Key.Contains(Nul) || f.Value.Any(v => v?.Contains(Nul) == true)).Key;

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}
