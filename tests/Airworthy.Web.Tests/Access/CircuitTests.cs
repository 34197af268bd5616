using System.Security.Claims;

using Airworthy.Web.Access;

using Microsoft.AspNetCore.Components.Authorization;

namespace Airworthy.Web.Tests.Access;

public sealed class CircuitTests(AccessFixture servers)
{
    private sealed class Of(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }

    [Fact]
    public async Task A_page_that_stays_open_does_nothing_more_once_its_sign_in_has_ended()
    {
        var server = await servers.OnAsync("sqlite");
        var callers = server.Running.Services.GetRequiredService<Callers>();
        var cookie = await server.SignInAsync("editor");
        var user = (await callers.OfSignInAsync(cookie.Split('=', 2)[1], TestContext.Current.CancellationToken))!.Principal();
        var did = 0;
        Task DoAsync(ClaimsPrincipal who) => new CircuitAdmission(new Of(who), callers, new AccessOptions { SignIn = true }).CreateInboundActivityHandler(_ =>
        {
            did++;
            return Task.CompletedTask;
        })(null!);

        await DoAsync(user);
        Assert.Equal(1, did);
        await DoAsync(new ClaimsPrincipal(new ClaimsIdentity()));
        Assert.Equal(1, did);
        await server.FormAsync("/logout", "logout", cookie, []);
        await DoAsync(user);
        Assert.Equal(1, did);
    }
}
