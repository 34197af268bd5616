using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Monitoring;

/// <summary>Five minutes of an endpoint.</summary>
/// <param name="At">Their beginning, in milliseconds since 1970.</param>
/// <param name="Failed">Requests without any answer.</param>
/// <param name="Slow">Answers of the version asked that took longer than promised.</param>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>: the bounds of a bucket; the upper one is null in the last.</param>
internal sealed record TrafficWindow(long At, long Requests, long Failed, long Slow, double P99LowMs, double? P99HighMs);

/// <summary>Answer times of what was live, while requests were copied to a shadow or while they were not.</summary>
internal sealed record LiveTimes(long Requests, double P99LowMs, double? P99HighMs);

/// <summary>A day of an endpoint, and of the processes that served.</summary>
/// <param name="At">Its beginning, in milliseconds since 1970 (UTC).</param>
/// <param name="MeanMs">Mean answer time of the version asked.</param>
/// <param name="MemoryMb">The median over its minutes of the largest resident memory of a process; null where none was seen.</param>
internal sealed record TrafficDay(long At, long Requests, double MeanMs, double? MemoryMb);

/// <summary>What a version took of callers' time, live or as a canary, in 30 days.</summary>
/// <param name="LastAt">The newest minute in which it was asked, in milliseconds since 1970.</param>
/// <param name="MeanMs">Mean answer time.</param>
/// <param name="P99LowMs">99 of 100 answers took at most between this and <paramref name="P99HighMs"/>: the bounds of a bucket.</param>
internal sealed record TrafficVersion(string Model, long Requests, long LastAt, double MeanMs, double P99LowMs, double? P99HighMs);

/// <summary>Traffic of an endpoint as far as it is kept.</summary>
/// <param name="FirstAt">The oldest minute in which somebody was answered, in milliseconds since 1970; null where nobody ever was.</param>
/// <param name="LastAt">The newest such minute.</param>
/// <param name="Requests">Of 30 days.</param>
/// <param name="PeakRequests">The most within one minute of 30 days.</param>
/// <param name="Windows">Of 7 days, oldest first; those without a request are left out.</param>
/// <param name="Alone">Of 7 days, in minutes without copies.</param>
/// <param name="Shadowed">In minutes with copies.</param>
/// <param name="Hosts">Processes of 24 hours.</param>
/// <param name="Days">Of 30 days, oldest first; those without a request are left out.</param>
/// <param name="Versions">Of 30 days, the one that was asked last first.</param>
internal sealed record TrafficShape(long? FirstAt, long? LastAt, long Requests, long PeakRequests, long? PeakAt, IReadOnlyList<TrafficWindow> Windows, LiveTimes Alone, LiveTimes Shadowed, IReadOnlyList<HostShape> Hosts, IReadOnlyList<TrafficDay> Days, IReadOnlyList<TrafficVersion> Versions);

/// <summary>A process that served within 24 hours.</summary>
/// <param name="Minutes">In which it was seen.</param>
/// <param name="MemoryP99Mb">Of its largest resident memory by the minute.</param>
/// <param name="OomKills">Seen while it ran; null where the system does not tell.</param>
/// <param name="Ended">In order; null while it runs.</param>
internal sealed record HostShape(string Runtime, string System, int Processors, double MachineMb, int Minutes, double MemoryP99Mb, double MemoryMostMb, long? OomKills, bool? Ended, long LastAt);

/// <summary><c>GET /api/airworthy/endpoints/{endpoint}/traffic</c>: what the minutes say, summed up for whoever judges limits.</summary>
internal sealed class TrafficCalls(Database database, HostBook hosts, TimeProvider clock) : ICalls
{
    private const int Day = 24 * 60, Window = 5;

    public void Map(Routes routes) => routes.Raw("GET", "//api/airworthy/endpoints/{endpoint}/traffic", null, TrafficJson.Default.TrafficShape, async (context, caller) =>
    {
        caller.Need(Right.View);
        var shape = await OfAsync((string)context.Request.RouteValues["endpoint"]!, context.RequestAborted);
        await Answers.WriteAsync(context, shape, TrafficJson.Default.TrafficShape);
    });

    private async Task<TrafficShape> OfAsync(string endpoint, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var (first, last, minutes, versions, memory) = await database.ReadAsync(async session =>
        {
            var ends = await session.FirstAsync<Ends>("select min(minute) as first, max(minute) as last from serving_minutes where endpoint = @endpoint and arm in ('live', 'candidate')", new { endpoint });
            var byMinute = new SortedDictionary<long, Minute>();
            var byVersion = new Dictionary<string, (long LastAt, Counts Counts)>(StringComparer.Ordinal);
            await foreach (var row in session.StreamAsync<Row>("select minute, model, arm, document from serving_minutes where endpoint = @endpoint and minute > @from", new { endpoint, from = now - (30 * Day) }))
            {
                var counts = JsonSerializer.Deserialize(row.Document, MinuteJson.Default.Counts)!;
                byMinute[row.Minute] = byMinute.GetValueOrDefault(row.Minute, new Minute(null, 0)).With(row.Arm, counts);
                if (row.Arm is "live" or "candidate")
                {
                    byVersion[row.Model] = byVersion.TryGetValue(row.Model, out var so) ? (Math.Max(so.LastAt, row.Minute), so.Counts.Plus(counts)) : (row.Minute, counts);
                }
            }

            var memory = new Dictionary<long, List<double>>();
            await foreach (var row in session.StreamAsync<HostRow>("select minute, document from serving_hosts where minute > @from", new { from = now - (30 * Day) }))
            {
                (memory.TryGetValue(row.Minute / Day, out var known) ? known : memory[row.Minute / Day] = []).Add(JsonSerializer.Deserialize(row.Document, HostJson.Default.HostFacts)!.MemoryMb);
            }

            return (ends?.First, ends?.Last, byMinute, byVersion, memory);
        }, cancel);

        var recent = minutes.Where(m => m.Key > now - (7 * Day) && m.Value.Asked is not null).ToList();
        var peak = minutes.MaxBy(m => m.Value.Requests);
        return new TrafficShape(first * 60_000, last * 60_000, minutes.Sum(m => m.Value.Requests), peak.Value?.Requests ?? 0, peak.Value is { Requests: > 0 } ? peak.Key * 60_000 : null,
            [.. recent.GroupBy(m => m.Key / Window).Select(g => WindowOf(g.Key * Window, g.Select(m => m.Value.Asked!).Aggregate((a, b) => a.Plus(b))))],
            Times(recent.Where(m => m.Value.Copied == 0)), Times(recent.Where(m => m.Value.Copied > 0)), await HostsAsync(now, cancel),
            [.. minutes.Where(m => m.Value.Requests > 0).GroupBy(m => m.Key / Day).Select(g => DayOf(g.Key, g.Select(m => m.Value.Asked!).Aggregate((a, b) => a.Plus(b)), memory.GetValueOrDefault(g.Key)))],
            [.. versions.Where(v => v.Value.Counts[Event.Requests] > 0).Select(v => VersionOf(v.Key, v.Value.LastAt, v.Value.Counts)).OrderByDescending(v => v.LastAt).ThenBy(v => v.Model, StringComparer.Ordinal)]);
    }

    private static TrafficVersion VersionOf(string model, long minute, Counts counts)
    {
        var (low, high) = counts.LatencyBounds(0.99);
        return new TrafficVersion(model, counts[Event.Requests], minute * 60_000, 1000 * counts.Seconds / counts[Event.Requests], low, high);
    }

    private static TrafficDay DayOf(long day, Counts counts, List<double>? memory)
    {
        memory?.Sort();
        return new TrafficDay(day * Day * 60_000, counts[Event.Requests], 1000 * counts.Seconds / Math.Max(1, counts[Event.Requests]), memory is null ? null : memory[memory.Count / 2]);
    }

    private static TrafficWindow WindowOf(long minute, Counts counts)
    {
        var (low, high) = counts.LatencyBounds(0.99);
        var (requests, failed) = SwitchBook.OutcomesOf([("live", counts)]);
        return new TrafficWindow(minute * 60_000, requests, failed, counts[Event.Slow], low, high);
    }

    private static LiveTimes Times(IEnumerable<KeyValuePair<long, Minute>> minutes)
    {
        var counts = minutes.Select(m => m.Value.Asked!).Aggregate((Counts?)null, (a, b) => a?.Plus(b) ?? b);
        var (low, high) = counts?.LatencyBounds(0.99) ?? (0, 0);
        return new LiveTimes(counts?[Event.Requests] ?? 0, low, high);
    }

    private async Task<IReadOnlyList<HostShape>> HostsAsync(long now, CancellationToken cancel) =>
        [.. (await hosts.SinceAsync(now - Day, cancel)).GroupBy(h => h.Writer).Select(g =>
        {
            var all = g.ToList();
            var memory = all.Select(h => h.Facts.MemoryMb).Order().ToList();
            var (oldest, newest) = (all[0].Facts, all[^1]);
            bool? ended = newest.Facts.Ended ? true : now - newest.Minute > 2 ? false : null;
            return new HostShape(newest.Facts.Runtime, newest.Facts.System, newest.Facts.Processors, newest.Facts.MachineMb, all.Count, memory[Math.Min(memory.Count - 1, (int)Math.Ceiling(memory.Count * 0.99) - 1)], memory[^1],
                newest.Facts.OomKills - oldest.OomKills, ended, newest.Minute * 60_000);
        }).OrderByDescending(h => h.LastAt)];

    /// <summary>What happened to callers within a minute, and how many copies were made.</summary>
    private sealed record Minute(Counts? Asked, long Copied)
    {
        public long Requests => Asked?[Event.Came] ?? 0;

        public Minute With(string arm, Counts counts) => arm switch
        {
            "live" or "candidate" => this with { Asked = Asked?.Plus(counts) ?? counts },
            "shadow" => this with { Copied = Copied + counts[Event.Copied] + counts[Event.Dropped] },
            _ => this,
        };
    }

    private sealed record Ends
    {
        public long? First { get; init; }

        public long? Last { get; init; }
    }

    private sealed record HostRow
    {
        public long Minute { get; init; }

        public string Document { get; init; } = "";
    }

    private sealed record Row
    {
        public long Minute { get; init; }

        public string Model { get; init; } = "";

        public string Arm { get; init; } = "";

        public string Document { get; init; } = "";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrafficShape))]
internal sealed partial class TrafficJson : JsonSerializerContext;
