namespace Airworthy.Tracking.Metrics;

/// <summary>
/// Whole histories that charts asked for, kept in memory and lengthened by what is logged: a chart that refreshes itself while its run goes on asks for the same one again and again.
/// Right only where one process alone writes the store.
/// </summary>
internal sealed class Histories
{
    /// <summary>Points in memory, at most, of 24 bytes each; then all histories are forgotten.</summary>
    private const int Most = 500_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Dictionary<long, History>> _known = [];

    /// <summary>Additions to runs, counted by the remainder of the run's number: two runs that share a count read a little too often.</summary>
    private readonly long[] _additions = new long[4096];

    private int _points;

    /// <summary>Called once something was added, and before its writer is told so.</summary>
    public void Added(MetricRows rows)
    {
        lock (_lock)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                Count(rows.Runs[i])++;
                if (_known.TryGetValue(rows.Runs[i], out var histories) && histories.TryGetValue(rows.Keys[i], out var history))
                {
                    history.Add(rows.Point(i));
                    _points++;
                }
            }

            Bound();
        }
    }

    /// <summary>The history that is known, or the one that is read now. What is added while it is read is read anew next time.</summary>
    /// <returns>In no order. A point that was logged twice may be there twice.</returns>
    public async Task<ReadOnlyMemory<Point>> OfAsync(long run, long key, Func<Task<List<Point>>> read)
    {
        long additions;
        lock (_lock)
        {
            if (_known.TryGetValue(run, out var histories) && histories.TryGetValue(key, out var known))
            {
                return known.Now;
            }

            additions = Count(run);
        }

        var history = new History(await read());
        lock (_lock)
        {
            if (additions == Count(run))
            {
                var histories = _known.TryGetValue(run, out var others) ? others : _known[run] = [];
                if (histories.TryAdd(key, history))
                {
                    _points += history.Now.Length;
                    Bound();
                }
            }
        }

        return history.Now;
    }

    private void Bound()
    {
        if (_points > Most)
        {
            _known.Clear();
            _points = 0;
        }
    }

    private ref long Count(long run) => ref _additions[(int)((ulong)run % (ulong)_additions.Length)];
}
