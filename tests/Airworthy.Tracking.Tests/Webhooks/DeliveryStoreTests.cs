using Airworthy.Tracking.Storage;
using Airworthy.Tracking.Webhooks;

namespace Airworthy.Tracking.Tests.Webhooks;

/// <summary>The delivery log by itself, with a clock that is moved by hand.</summary>
public sealed class DeliveryStoreTests(Engines engines)
{
    private const long Second = 1000;
    private const long Hour = 3600 * Second;

    private readonly HandMoved _clock = new();

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task What_a_server_took_before_it_was_killed_is_taken_by_another_one(string engine)
    {
        await using var database = await Database.OpenAsync(await engines.EmptyStoreAsync(engine), TestContext.Current.CancellationToken);
        using var killed = new DeliveryStore(database, _clock);
        using var other = new DeliveryStore(database, _clock);
        await PutAsync(database, killed);

        Assert.Single(await TakenAsync(killed));
        Assert.Empty(await TakenAsync(other));
        _clock.Now += 31 * Second;
        var again = Assert.Single(await TakenAsync(other));
        Assert.Equal(("https://example.com/", "psst", 0), (again.Url, again.Secret, again.Attempts));
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task Attempts_come_at_growing_distance_and_end_after_a_day(string engine)
    {
        await using var database = await Database.OpenAsync(await engines.EmptyStoreAsync(engine), TestContext.Current.CancellationToken);
        using var deliveries = new DeliveryStore(database, _clock);
        var webhook = await PutAsync(database, deliveries);
        var pauses = new List<long>();
        for (var begun = _clock.Now; ;)
        {
            await deliveries.EndAsync(Assert.Single(await TakenAsync(deliveries)), new Attempt(500, "", "The receiver answered 500.", null));
            var last = Assert.Single((await deliveries.LogAsync(webhook, 10, 0, TestContext.Current.CancellationToken)).Page);
            Assert.Equal(500, last.ResponseStatus);
            if (last.Due is not { } due)
            {
                Assert.Equal(DeliveryStatus.Failed, last.Status);
                Assert.InRange(_clock.Now - begun, 24 * Hour, 25 * Hour);
                break;
            }

            pauses.Add((due - _clock.Now) / Second);
            _clock.Now = due - 1;
            Assert.Empty(await TakenAsync(deliveries));
            _clock.Now = due;
        }

        Assert.Equal((long[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600], pauses.Take(14));
        Assert.Equal(3600, pauses.Max());
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task A_receiver_that_asks_to_wait_is_left_alone_for_an_hour_at_most(string engine)
    {
        await using var database = await Database.OpenAsync(await engines.EmptyStoreAsync(engine), TestContext.Current.CancellationToken);
        using var deliveries = new DeliveryStore(database, _clock);
        var webhook = await PutAsync(database, deliveries);
        foreach (var (asked, pause) in new[] { (TimeSpan.FromSeconds(30), 30 * Second), (TimeSpan.FromDays(9), Hour) })
        {
            await deliveries.EndAsync(Assert.Single(await TakenAsync(deliveries)), new Attempt(429, "", "The receiver answered 429.", asked));
            var due = Assert.Single((await deliveries.LogAsync(webhook, 10, 0, TestContext.Current.CancellationToken)).Page).Due!.Value;
            Assert.Equal(pause, due - _clock.Now);
            _clock.Now = due;
        }
    }

    [Theory, MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task The_log_is_kept_for_thirty_days(string engine)
    {
        await using var database = await Database.OpenAsync(await engines.EmptyStoreAsync(engine), TestContext.Current.CancellationToken);
        using var deliveries = new DeliveryStore(database, _clock);
        var webhook = await PutAsync(database, deliveries);
        await deliveries.EndAsync(Assert.Single(await TakenAsync(deliveries)), new Attempt(200, "", "", null));
        _clock.Now += 31 * 24 * Hour;
        await TellAsync(database, deliveries);
        await TellAsync(database, deliveries);
        Assert.Equal(3, (await deliveries.LogAsync(webhook, 10, 0, TestContext.Current.CancellationToken)).Page.Count);
        await deliveries.EndAsync((await TakenAsync(deliveries))[0], new Attempt(200, "", "", null));
        Assert.Equal((string[])[DeliveryStatus.Waiting, DeliveryStatus.Delivered], (await deliveries.LogAsync(webhook, 10, 0, TestContext.Current.CancellationToken)).Page.Select(d => d.Status));
    }

    private async Task<long> PutAsync(Database database, DeliveryStore deliveries)
    {
        var webhook = await new WebhookStore(database, _clock).CreateAsync(
            "a", "", "https://example.com/", "psst", WebhookStatus.Active, [WebhookEvent.RegisteredModelCreated], TestContext.Current.CancellationToken);
        await TellAsync(database, deliveries);
        return webhook.No;
    }

    private static Task TellAsync(Database database, DeliveryStore deliveries) =>
        database.WriteAsync(session => deliveries.PutAsync(session, WebhookEvent.RegisteredModelCreated, [new("name", "m")]), TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<DeliveryStore.Held>> TakenAsync(DeliveryStore deliveries) => (await deliveries.TakeAsync(10, TestContext.Current.CancellationToken)).Taken;

    private sealed class HandMoved : TimeProvider
    {
        /// <summary>Milliseconds since 1970.</summary>
        public long Now { get; set; } = 1_750_000_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
    }
}
