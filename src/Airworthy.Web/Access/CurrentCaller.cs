using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Components.Authorization;

namespace Airworthy.Web.Access;

/// <summary>Who looks at a page, also while it is open: a page asks anew before each thing it does, and sees at once what changed.</summary>
public sealed class CurrentCaller
{
    private readonly AuthenticationStateProvider _state;
    private readonly Callers _callers;
    private readonly AccessOptions _options;

    internal CurrentCaller(AuthenticationStateProvider state, Callers callers, AccessOptions options)
    {
        (_state, _callers, _options) = (state, callers, options);
    }

    /// <summary>The caller; where nobody has to sign in, <see cref="Caller.Anyone"/>.</summary>
    /// <exception cref="RefusedException">The sign-in ended, or its account is disabled.</exception>
    public async ValueTask<Caller> GetAsync(CancellationToken cancel = default)
    {
        if (!_options.SignIn)
        {
            return Caller.Anyone;
        }

        var user = (await _state.GetAuthenticationStateAsync()).User;
        return user.FindFirst(SignedIn.SignInClaim) is { } signIn && await _callers.OfSignInHashAsync(signIn.Value, cancel) is { } caller
            ? caller
            : throw new RefusedException("UNAUTHENTICATED", "You are no longer signed in. Load the page again.");
    }
}
