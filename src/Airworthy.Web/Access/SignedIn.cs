using System.Security.Claims;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Access;

/// <summary>A caller who proved who they are.</summary>
/// <param name="account">The account as it was a moment ago.</param>
/// <param name="scope">What the way it signed in allows at most.</param>
/// <param name="signIn">The hash of the browser's sign-in; null for a token or a password in a header.</param>
internal sealed class SignedIn(Account account, Scope scope, string? signIn) : Caller
{
    /// <summary>The claim that names a browser's sign-in by its hash.</summary>
    public const string SignInClaim = "airworthy:sign-in";

    public override string Account => account.Name;

    public Account Of => account;

    /// <summary>The hash of the browser's sign-in; null for a token or a password in a header.</summary>
    public string? SignIn => signIn;

    public override Right Everywhere => Least(account.Right, scope.Everywhere);

    public override Right On(long experiment) => Least(account.On(experiment), scope.On(experiment));

    /// <summary>The caller as the framework knows one: the proof in a form is bound to it.</summary>
    public ClaimsPrincipal Principal()
    {
        var identity = new ClaimsIdentity("airworthy", ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Name));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, Everywhere.Name()));
        if (signIn is not null)
        {
            identity.AddClaim(new Claim(SignInClaim, signIn));
        }

        return new ClaimsPrincipal(identity);
    }

    private static Right Least(Right one, Right other) => one < other ? one : other;
}

/// <summary>A caller of what is open who proved nothing: not even what is open may take them for <see cref="Caller.Anyone"/>.</summary>
internal sealed class Nobody : Caller
{
    public static Nobody Yet { get; } = new();

    public override string Account => "somebody unknown";

    public override Right Everywhere => Right.None;

    public override Right On(long experiment) => Right.None;
}
