using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Tracking.Storage;

using Microsoft.Extensions.Hosting;

namespace Airworthy.Serving.Monitoring;

/// <summary>Counts of one minute, of one version in one arm.</summary>
/// <param name="Minute">Since 1970.</param>
public sealed record MinuteCounts(long Minute, Arm Arm, Counts Counts);

/// <summary>Keeps what was counted, minute by minute, for 90 days. What several processes, or one before and after a restart, have counted is added when it is read.</summary>
public sealed class MinuteBook(Database database, Tallies tallies, TimeProvider clock)
{
    /// <summary>Minutes that are given at once; a day has 1440.</summary>
    public const int MostAtOnce = 20_000;

    private const int Days = 90;

    private readonly string _writer = Guid.CreateVersion7().ToString("N");
    private readonly Dictionary<(long Minute, Arm Arm), Counts> _now = [];
    private Dictionary<Arm, Counts> _before = [];

    /// <summary>Writes what was counted since the last time into the present minute. Repeated, it adds nothing twice.</summary>
    public async Task KeepAsync(CancellationToken cancel)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var all = tallies.Now();
        foreach (var (arm, counts) in all)
        {
            var since = _before.TryGetValue(arm, out var before) ? counts.Minus(before) : counts;
            if (since.Events.Any(e => e > 0))
            {
                _now[(minute, arm)] = _now.TryGetValue((minute, arm), out var there) ? there.Plus(since) : since;
            }
        }

        _before = all.ToDictionary(a => a.Arm, a => a.Counts);
        var rows = _now.ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await database.WriteAsync(async session =>
        {
            foreach (var ((at, arm), counts) in rows)
            {
                await session.ExecuteAsync(
                    "insert into serving_minutes (minute, endpoint, model, arm, writer, document) values (@at, @Endpoint, @Model, @Name, @_writer, @document) on conflict (minute, endpoint, model, arm, writer) do update set document = excluded.document",
                    new { at, arm.Endpoint, arm.Model, arm.Name, _writer, document = JsonSerializer.Serialize(counts, MinuteJson.Default.Counts) });
            }

            await session.ExecuteAsync("delete from serving_minutes where minute < @oldest", new { oldest = minute - (Days * 24 * 60) });
        }, cancel);
        foreach (var row in rows.Where(r => r.Key.Minute < minute))
        {
            _now.Remove(row.Key);
        }
    }

    /// <summary>Minutes of an endpoint, oldest first; of more than are given at once, the newest.</summary>
    /// <param name="from">The first minute since 1970.</param>
    public Task<IReadOnlyList<MinuteCounts>> OfAsync(string endpoint, long from, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<MinuteCounts>)
        [.. (await session.ListAsync<Row>("select minute, endpoint, model, arm, document from serving_minutes where endpoint = @endpoint and minute >= @from order by minute desc, model, arm limit @most", new { endpoint, from, most = MostAtOnce }))
            .AsEnumerable().Reverse().GroupBy(r => (r.Minute, r.Model, r.Arm))
            .Select(g => new MinuteCounts(g.Key.Minute, new Arm(endpoint, g.Key.Model, g.Key.Arm), g.Select(r => JsonSerializer.Deserialize(r.Document, MinuteJson.Default.Counts)!).Aggregate((a, b) => a.Plus(b))))], cancel);

    private sealed record Row
    {
        public long Minute { get; init; }

        public string Endpoint { get; init; } = "";

        public string Model { get; init; } = "";

        public string Arm { get; init; } = "";

        public string Document { get; init; } = "";
    }
}

/// <summary>Keeps the minutes as they pass.</summary>
internal sealed class MinuteLoop(MinuteBook book, HostBook host, Alerts.InputWatch inputs, Alerts.AgeWatch ages, Alerts.BasisWatch basis, TimeProvider clock) : BackgroundService
{
    /// <summary>Alerts are looked after at every so many looks: once a minute.</summary>
    private const int Looks = 4;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var look = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await book.KeepAsync(CancellationToken.None);
                await host.KeepAsync(ended: stoppingToken.IsCancellationRequested, CancellationToken.None);
                if (look++ % Looks == 0)
                {
                    await inputs.LookAsync(CancellationToken.None);
                    await ages.LookAsync(CancellationToken.None);
                    await basis.LookAsync(CancellationToken.None);
                }
            }
            catch (Exception e) when (e is System.Data.Common.DbException or ObjectDisposedException or InvalidOperationException)
            {
                // The store is gone for a while: what was counted is kept with the next look.
            }
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Counts))]
internal sealed partial class MinuteJson : JsonSerializerContext;
