using Airworthy.Tracking.Storage;

namespace Airworthy.Web.Access;

/// <summary>The table <c>audit</c>: who did what, when and from where. It only grows.</summary>
/// <remarks>
/// Entries are a chain by their hashes, and the newest hash is kept beside them, so that a line that is changed, put in or cut off by someone
/// who writes to the database shows, unless they also write all later hashes anew: whoever needs more keeps the newest hash elsewhere.
/// </remarks>
public sealed class AuditStore(Database database, TimeProvider clock)
{
    private const int LongestText = 500;

    private static readonly string s_beginning = new('0', 64);

    /// <summary>Adds an entry.</summary>
    public Task AddAsync(Actor by, string action, string subject, string detail, CancellationToken cancel) =>
        database.WriteAsync(session => AddAsync(session, clock, by, action, subject, detail), cancel);

    /// <summary>Adds an entry in the transaction that does what it tells, so that neither is there without the other.</summary>
    internal static async Task AddAsync(Session session, TimeProvider clock, Actor by, string action, string subject, string detail)
    {
        // Locks the one row until the end of the transaction: entries come one after the other.
        await session.ExecuteAsync("update audit_head set entries = entries + 1 where one = 1");
        var before = await session.FirstAsync<string>("select hash from audit_head where one = 1");
        var entry = new AuditEntry
        {
            Time = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Account = Kept(by.Account),
            Action = Kept(action),
            Subject = Kept(subject),
            Detail = Kept(detail),
            Address = Kept(by.Address),
        };
        entry = entry with { Hash = entry.HashAfter(before!) };
        await session.ExecuteAsync(
            "insert into audit (time, account, action, subject, detail, address, hash) values (@Time, @Account, @Action, @Subject, @Detail, @Address, @Hash)", entry);
        await session.ExecuteAsync("update audit_head set hash = @Hash where one = 1", entry);
    }

    // PostgreSQL keeps no NUL, and half of a surrogate pair is no text.
    private static string Kept(string text)
    {
        var whole = string.Concat((text.Length > LongestText ? text[..LongestText] : text).EnumerateRunes().Select(r => r.Value < ' ' ? " " : r.ToString()));
        return text.Length > LongestText ? whole + "…" : whole;
    }

    /// <summary>Entries, newest first.</summary>
    /// <param name="before">Only those with a smaller number; null from the newest on.</param>
    /// <param name="account">Only those of an account, or about it; null for all.</param>
    public Task<List<AuditEntry>> NewestAsync(int most, long? before, string? account, CancellationToken cancel) => database.ReadAsync(session =>
        session.ListAsync<AuditEntry>(
            $"select * from audit where no < @before {(string.IsNullOrEmpty(account) ? "" : "and (account = @account or subject = @account)")} order by no desc limit @most",
            new { before = before ?? long.MaxValue, account, most = (long)most }), cancel);

    /// <summary>Walks the whole chain.</summary>
    public Task<AuditChain> WalkAsync(CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var (count, before) = (0L, s_beginning);
        await foreach (var entry in session.StreamAsync<AuditEntry>("select * from audit order by no"))
        {
            cancel.ThrowIfCancellationRequested();
            if (entry.Hash != entry.HashAfter(before))
            {
                return new AuditChain(count, before, entry.No);
            }

            (count, before) = (count + 1, entry.Hash);
        }

        var head = await session.FirstAsync<AuditHead>("select entries, hash from audit_head where one = 1");
        return new AuditChain(count, before, head is { } h && h.Hash == before && h.Entries == count ? null : count + 1);
    }, cancel);

    private sealed record AuditHead
    {
        public long Entries { get; init; }

        public string Hash { get; init; } = "";
    }
}

/// <summary>What a walk along the audit log found.</summary>
/// <param name="Entries">How many entries are whole, from the beginning.</param>
/// <param name="Hash">The hash of the last whole one.</param>
/// <param name="BrokenAt">The number of the first entry that is not what it was, or that is missing at the end; null where all are whole.</param>
public sealed record AuditChain(long Entries, string Hash, long? BrokenAt);
