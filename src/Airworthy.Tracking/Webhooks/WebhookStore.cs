using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Webhooks;

/// <summary>The table of webhooks, with what they are told of.</summary>
public sealed class WebhookStore(Database database, TimeProvider clock)
{
    private const string Columns = "w.no, w.id, w.name, w.description, w.url, w.status, w.creation_time, w.last_updated_time";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="secret">By which deliveries are signed; empty: they are not.</param>
    public Task<Webhook> CreateAsync(string name, string description, string url, string secret, string status, IReadOnlyList<WebhookEvent> events, CancellationToken cancel)
    {
        var id = Guid.NewGuid().ToString();
        return database.WriteAsync(async session =>
        {
            var no = await session.FirstAsync<long>(
                """
                insert into webhooks (id, name, description, url, secret, status, creation_time, last_updated_time)
                values (@id, @name, @description, @url, @secret, @status, @now, @now) returning no
                """, new { id, name, description, url, secret, status, now = Now });
            await SetEventsAsync(session, no, events);
            return await FindAsync(session, id);
        }, cancel);
    }

    /// <exception cref="RefusedException">There is none, or it is deleted.</exception>
    public Task<Webhook> GetAsync(string id, CancellationToken cancel) => database.ReadAsync(session => FindAsync(session, id), cancel);

    /// <summary>One page of the webhooks, newest first, and where the next begins, or null.</summary>
    public Task<(IReadOnlyList<Webhook> Page, long? Next)> ListAsync(int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<Webhook>, long?)>(async session =>
        {
            var found = await session.ListAsync<Webhook>($"select {Columns} from webhooks w where w.deleted = 0 order by w.creation_time desc, w.no desc limit {size + 1} offset {offset}");
            return (await WithEventsAsync(session, [.. found.Take(size)]), found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>Changes what is not null. A webhook that is disabled gets nothing more, not even what was on its way.</summary>
    public Task<Webhook> UpdateAsync(
        string id, string? name, string? description, string? url, string? secret, string? status, IReadOnlyList<WebhookEvent>? events, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await FindAsync(session, id);
        await session.ExecuteAsync(
            """
            update webhooks set name = coalesce(@name, name), description = coalesce(@description, description), url = coalesce(@url, url),
                secret = coalesce(@secret, secret), status = coalesce(@status, status), last_updated_time = @now
            where no = @No
            """, new { name, description, url, secret, status, now = Now, found.No });
        if (events is not null)
        {
            await session.ExecuteAsync("delete from webhook_events where webhook = @No", new { found.No });
            await SetEventsAsync(session, found.No, events);
        }

        if (status == WebhookStatus.Disabled)
        {
            await DropAsync(session, found.No);
        }

        return await FindAsync(session, id);
    }, cancel);

    /// <summary>Deletes a webhook. It gets nothing more, not even what was on its way.</summary>
    public Task DeleteAsync(string id, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var found = await FindAsync(session, id);
        await session.ExecuteAsync("update webhooks set deleted = 1, secret = '', last_updated_time = @now where no = @No", new { now = Now, found.No });
        await DropAsync(session, found.No);
    }, cancel);

    /// <summary>By what deliveries are signed; empty: by nothing.</summary>
    internal Task<string> SecretAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(async session => await session.FirstAsync<string>("select secret from webhooks where id = @id and deleted = 0", new { id }) ?? throw NoSuch(id), cancel);

    private static RefusedException NoSuch(string id) => RefusedException.NotFound($"Webhook with ID {id} not found.");

    private static async Task<Webhook> FindAsync(Session session, string id) =>
        await WithEventsAsync(session, await session.ListAsync<Webhook>($"select {Columns} from webhooks w where w.id = @id and w.deleted = 0", new { id })) is [var found] ? found : throw NoSuch(id);

    private static async Task<IReadOnlyList<Webhook>> WithEventsAsync(Session session, IReadOnlyList<Webhook> webhooks)
    {
        var events = (await session.ListAsync<EventRow>(
                $"select webhook, event from webhook_events where {session.Dialect.IsIn("webhook", "@list")} order by webhook, event", new { list = session.Dialect.List([.. webhooks.Select(w => w.No)]) }))
            .ToLookup(e => e.Webhook, e => WebhookEvent.Read(e.Event));
        return [.. webhooks.Select(w => w with { Events = [.. events[w.No]] })];
    }

    private static Task<int> SetEventsAsync(Session session, long webhook, IReadOnlyList<WebhookEvent> events)
    {
        var texts = events.Select(e => e.ToString()).Distinct().ToArray();
        return session.InsertAsync("webhook_events", "on conflict do nothing", new("webhook", texts.Select(_ => webhook).ToArray()), new("event", texts));
    }

    private static Task<int> DropAsync(Session session, long webhook) => session.ExecuteAsync(
        "update webhook_deliveries set status = @dropped, due = null where webhook = @webhook and status = @waiting",
        new { dropped = DeliveryStatus.Dropped, waiting = DeliveryStatus.Waiting, webhook });

    private sealed record EventRow
    {
        public long Webhook { get; init; }

        public string Event { get; init; } = "";
    }
}
