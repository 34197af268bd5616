namespace Airworthy.Tracking.Metrics;

/// <summary>
/// Whole histories that charts asked for, where others may write the store as well: the store counts what was added to each, and what is kept here holds as long as its count is the store's.
/// What this process adds lengthens them.
/// </summary>
internal sealed class CountedHistories
{
    /// <summary>Points in memory, at most, of 24 bytes each; then all histories are forgotten.</summary>
    private const int Most = 500_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(long Run, long Key), Counted> _known = [];
    private int _points;

    /// <summary>Whether anything of a run is kept, so that its additions must be told.</summary>
    public bool Knows(long run)
    {
        lock (_lock)
        {
            return _known.Keys.Any(k => k.Run == run);
        }
    }

    /// <summary>The history as it was when it had so many additions; null where it must be read.</summary>
    /// <returns>In no order. A point that was logged twice may be there twice.</returns>
    public ReadOnlyMemory<Point>? Find(long run, long key, long additions)
    {
        lock (_lock)
        {
            // Not null itself, which would become a memory of nothing.
            return _known.TryGetValue((run, key), out var known) && known.Additions == additions ? known.Points.Now : default(ReadOnlyMemory<Point>?);
        }
    }

    /// <summary>Keeps what was read in one moment together with its count.</summary>
    public ReadOnlyMemory<Point> Keep(long run, long key, long additions, List<Point> points)
    {
        var history = new History(points);
        lock (_lock)
        {
            if (!_known.TryGetValue((run, key), out var known) || known.Additions < additions)
            {
                _points += points.Count - (known?.Points.Now.Length ?? 0);
                _known[(run, key)] = new Counted(additions, history);
                Bound();
            }
        }

        return history.Now;
    }

    /// <summary>Called once something was added.</summary>
    /// <param name="additions">How many the history has with these. Where what is kept is not exactly what they were added to, it is left alone: its count says that it is old.</param>
    public void Added(long run, long key, long additions, IReadOnlyCollection<Point> points)
    {
        lock (_lock)
        {
            if (_known.TryGetValue((run, key), out var known) && known.Additions + points.Count == additions)
            {
                foreach (var point in points)
                {
                    known.Points.Add(point);
                }

                _known[(run, key)] = known with { Additions = additions };
                _points += points.Count;
                Bound();
            }
        }
    }

    private void Bound()
    {
        if (_points > Most)
        {
            _known.Clear();
            _points = 0;
        }
    }

    private sealed record Counted(long Additions, History Points);
}
