using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Host;

/// <summary>What no field of a form may hold: U+0000, which PostgreSQL cannot keep, so no store does. In queries and JSON the protocol refuses it.</summary>
internal static class FormText
{
    private const char Nul = '\0';

    /// <summary>Stands behind the proof that a form is this server's own, which has read the form.</summary>
    public static async Task RefuseUnkeptAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: true } && context.Request.HasFormContentType
            && (await context.Request.ReadFormAsync(context.RequestAborted)).FirstOrDefault(f => f.Key.Contains(Nul) || f.Value.Any(v => v?.Contains(Nul) == true)).Key is { } field)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"'{field.Replace(Nul, '?')}' holds the character U+0000, which cannot be kept. Leave it out.", context.RequestAborted);
            return;
        }

        await next(context);
    }
}
