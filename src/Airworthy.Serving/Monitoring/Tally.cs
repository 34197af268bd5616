using System.Text.Json.Serialization;

using Airworthy.Serving.Models;
using Airworthy.Serving.Routing;

namespace Airworthy.Serving.Monitoring;

/// <summary>What happens to a request.</summary>
/// <remarks>New ones stand at the end: minutes are kept by their position.</remarks>
public enum Event
{
    Requests, Rows, Errors, Slow, NonFinite, Timeouts, Shed, Fallbacks, Copied, Dropped, Disagreed,

    /// <summary>Rows that something else answered.</summary>
    FallbackRows,

    /// <summary>Rows that break the approved schema, or cannot be read.</summary>
    BadRows,

    SchemaErrors, MissingRequired, OutOfRange, Ood, LowConfidence,

    /// <summary>Rows of which a guard could say nothing.</summary>
    GuardUnknown,

    /// <summary>Rows that wait for a person.</summary>
    Human,

    /// <summary>Requests of callers, whether or not the model was asked: a guard may have sent all their rows elsewhere.</summary>
    Came,

    /// <summary>Requests of callers that got no answer, from anything.</summary>
    Unanswered,

    /// <summary>Requests in a canary that named no affinity: their id alone decided on the arm.</summary>
    Unkeyed,
}

/// <summary>Counts of one model version in one arm since this process began; only ever up, and without locks.</summary>
public sealed class Tally
{
    private static readonly int s_events = Enum.GetValues<Event>().Length;

    private readonly long[] _events = new long[s_events];
    private readonly long[] _latency = new long[Buckets.Latency.Count + 1];
    private readonly long[] _confidence = new long[Buckets.Confidence.Count + 1];
    private readonly long[] _decided = new long[Buckets.MostClasses + 1];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _broken = new(StringComparer.Ordinal);
    private long _ticks, _sure, _entropy, _rows, _inside, _failedTicks, _last;

    /// <summary>So often it happened.</summary>
    public long this[Event what] => Interlocked.Read(ref _events[(int)what]);

    /// <summary>Counts an event.</summary>
    public void Add(Event what, long times = 1) => Interlocked.Add(ref _events[(int)what], times);

    /// <summary>Counts a column that broke the approved schema.</summary>
    public void Broke(string column) => _broken.AddOrUpdate(column, 1, static (_, n) => n + 1);

    /// <summary>Counts the time of an answer.</summary>
    public void Took(TimeSpan time)
    {
        Interlocked.Increment(ref _latency[Buckets.Of(Buckets.Latency, time.TotalSeconds)]);
        Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>Counts what came of asking the model, and its time.</summary>
    internal void Ran(Attempt attempt, int rows)
    {
        Took(attempt.Took);
        Volatile.Write(ref _last, System.Diagnostics.Stopwatch.GetTimestamp());
        if (attempt.Failure == Failure.None)
        {
            Interlocked.Add(ref _rows, rows);
            Interlocked.Add(ref _inside, attempt.Inside.Ticks);
        }
        else
        {
            Interlocked.Add(ref _failedTicks, attempt.Took.Ticks);
        }
    }

    internal Runs Runs
    {
        get
        {
            var (failed, failedTicks) = (this[Event.Errors] + this[Event.Shed], Interlocked.Read(ref _failedTicks));
            return new Runs(Interlocked.Read(ref _rows), this[Event.Requests] - failed, Interlocked.Read(ref _ticks) - failedTicks, Interlocked.Read(ref _inside), failed, failedTicks, Volatile.Read(ref _last));
        }
    }

    /// <summary>Counts what was said of each row, and how surely; what is no probability is not counted.</summary>
    /// <param name="deciding">See <see cref="Scores.Deciding"/>.</param>
    /// <param name="threshold">A score of at least this is a yes.</param>
    public void Said(Tensor deciding, double threshold)
    {
        var (sure, entropy) = (0.0, 0.0);
        for (var row = 0; row < deciding.Rows; row++)
        {
            var confidence = Scores.Confidence(deciding, row);
            if (!double.IsNaN(confidence))
            {
                Interlocked.Increment(ref _confidence[Buckets.OfConfidence(confidence)]);
                Interlocked.Increment(ref _decided[Math.Min(Scores.Decision(deciding, row, threshold), Buckets.MostClasses)]);
                (sure, entropy) = (sure + confidence, entropy + Scores.Entropy(deciding, row));
            }
        }

        if (sure > 0)
        {
            Interlocked.Add(ref _sure, (long)(sure * Counts.Fine));
            Interlocked.Add(ref _entropy, (long)(entropy * Counts.Fine));
        }
    }

    public Counts Now() => new([.. _events.Select((_, i) => Interlocked.Read(ref _events[i]))], [.. _latency.Select((_, i) => Interlocked.Read(ref _latency[i]))],
        [.. _confidence.Select((_, i) => Interlocked.Read(ref _confidence[i]))], TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds, _broken.IsEmpty ? null : new SortedDictionary<string, long>(_broken.ToDictionary(), StringComparer.Ordinal),
        Decided(), Interlocked.Read(ref _sure) / Counts.Fine, Interlocked.Read(ref _entropy) / Counts.Fine);

    /// <summary>Up to the last class that was ever decided: most models have few.</summary>
    private long[]? Decided()
    {
        var last = Array.FindLastIndex(_decided, n => n > 0);
        return last < 0 ? null : [.. Enumerable.Range(0, last + 1).Select(i => Interlocked.Read(ref _decided[i]))];
    }
}

/// <summary>Counts as they were at a moment, or between two.</summary>
/// <param name="Events">One per <see cref="Event"/>.</param>
/// <param name="Latency">One per bucket of <see cref="Buckets.Latency"/> and one for the rest; not cumulative.</param>
/// <param name="Confidence">One per bucket of <see cref="Buckets.Confidence"/> and one for the rest.</param>
/// <param name="Seconds">All latencies together.</param>
/// <param name="Broken">How often each column broke the approved schema; null where none did.</param>
/// <param name="Decided">Rows by what was decided of them: 0 and 1 for no and yes, else the number of the class; null where no answer was a probability.</param>
/// <param name="Sure">The largest probabilities of all these rows together.</param>
/// <param name="Entropy">Their entropies together, in nats.</param>
public sealed record Counts(IReadOnlyList<long> Events, IReadOnlyList<long> Latency, IReadOnlyList<long> Confidence, double Seconds, IReadOnlyDictionary<string, long>? Broken = null, IReadOnlyList<long>? Decided = null, double Sure = 0, double Entropy = 0)
{
    /// <summary>Sums are kept as whole millionths, so that they add up without locks.</summary>
    internal const double Fine = 1e6;

    public long this[Event what] => (int)what < Events.Count ? Events[(int)what] : 0;

    /// <summary>The mean of the largest probabilities; null where no answer was one.</summary>
    [JsonIgnore]
    public double? MeanConfidence => Decided?.Sum() is > 0 and var rows ? Sure / rows : null;

    /// <summary>The mean entropy in nats; null where no answer was a probability.</summary>
    [JsonIgnore]
    public double? MeanEntropy => Decided?.Sum() is > 0 and var rows ? Entropy / rows : null;

    public Counts Minus(Counts before) => new(Less(Events, before.Events), Less(Latency, before.Latency), Less(Confidence, before.Confidence), Seconds - before.Seconds, Added(Broken, before.Broken, -1), Decided is null ? null : Less(Decided, before.Decided ?? []), Sure - before.Sure, Entropy - before.Entropy);

    public Counts Plus(Counts other) => new(More(Events, other.Events), More(Latency, other.Latency), More(Confidence, other.Confidence), Seconds + other.Seconds, Added(Broken, other.Broken, 1), Decided is null ? other.Decided : More(Decided, other.Decided ?? []), Sure + other.Sure, Entropy + other.Entropy);

    /// <summary>The bound below which a share of all latencies lies; null where there are none. Exact to the bucket.</summary>
    /// <param name="share">0 to 1.</param>
    /// <returns>Seconds; infinity where it lies in the last bucket.</returns>
    public double? LatencyWithin(double share)
    {
        var all = Latency.Sum();
        var (need, seen) = ((long)Math.Ceiling(all * share), 0L);
        for (var i = 0; all > 0 && i < Latency.Count; i++)
        {
            seen += Latency[i];
            if (seen >= need)
            {
                return i < Buckets.Latency.Count ? Buckets.Latency[i] : double.PositiveInfinity;
            }
        }

        return null;
    }

    private static SortedDictionary<string, long>? Added(IReadOnlyDictionary<string, long>? a, IReadOnlyDictionary<string, long>? b, int sign)
    {
        if (a is null && b is null)
        {
            return null;
        }

        var sum = new SortedDictionary<string, long>(a?.ToDictionary() ?? [], StringComparer.Ordinal);
        foreach (var (column, times) in b ?? new Dictionary<string, long>())
        {
            sum[column] = sum.GetValueOrDefault(column) + (sign * times);
        }

        return sum;
    }

    /// <summary>The bucket in which a share of all latencies ends, in milliseconds: above the first, at most the second; null where it has no end.</summary>
    /// <param name="share">0 to 1.</param>
    public (double Low, double? High) LatencyBounds(double share)
    {
        if (LatencyWithin(share) is not { } high)
        {
            return (0, 0);
        }

        var low = Buckets.Latency.LastOrDefault(b => b < high);
        return (low * 1000, double.IsFinite(high) ? high * 1000 : null);
    }

    private static long[] Less(IReadOnlyList<long> a, IReadOnlyList<long> b) => [.. a.Select((v, i) => v - b.ElementAtOrDefault(i))];

    private static long[] More(IReadOnlyList<long> a, IReadOnlyList<long> b) => [.. Enumerable.Range(0, Math.Max(a.Count, b.Count)).Select(i => a.ElementAtOrDefault(i) + b.ElementAtOrDefault(i))];
}

/// <summary>Whose counts: a model version in an arm of an endpoint.</summary>
public readonly record struct Arm(string Endpoint, string Model, string Name);

/// <summary>The counts of all arms of this process.</summary>
public sealed class Tallies
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Arm, Tally> _all = new();

    /// <summary>Something is loaded here, or was.</summary>
    public bool Any => !_all.IsEmpty;

    public Tally Of(Arm arm) => _all.GetOrAdd(arm, _ => new Tally());

    internal IEnumerable<(Arm Arm, Tally Tally)> Each => _all.Select(t => (t.Key, t.Value));

    /// <summary>All that were ever counted here, in order of name.</summary>
    public IReadOnlyList<(Arm Arm, Counts Counts)> Now() => [.. _all.Select(t => (t.Key, t.Value.Now())).OrderBy(t => t.Key.Endpoint, StringComparer.Ordinal).ThenBy(t => t.Key.Model, StringComparer.Ordinal).ThenBy(t => t.Key.Name, StringComparer.Ordinal)];
}
