using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Serving.Routing;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Monitoring;

/// <summary>Requests of an endpoint within some time.</summary>
/// <param name="Failed">Those that got no answer at all, from anything.</param>
public sealed record Outcomes(long Requests, long Failed);

/// <summary>How a change of the version that answers went, as one process saw it.</summary>
/// <param name="Generation">That brought it.</param>
/// <param name="At">When the new version began to answer, in milliseconds since 1970.</param>
/// <param name="WasReady">The new version was loaded before.</param>
/// <param name="LastOld">When the version before last answered, in milliseconds since 1970.</param>
/// <param name="Before">In the minute before.</param>
/// <param name="After">In the minute after.</param>
/// <param name="Hour">In the hour before.</param>
/// <param name="IsWhole">The minute after is over.</param>
public sealed record Switch(long Generation, string From, string To, long At, bool WasReady, long LastOld, Outcomes Before, Outcomes After, Outcomes Hour, bool IsWhole);

/// <summary>Keeps how changes of what answers went: it looks at the counts once a second, never at a request.</summary>
public sealed class SwitchBook(Database database, Tallies tallies, TimeProvider clock)
{
    private static readonly TimeSpan s_around = TimeSpan.FromSeconds(60), s_kept = TimeSpan.FromSeconds(150);

    private readonly string _writer = Guid.CreateVersion7().ToString("N");
    private readonly Dictionary<string, List<(DateTimeOffset At, Outcomes Seen)>> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Endpoint, long Generation), (Swap Swap, Outcomes Hour, bool IsWhole)> _open = [];

    /// <summary>Looks once.</summary>
    internal async Task KeepAsync(IReadOnlyList<Endpoint> endpoints, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var arms in tallies.Now().GroupBy(t => t.Arm.Endpoint, StringComparer.Ordinal))
        {
            // Counts began with this process, at nothing.
            var samples = _samples.TryGetValue(arms.Key, out var known) ? known : _samples[arms.Key] = [(now, new Outcomes(0, 0))];
            samples.RemoveAll(s => now - s.At > s_kept);
            samples.Add((now, OutcomesOf(arms.Select(a => (a.Arm.Name, a.Counts)))));
        }

        foreach (var swap in endpoints.SelectMany(e => e.Swaps).Where(s => now - s.At <= s_kept))
        {
            var key = (swap.Now.Endpoint, swap.Now.Generation);
            if (!_open.TryGetValue(key, out var open))
            {
                open = (swap, await HourAsync(swap, cancel), false);
            }
            else if (open.IsWhole || now - swap.At < s_around)
            {
                continue;
            }

            _open[key] = open with { IsWhole = now - swap.At >= s_around };
            await WriteAsync(_open[key], cancel);
        }

        foreach (var old in _open.Where(o => now - o.Value.Swap.At > s_kept).Select(o => o.Key).ToList())
        {
            _open.Remove(old);
        }
    }

    /// <summary>Changes of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<Switch>> OfAsync(string endpoint, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<Switch>)
        [.. (await session.ListAsync<string>("select document from serving_switches where endpoint = @endpoint order by generation desc limit 200", new { endpoint }))
            .Select(t => JsonSerializer.Deserialize(t, SwitchJson.Default.Switch)!)], cancel);

    /// <summary>Requests that callers made, and those that got no answer from anything.</summary>
    internal static Outcomes OutcomesOf(IEnumerable<(string Arm, Counts Counts)> arms) => arms.Where(a => a.Arm is "live" or "candidate")
        .Aggregate(new Outcomes(0, 0), (sum, a) => new Outcomes(sum.Requests + a.Counts[Event.Came], sum.Failed + a.Counts[Event.Unanswered]));

    private Task<int> WriteAsync((Swap Swap, Outcomes Hour, bool IsWhole) open, CancellationToken cancel)
    {
        var swap = open.Swap;
        var samples = _samples.GetValueOrDefault(swap.Now.Endpoint) ?? [];
        // The last look before the change: what fails while it is made belongs to it.
        var at = samples.LastOrDefault(s => s.At <= swap.At).Seen ?? samples.FirstOrDefault().Seen ?? new Outcomes(0, 0);
        var (first, last) = (samples.FirstOrDefault(s => s.At >= swap.At - s_around).Seen ?? at, samples.LastOrDefault(s => s.At <= swap.At + s_around + TimeSpan.FromSeconds(2)).Seen ?? at);
        var document = JsonSerializer.Serialize(new Switch(swap.Now.Generation, swap.Before.Live.Model, swap.Now.Live.Model, swap.At.ToUnixTimeMilliseconds(), swap.WasReady, swap.LastOld, Less(at, first), Less(last, at), open.Hour, open.IsWhole), SwitchJson.Default.Switch);
        return database.WriteAsync(session => session.ExecuteAsync(
            "insert into serving_switches (endpoint, generation, writer, document) values (@Endpoint, @Generation, @_writer, @document) on conflict (endpoint, generation, writer) do update set document = excluded.document",
            new { swap.Now.Endpoint, swap.Now.Generation, _writer, document }), cancel);
    }

    private Task<Outcomes> HourAsync(Swap swap, CancellationToken cancel)
    {
        var minute = swap.At.ToUnixTimeSeconds() / 60;
        return database.ReadAsync(async session => OutcomesOf((await session.ListAsync<Row>(
            "select arm, document from serving_minutes where endpoint = @Endpoint and minute >= @from and minute < @minute", new { swap.Now.Endpoint, from = minute - 60, minute }))
            .Select(r => (r.Arm, JsonSerializer.Deserialize(r.Document, MinuteJson.Default.Counts)!))), cancel);
    }

    private static Outcomes Less(Outcomes a, Outcomes b) => new(Math.Max(0, a.Requests - b.Requests), Math.Max(0, a.Failed - b.Failed));

    private sealed record Row
    {
        public string Arm { get; init; } = "";

        public string Document { get; init; } = "";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Switch))]
internal sealed partial class SwitchJson : JsonSerializerContext;
