using System.Collections.Concurrent;

using Airworthy.Core.Statistics.Guards;

namespace Airworthy.Serving.Guards;

/// <summary>The sets and intervals of the newest answers, until their truth is told. It forgets the oldest; after a restart those that the prediction log has kept are here again.</summary>
internal sealed class SetsGiven
{
    /// <summary>Rows that are remembered.</summary>
    public const int Most = 200_000;

    private readonly ConcurrentDictionary<(string Id, int Row), (string Set, AnswerKind Kind, PromisedCoverage Kept)> _sets = new();
    private readonly ConcurrentQueue<(string Id, int Row)> _order = new();
    private int _count;

    public void Add(string id, int row, string set, AnswerKind kind, PromisedCoverage kept)
    {
        if (!_sets.TryAdd((id, row), (set, kind, kept)))
        {
            return;
        }

        _order.Enqueue((id, row));
        if (Interlocked.Increment(ref _count) > Most && _order.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _count);
            _sets.TryRemove(oldest, out _);
        }
    }

    /// <summary>The truth of a row was counted before.</summary>
    public void Forget(string id, int row) => _sets.TryRemove((id, row), out _);

    /// <summary>The truth of a row came; the first that does counts.</summary>
    public void Saw(string id, int row, string label)
    {
        if (_sets.TryRemove((id, row), out var given) && RowSets.Holds(given.Set, given.Kind, label) is { } held)
        {
            given.Kept.Saw(held);
        }
    }
}
