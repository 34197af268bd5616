using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Airworthy.Web.Access;

/// <summary>What the framework turns to when an endpoint answers that somebody must not, or must sign in first. Who calls was found out by <see cref="Admission"/>.</summary>
internal sealed class AdmittedScheme : IAuthenticationHandler
{
    public const string Name = "airworthy";

    private HttpContext? _context;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

    public Task ChallengeAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status401Unauthorized, "Sign in first.");

    public Task ForbidAsync(AuthenticationProperties? properties) => RefuseAsync(StatusCodes.Status403Forbidden, "This needs another role than yours. Ask an admin.");

    private Task RefuseAsync(int status, string message)
    {
        _context!.Response.StatusCode = status;
        _context.Response.ContentType = "text/plain; charset=utf-8";
        return _context.Response.WriteAsync(message, _context.RequestAborted);
    }
}
