namespace Airworthy.Web.Access;

/// <summary>Finds out who a caller is by what they show.</summary>
internal sealed class Callers(AccountStore accounts, TokenStore tokens, SignInStore signIns, Remembered remembered, TimeProvider clock)
{
    /// <summary>By an API token; null where it is unknown, revoked or past, or its account is disabled.</summary>
    public async ValueTask<SignedIn?> OfTokenAsync(string token, CancellationToken cancel)
    {
        var hash = Secret.Hash(token);
        return await remembered.FindAsync("token " + hash, () => tokens.FindAsync(hash, cancel)) is { Revoked: null } found
            && found.Expires > clock.GetUtcNow().ToUnixTimeMilliseconds()
            && await AccountAsync(found.Account, cancel) is { } account
            ? new SignedIn(account, found.Scope, signIn: null)
            : null;
    }

    /// <summary>By the secret of a browser's sign-in; null where it ended, or its account is disabled.</summary>
    public ValueTask<SignedIn?> OfSignInAsync(string secret, CancellationToken cancel) => OfSignInHashAsync(Secret.Hash(secret), cancel);

    /// <summary>By the hash of a browser's sign-in.</summary>
    public async ValueTask<SignedIn?> OfSignInHashAsync(string hash, CancellationToken cancel) =>
        await remembered.FindAsync("sign-in " + hash, () => signIns.FindAsync(hash, cancel)) is { } found && signIns.Holds(found)
            && await AccountAsync(found.Account, cancel) is { } account
            ? new SignedIn(account, Scope.All, hash)
            : null;

    /// <summary>An account by its name, disabled or not; null where there is none.</summary>
    public ValueTask<Account?> NamedAsync(string name, CancellationToken cancel) => remembered.FindAsync("name " + name, () => accounts.FindAsync(name, cancel));

    private async ValueTask<Account?> AccountAsync(long no, CancellationToken cancel) =>
        await remembered.FindAsync("account " + no, () => accounts.FindAsync(no, cancel)) is { Disabled: false } account ? account : null;
}
