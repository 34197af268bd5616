using System.Data.Common;

namespace Airworthy.Tracking.Storage;

/// <summary>
/// Writes of one kind that share a transaction on a database server: what comes while others are on their way waits, and then goes with all that waits as one write and one commit.
/// </summary>
/// <remarks>
/// Where one of them is refused, nothing of all is kept and each is written alone, so nobody meets another's refusal. A caller is told after the commit.
/// SQLite has its own queue of all writers.
/// </remarks>
/// <param name="write">Writes several, in their order. Must touch nothing but the session.</param>
/// <param name="rows">How many rows one has.</param>
internal sealed class WritesTogether<T>(Database database, Func<Session, IReadOnlyList<T>, Task> write, Func<T, int> rows)
{
    /// <summary>Writes that share a transaction, at most: they wait for each other.</summary>
    private const int Most = 256;

    /// <summary>Rows from which on a write goes alone and beside the others: it costs more than its commit.</summary>
    private const int Large = 100;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isUnderWay;

    /// <summary>Writes one. When the task ends without an exception, it survives the end of this process.</summary>
    public Task WriteAsync(T item, CancellationToken cancel)
    {
        if (database.Dialect.IsWrittenHereAlone || rows(item) >= Large)
        {
            return database.WriteAsync(session => write(session, [item]), cancel);
        }

        cancel.ThrowIfCancellationRequested();
        var waiting = new Waiting(item);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_isUnderWay)
            {
                return waiting.Done.Task;
            }

            _isUnderWay = true;
        }

        _ = Task.Run(GoAsync, CancellationToken.None);
        return waiting.Done.Task;
    }

    private async Task GoAsync()
    {
        while (Next() is { Count: > 0 } next)
        {
            var refused = await TryAsync(next);
            if (refused is null)
            {
                next.ForEach(w => w.Done.SetResult());
            }
            else if (next.Count == 1 || refused is DbException { SqlState: null })
            {
                // Without a state, the server never answered: each alone would only wait as long again.
                next.ForEach(w => w.Done.SetException(refused));
            }
            else
            {
                foreach (var one in next)
                {
                    if (await TryAsync([one]) is { } own)
                    {
                        one.Done.SetException(own);
                    }
                    else
                    {
                        one.Done.SetResult();
                    }
                }
            }
        }
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<Waiting> these)
    {
        try
        {
            await database.WriteAsync(session => write(session, [.. these.Select(w => w.Item)]), CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Those that go next; none: nobody waits.</summary>
    private List<Waiting> Next()
    {
        var next = new List<Waiting>();
        lock (_lock)
        {
            while (next.Count < Most && _waiting.TryDequeue(out var first))
            {
                next.Add(first);
            }

            _isUnderWay = next.Count > 0;
        }

        return next;
    }

    private sealed record Waiting(T Item)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
