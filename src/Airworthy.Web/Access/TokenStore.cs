using System.Globalization;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Access;

/// <summary>The table of API tokens. It holds no token: only hashes.</summary>
public sealed class TokenStore(Database database, Remembered remembered, TimeProvider clock)
{
    private const string Columns = "t.no, t.account, a.name as account_name, t.label, t.role, t.experiments, t.created, t.expires, t.last_used, t.revoked";

    private static readonly TimeSpan s_usedEvery = TimeSpan.FromMinutes(10);

    /// <summary>Makes a token.</summary>
    /// <param name="account">The name of its account.</param>
    /// <param name="most">The most it may do.</param>
    /// <param name="experiments">The only experiments it may touch, null for all.</param>
    /// <param name="days">How long it lasts, 1–366.</param>
    /// <returns>The token. Nobody can see it again.</returns>
    /// <exception cref="RefusedException">There is no such account, or something is out of its range.</exception>
    public async Task<string> AddAsync(string account, string? label, Right most, IReadOnlySet<long>? experiments, int days, Actor by, CancellationToken cancel)
    {
        var named = string.IsNullOrWhiteSpace(label) ? throw RefusedException.Invalid("Say in a few words what the token is for.") : label.Trim();
        if (named.Length > ApiToken.LongestLabel)
        {
            throw RefusedException.Invalid($"What a token is for is said in at most {ApiToken.LongestLabel} characters.");
        }

        if (days is < 1 or > ApiToken.LongestDays)
        {
            throw RefusedException.Invalid($"A token lasts 1 to {ApiToken.LongestDays} days, not {days}.");
        }

        if (most == Right.None || experiments is { Count: 0 or > 1000 })
        {
            throw RefusedException.Invalid("A token that may do nothing is of no use: choose a role above none, and at most 1,000 experiments.");
        }

        var secret = Secret.TokenPrefix + Secret.New();
        var now = clock.GetUtcNow();
        var row = new
        {
            account,
            label = named,
            hash = Secret.Hash(secret),
            role = most.Name(),
            experiments = experiments is null ? null : string.Join(',', experiments.Order().Select(e => e.ToString(CultureInfo.InvariantCulture))),
            created = now.ToUnixTimeMilliseconds(),
            expires = now.AddDays(days).ToUnixTimeMilliseconds(),
        };
        await database.WriteAsync(async session =>
        {
            await AuditStore.AddAsync(session, clock, by, "token-made", account, $"{named}: {row.role}, {(row.experiments is null ? "all experiments" : "experiments " + row.experiments)}, {days} days");
            if (await session.ExecuteAsync(
                "insert into api_tokens (account, label, hash, role, experiments, created, expires) select no, @label, @hash, @role, @experiments, @created, @expires from accounts where name = @account", row) == 0)
            {
                throw AccountStore.NoSuch(account);
            }
        }, cancel);
        return secret;
    }

    /// <summary>Tokens, newest first, also those that ended.</summary>
    /// <param name="account">The name of their account; null for all.</param>
    public Task<List<ApiToken>> ListAsync(string? account, CancellationToken cancel) => database.ReadAsync(session => session.ListAsync<ApiToken>(
        $"select {Columns} from api_tokens t join accounts a on a.no = t.account {(account is null ? "" : "where a.name = @account")} order by t.no desc limit 1000", new { account }), cancel);

    /// <summary>Ends a token at once.</summary>
    /// <param name="account">The name of the account it must belong to; null for any.</param>
    /// <exception cref="RefusedException">There is no such token.</exception>
    public async Task RevokeAsync(long no, string? account, Actor by, CancellationToken cancel)
    {
        await database.WriteAsync(async session =>
        {
            var token = await session.FirstAsync<ApiToken>($"select {Columns} from api_tokens t join accounts a on a.no = t.account where t.no = @no", new { no });
            if (token is null || (account is not null && token.AccountName != account))
            {
                throw RefusedException.NotFound($"There is no token {no}.");
            }

            await AuditStore.AddAsync(session, clock, by, "token-revoked", token.AccountName, token.Label);
            await session.ExecuteAsync("update api_tokens set revoked = @now where no = @no and revoked is null", new { no, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        }, cancel);
        remembered.Forget();
    }

    /// <summary>The token with a hash, whether it still holds or not; null when there is none.</summary>
    internal async Task<ApiToken?> FindAsync(string hash, CancellationToken cancel)
    {
        var token = await database.ReadAsync(session => session.FirstAsync<ApiToken>($"select {Columns} from api_tokens t join accounts a on a.no = t.account where t.hash = @hash", new { hash }), cancel);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (token is { Revoked: null } && token.Expires > now && (token.LastUsed ?? 0) < now - s_usedEvery.TotalMilliseconds)
        {
            await database.WriteAsync(session => session.ExecuteAsync("update api_tokens set last_used = @now where no = @no", new { no = token.No, now }), cancel);
        }

        return token;
    }
}
