using System.Security.Claims;

using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Airworthy.Web.Access;

/// <summary>Signing in at an identity provider: authorization code with PKCE, answered to here.</summary>
/// <remarks>
/// Who comes back is known by issuer and subject alone, never by name or mail address: whoever may choose those elsewhere would
/// else become somebody here. At the first time an account is made.
/// </remarks>
internal static class OpenId
{
    /// <summary>The page's link leads here.</summary>
    public const string Path = "/login/openid";

    private const string Scheme = "openid";

    public static void AddOpenId(this IServiceCollection things, IdentityProvider provider) =>
        things.AddAuthentication().AddOpenIdConnect(Scheme, o =>
        {
            o.Authority = provider.Authority.ToString();
            o.ClientId = provider.Client;
            o.ClientSecret = provider.Secret;
            o.RequireHttpsMetadata = !provider.Authority.IsLoopback;
            o.ResponseType = OpenIdConnectResponseType.Code;
            o.ResponseMode = OpenIdConnectResponseMode.Query; // what comes by POST from elsewhere is refused here
            o.UsePkce = true;
            o.CallbackPath = Path + "/back";
            o.MapInboundClaims = false;
            o.SaveTokens = false;
            o.GetClaimsFromUserInfoEndpoint = true;
            o.Scope.Add("email");
            foreach (var claim in (ReadOnlySpan<string>)["preferred_username", "email", .. provider.RoleClaim is { } role ? new[] { role } : []])
            {
                o.ClaimActions.MapJsonKey(claim, claim);
            }

            foreach (var cookie in (ReadOnlySpan<CookieBuilder>)[o.CorrelationCookie, o.NonceCookie])
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            }

            o.Events.OnTicketReceived = context => ReceiveAsync(context, provider);
            o.Events.OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.Redirect("/login?failed=1");
                return Task.CompletedTask;
            };
        });

    public static void UseOpenId(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccessOptions>().Provider is not null)
        {
            app.MapGet(Path, (HttpContext context, string? returnUrl) => context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = LocalPath.Of(returnUrl) })).AllowAnonymous();
        }
    }

    private static async Task ReceiveAsync(TicketReceivedContext context, IdentityProvider provider)
    {
        var things = context.HttpContext.RequestServices;
        var (accounts, signIns, cancel) = (things.GetRequiredService<AccountStore>(), things.GetRequiredService<SignInStore>(), context.HttpContext.RequestAborted);
        var by = new Actor("", context.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "");
        context.HandleResponse();
        if (context.Principal?.FindFirst("sub") is not { } subject
            || await AccountAsync(accounts, $"{subject.Issuer} {subject.Value}", context.Principal, provider, by, cancel) is not { Disabled: false } account)
        {
            context.Response.Redirect("/login?failed=1");
            return;
        }

        if (SignInCookie.Read(context.HttpContext) is { } earlier)
        {
            await signIns.EndAsync(Secret.Hash(earlier), by with { Account = account.Name }, cancel);
        }

        SignInCookie.Write(context.HttpContext, await signIns.AddAsync(account, by with { Account = account.Name }, provider.ToString(), cancel));
        context.Response.Redirect(LocalPath.Of(context.ReturnUri));
    }

    private static async Task<Account?> AccountAsync(AccountStore accounts, string subject, ClaimsPrincipal person, IdentityProvider provider, Actor by, CancellationToken cancel)
    {
        var role = provider.RoleOf(provider.RoleClaim is { } claim ? person.FindAll(claim).Select(c => c.Value) : []);
        var account = await accounts.FindBySubjectAsync(subject, cancel);
        if (account is null)
        {
            await accounts.AddAsync(await FreeNameAsync(accounts, person, cancel), role, password: null, subject, by, cancel);
        }
        else if (provider.RoleClaim is not null && account.Right != role)
        {
            try
            {
                await accounts.ChangeRoleAsync(account.Name, role, by, cancel);
            }
            catch (RefusedException)
            {
                // The last account that administers stays what it is.
            }
        }

        return await accounts.FindBySubjectAsync(subject, cancel);
    }

    private static async Task<string> FreeNameAsync(AccountStore accounts, ClaimsPrincipal person, CancellationToken cancel)
    {
        var wanted = person.FindFirst("preferred_username")?.Value ?? person.FindFirst("email")?.Value ?? "person";
        var name = string.Concat(wanted.ToLowerInvariant().Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '@' or '-' ? c : '-')).TrimStart('.', '_', '@', '-');
        name = name.Length switch { 0 => "person", > 90 => name[..90], _ => name };
        var free = name;
        for (var i = 2; await accounts.FindAsync(free, cancel) is not null; i++)
        {
            free = $"{name}-{i}";
        }

        return free;
    }
}
