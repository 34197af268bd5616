using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Airworthy.Web.Access;

/// <summary>Looks at each thing somebody does on an open page whether their sign-in still holds: a page can stay open for days, and its connection asks nobody again.</summary>
internal sealed class CircuitAdmission(AuthenticationStateProvider state, Callers callers, AccessOptions options) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => !options.SignIn ? next : async activity =>
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if (user.FindFirst(SignedIn.SignInClaim) is { } signIn && await callers.OfSignInHashAsync(signIn.Value, CancellationToken.None) is not null)
        {
            await next(activity);
        }
    };
}
