using System.Collections.Concurrent;

namespace Airworthy.Serving.Releases;

/// <summary>How a candidate and the version in use decided the newest rows that both have answered, until what came true is told. It forgets the oldest; after a restart those that the prediction log has kept are here again.</summary>
internal sealed class ShadowDecisions
{
    /// <summary>Rows that are remembered.</summary>
    public const int Most = 200_000;

    private readonly ConcurrentDictionary<(string Id, int Row), (bool Candidate, bool Live)> _decided = new();
    private readonly ConcurrentQueue<(string Id, int Row)> _order = new();
    private int _count;

    public void Add(string id, int row, bool candidate, bool live)
    {
        if (!_decided.TryAdd((id, row), (candidate, live)))
        {
            return;
        }

        _order.Enqueue((id, row));
        if (Interlocked.Increment(ref _count) > Most && _order.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _count);
            _decided.TryRemove(oldest, out _);
        }
    }

    /// <summary>What both decided of a row whose truth came; null where they did not. The first truth counts.</summary>
    public (bool Candidate, bool Live)? Take(string id, int row) => _decided.TryRemove((id, row), out var decided) ? decided : null;

    /// <summary>A label as a yes or no; null where it is neither.</summary>
    public static bool? Truth(string label) => label switch
    {
        "1" => true,
        "0" => false,
        _ => bool.TryParse(label, out var truth) ? truth : null,
    };
}
