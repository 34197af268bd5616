using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Webhooks;

/// <summary>The delivery log: every event on its way to a webhook, and how it fared. What happened is noted in the transaction in which it happened, so that nothing is told that was not kept, and nothing kept is untold.</summary>
public sealed class DeliveryStore(Database database, TimeProvider clock) : IDisposable
{
    /// <summary>How long a delivery belongs to the server that tries it; then another one may.</summary>
    private const long Hold = 30_000;

    /// <summary>How long it is tried, from its event on.</summary>
    private const long LongestTrying = 24 * 3600_000L;

    /// <summary>How long the log is kept.</summary>
    private const long LongestKept = 30 * 24 * 3600_000L;

    private readonly SemaphoreSlim _news = new(0, 1);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What happened to one webhook's deliveries, newest first, and where the next page begins, or null.</summary>
    /// <param name="webhook">The webhook's number.</param>
    public Task<(IReadOnlyList<Delivery> Page, long? Next)> LogAsync(long webhook, int size, long offset, CancellationToken cancel) =>
        database.ReadAsync<(IReadOnlyList<Delivery>, long?)>(async session =>
        {
            var found = await session.ListAsync<Delivery>(
                $"""
                select id, event, status, attempts, due, response_status, error, creation_time, last_attempt_time
                from webhook_deliveries where webhook = @webhook order by no desc limit {size + 1} offset {offset}
                """, new { webhook });
            return ([.. found.Take(size)], found.Count > size ? offset + size : null);
        }, cancel);

    /// <summary>Notes an event for every webhook that is told of it.</summary>
    /// <param name="data">Values are texts, whole numbers, tags or null.</param>
    internal async Task PutAsync(Session session, WebhookEvent what, IEnumerable<KeyValuePair<string, object?>> data)
    {
        var webhooks = await session.ListAsync<long>(
            "select w.no from webhook_events e join webhooks w on w.no = e.webhook where e.event = @text and w.status = @active and w.deleted = 0",
            new { text = what.ToString(), active = WebhookStatus.Active });
        if (webhooks.Count == 0)
        {
            return;
        }

        var (now, body) = (Now, WebhookBody.Of(what, clock.GetUtcNow(), data));
        await session.InsertAsync("webhook_deliveries", "",
            new("id", webhooks.Select(_ => Guid.NewGuid().ToString()).ToArray()),
            new("webhook", webhooks.ToArray()),
            new("event", webhooks.Select(_ => what.ToString()).ToArray()),
            new("body", webhooks.Select(_ => body).ToArray()),
            new("status", webhooks.Select(_ => DeliveryStatus.Waiting).ToArray()),
            new("due", webhooks.Select(_ => now).ToArray()),
            new("creation_time", webhooks.Select(_ => now).ToArray()));
        session.Afterwards(Wake);
    }

    /// <summary>Ends a <see cref="WaitAsync"/>.</summary>
    internal void Wake()
    {
        if (_news.CurrentCount == 0)
        {
            try
            {
                _news.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else just did.
            }
        }
    }

    /// <summary>Waits until something is noted or ended, or a time is over.</summary>
    internal Task WaitAsync(TimeSpan most, CancellationToken cancel) => _news.WaitAsync(most, cancel);

    /// <summary>Takes deliveries that are due, so that no other server tries them at the same time.</summary>
    /// <returns>Those taken, and the time until the next is due, or null.</returns>
    internal Task<(IReadOnlyList<Held> Taken, TimeSpan? Next)> TakeAsync(int most, CancellationToken cancel) => database.WriteAsync<(IReadOnlyList<Held>, TimeSpan?)>(async session =>
    {
        var now = Now;
        var nos = await session.ListAsync<long>(
            "update webhook_deliveries set due = @until where no in (select no from webhook_deliveries where due <= @now order by due, no limit @most) and due <= @now returning no",
            new { until = now + Hold, now, most });
        var taken = nos.Count == 0 ? [] : await session.ListAsync<Held>(
            $"""
            select d.no, d.id, d.body, d.attempts, d.creation_time, w.url, w.secret from webhook_deliveries d join webhooks w on w.no = d.webhook
            where {session.Dialect.IsIn("d.no", "@nos")} order by d.no
            """, new { nos = session.Dialect.List(nos) });
        var next = await session.FirstAsync<long?>("select min(due) from webhook_deliveries");
        return (taken, next is { } due ? TimeSpan.FromMilliseconds(Math.Max(0, due - now)) : null);
    }, cancel);

    /// <summary>Notes how an attempt ended. One that failed is tried again: after 1 s, 2 s, 4 s …, at most an hour, for a day.</summary>
    internal Task EndAsync(Held delivery, Attempt attempt) => database.WriteAsync(async session =>
    {
        var now = Now;
        var attempts = delivery.Attempts + 1;
        var (status, due) = attempt.Arrived ? (DeliveryStatus.Delivered, (long?)null)
            : now - delivery.CreationTime >= LongestTrying ? (DeliveryStatus.Failed, null)
            : (DeliveryStatus.Waiting, now + Math.Max(Pause(attempts), (long)Math.Min(3600_000, attempt.Wait?.TotalMilliseconds ?? 0)));
        await session.ExecuteAsync(
            """
            update webhook_deliveries set status = @status, due = @due, attempts = @attempts, response_status = @code, error = @error, last_attempt_time = @now
            where no = @No and status = @waiting
            """,
            new { status, due, attempts, code = (long?)attempt.Status, error = attempt.Error, now, delivery.No, waiting = DeliveryStatus.Waiting });
        await session.ExecuteAsync("delete from webhook_deliveries where creation_time < @before and status <> @waiting", new { before = now - LongestKept, waiting = DeliveryStatus.Waiting });
        session.Afterwards(Wake);
    }, CancellationToken.None);

    /// <summary>Gives back what was taken and not tried to the end.</summary>
    internal Task GiveBackAsync(Held delivery) => database.WriteAsync(
        session => session.ExecuteAsync("update webhook_deliveries set due = @now where no = @No and status = @waiting", new { now = Now, delivery.No, waiting = DeliveryStatus.Waiting }), CancellationToken.None);

    public void Dispose() => _news.Dispose();

    private static long Pause(long attempts) => attempts > 12 ? 3600_000 : Math.Min(3600_000, 1000L << (int)(attempts - 1));

    /// <summary>A delivery that this server tries.</summary>
    internal sealed record Held
    {
        public long No { get; init; }

        public string Id { get; init; } = "";

        public string Body { get; init; } = "";

        public long Attempts { get; init; }

        public long CreationTime { get; init; }

        public string Url { get; init; } = "";

        public string Secret { get; init; } = "";
    }
}
