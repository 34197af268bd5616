using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Monitoring;

/// <summary>What a process that serves was, and needed, during one minute.</summary>
/// <param name="Runtime">What executes models there: <c>onnxruntime 1.31.1 on linux-x64</c>.</param>
/// <param name="MachineMb">Memory that the process may take at most, in 10^6 bytes.</param>
/// <param name="MemoryMb">Its largest resident memory, in 10^6 bytes.</param>
/// <param name="OomKills">Processes of its control group that were ended for lack of memory, since that began; null where the system does not tell.</param>
/// <param name="Ended">It stopped in order.</param>
public sealed record HostFacts(string Runtime, string System, int Processors, double MachineMb, double MemoryMb, long? OomKills, bool Ended);

/// <summary>A minute of a process.</summary>
/// <param name="Minute">Since 1970.</param>
public sealed record HostMinute(long Minute, string Writer, HostFacts Facts);

/// <summary>Keeps what this process needs while it serves, minute by minute, for 90 days.</summary>
public sealed class HostBook(Database database, Tallies tallies, TimeProvider clock)
{
    private const int Days = 90;

    private const string MemoryEvents = "/sys/fs/cgroup/memory.events", Kills = "oom_kill ";

    /// <summary>What this process runs on, as the system calls itself: of a container, what its base image holds.</summary>
    public static string System { get; } = RuntimeInformation.OSDescription;

    private readonly string _writer = Guid.CreateVersion7().ToString("N");
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private (long Minute, double Most) _now;

    /// <summary>Looks once, and keeps the largest of the minute. What serves nothing is not kept.</summary>
    /// <param name="ended">This is the last look.</param>
    public async Task KeepAsync(bool ended, CancellationToken cancel)
    {
        if (!tallies.Any)
        {
            return;
        }

        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var memory = Environment.WorkingSet / 1e6;
        _now = (minute, _now.Minute == minute ? Math.Max(_now.Most, memory) : memory);
        var facts = new HostFacts($"{Models.OnnxModel.Runtime} on {RuntimeInformation.RuntimeIdentifier}", System, Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e6, _now.Most, OutOfMemory(), ended);
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("insert into serving_hosts (minute, writer, document) values (@minute, @_writer, @document) on conflict (minute, writer) do update set document = excluded.document",
                new { minute, _writer, document = JsonSerializer.Serialize(facts, HostJson.Default.HostFacts) });
            await session.ExecuteAsync("delete from serving_hosts where minute < @oldest", new { oldest = minute - (Days * 24 * 60) });
        }, cancel);
    }

    /// <summary>Minutes of all processes, oldest first.</summary>
    /// <param name="from">The first minute since 1970.</param>
    public Task<IReadOnlyList<HostMinute>> SinceAsync(long from, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<HostMinute>)
        [.. (await session.ListAsync<Row>("select minute, writer, document from serving_hosts where minute >= @from order by minute, writer limit @most", new { from, most = MinuteBook.MostAtOnce }))
            .Select(r => new HostMinute(r.Minute, r.Writer, JsonSerializer.Deserialize(r.Document, HostJson.Default.HostFacts)!))], cancel);

    /// <summary>What the processes ran on in the last quarter of an hour known before a moment; empty where none is known.</summary>
    public Task<IReadOnlyList<string>> SystemsAsync(DateTimeOffset at, CancellationToken cancel) => at >= _began ? Task.FromResult<IReadOnlyList<string>>([System]) : database.ReadAsync(async session =>
    {
        const int Long = 15, Most = 200;
        var rows = await session.ListAsync<Row>("select minute, writer, document from serving_hosts where minute <= @minute order by minute desc limit @most", new { minute = at.ToUnixTimeSeconds() / 60, most = Most });
        return (IReadOnlyList<string>)[.. rows.TakeWhile(r => r.Minute > rows[0].Minute - Long).Select(r => JsonSerializer.Deserialize(r.Document, HostJson.Default.HostFacts)!.System).Distinct().Order(StringComparer.Ordinal)];
    }, cancel);

    /// <summary>The most that a process held in the last minute known before a moment, in 10^6 bytes; null where none served within a quarter of an hour before.</summary>
    /// <param name="at">Milliseconds since 1970.</param>
    public Task<double?> MemoryBeforeAsync(long at, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        const int Long = 15;
        var rows = await session.ListAsync<Row>("select minute, writer, document from serving_hosts where minute < @minute and minute >= @from order by minute desc limit @most", new { minute = at / 60_000, from = (at / 60_000) - Long, most = MinuteBook.MostAtOnce });
        return rows.Count == 0 ? (double?)null : rows.TakeWhile(r => r.Minute == rows[0].Minute).Max(r => JsonSerializer.Deserialize(r.Document, HostJson.Default.HostFacts)!.MemoryMb);
    }, cancel);

    private static long? OutOfMemory()
    {
        try
        {
            return File.Exists(MemoryEvents) && File.ReadLines(MemoryEvents).FirstOrDefault(l => l.StartsWith(Kills, StringComparison.Ordinal)) is { } line
                && long.TryParse(line.AsSpan(Kills.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Row
    {
        public long Minute { get; init; }

        public string Writer { get; init; } = "";

        public string Document { get; init; } = "";
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HostFacts))]
internal sealed partial class HostJson : JsonSerializerContext;
