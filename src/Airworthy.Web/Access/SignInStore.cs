using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Access;

/// <summary>A person in a browser, from signing in to signing out.</summary>
internal sealed record SignIn
{
    /// <summary>The hash of the secret in the browser's cookie.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The number of the account.</summary>
    public long Account { get; init; }

    /// <summary>Where it began.</summary>
    public string Address { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Created { get; init; }

    /// <summary>Milliseconds since 1970, UTC, within ten minutes.</summary>
    public long LastSeen { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Expires { get; init; }
}

/// <summary>The table of sign-ins. The secret is in the browser alone; here is its hash.</summary>
internal sealed class SignInStore(Database database, Remembered remembered, TimeProvider clock)
{
    /// <summary>How long a sign-in lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>How long it lasts when nothing is asked.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(3);

    private static readonly TimeSpan s_seenEvery = TimeSpan.FromMinutes(10);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a sign-in, always with a new secret, and drops those that have ended.</summary>
    /// <returns>The secret.</returns>
    public async Task<string> AddAsync(Account account, Actor by, string how, CancellationToken cancel)
    {
        var secret = Secret.New();
        await database.WriteAsync(async session =>
        {
            await AuditStore.AddAsync(session, clock, by, "sign-in", account.Name, how);
            await session.ExecuteAsync("delete from sign_ins where expires < @now or last_seen < @idle", new { now = Now, idle = Now - (long)Idle.TotalMilliseconds });
            await session.ExecuteAsync(
                "insert into sign_ins (hash, account, address, created, last_seen, expires) values (@hash, @account, @address, @now, @now, @expires)",
                new { hash = Secret.Hash(secret), account = account.No, address = by.Address, now = Now, expires = Now + (long)Longest.TotalMilliseconds });
        }, cancel);
        return secret;
    }

    public async Task<SignIn?> FindAsync(string hash, CancellationToken cancel)
    {
        var found = await database.ReadAsync(session => session.FirstAsync<SignIn>("select * from sign_ins where hash = @hash", new { hash }), cancel);
        if (found is not null && Holds(found) && found.LastSeen < Now - s_seenEvery.TotalMilliseconds)
        {
            await database.WriteAsync(session => session.ExecuteAsync("update sign_ins set last_seen = @now where hash = @hash", new { hash, now = Now }), cancel);
            return found with { LastSeen = Now };
        }

        return found;
    }

    public bool Holds(SignIn signIn) => signIn.Expires > Now && signIn.LastSeen + Idle.TotalMilliseconds > Now;

    /// <summary>Ends a sign-in.</summary>
    public async Task EndAsync(string hash, Actor by, CancellationToken cancel)
    {
        await database.WriteAsync(async session =>
        {
            if (await session.ExecuteAsync("delete from sign_ins where hash = @hash", new { hash }) > 0)
            {
                await AuditStore.AddAsync(session, clock, by, "sign-out", by.Account, "");
            }
        }, cancel);
        remembered.Forget();
    }
}
