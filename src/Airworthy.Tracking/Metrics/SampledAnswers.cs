using System.Collections.Concurrent;

namespace Airworthy.Tracking.Metrics;

/// <summary>
/// Sampled histories as they were last answered, as long as nothing was added to their run: charts that refresh themselves ask for the same ones again and again.
/// Right only where one process alone writes the store.
/// </summary>
internal sealed class SampledAnswers
{
    /// <summary>Answers in memory, at most; then all are forgotten. Of 320 points each, they take some 2 MB.</summary>
    private const int Most = 128;

    /// <summary>Additions to runs, counted by the remainder of the run's number: two runs that share a count forget a little too much.</summary>
    private readonly long[] _additions = new long[4096];

    private readonly ConcurrentDictionary<Asked, (long Additions, IReadOnlyList<Metric> Points)> _known = new();

    public readonly record struct Asked(long Run, string Key, long From, long To, int Most);

    /// <summary>Called once something was added to a run, and before its writer is told so.</summary>
    public void Added(long run) => Interlocked.Increment(ref Count(run));

    /// <summary>The answer that is known, or the one that is read now. The count is taken before reading, so that what is added meanwhile is read anew next time.</summary>
    public async Task<IReadOnlyList<Metric>> OfAsync(Asked asked, Func<Task<IReadOnlyList<Metric>>> read)
    {
        var additions = Volatile.Read(ref Count(asked.Run));
        if (_known.TryGetValue(asked, out var known) && known.Additions == additions)
        {
            return known.Points;
        }

        var points = await read();
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[asked] = (additions, points);
        return points;
    }

    private ref long Count(long run) => ref _additions[(int)((ulong)run % (ulong)_additions.Length)];
}
